"""Workbooks of the lists, by the writer that all floors share."""

from core.sheets.lists import Column, workbook

__all__ = ["Column", "workbook"]
