"""Sending workbooks, as all floors do it."""

from accounts.sending import send_workbook

__all__ = ["send_workbook"]
