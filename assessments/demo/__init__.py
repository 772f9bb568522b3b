"""Invented inspections and assessments for the demo county. Runs after the staff demo."""

from assessments.demo.load import make_checks
from assessments.demo.years import make_assessments

__all__ = ["make_assessments", "make_checks"]
