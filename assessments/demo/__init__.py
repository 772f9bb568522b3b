"""Invented inspections for the demo county: five quarters of 九有 and 六有. Runs after the staff demo."""

from assessments.demo.load import make_checks

__all__ = ["make_checks"]
