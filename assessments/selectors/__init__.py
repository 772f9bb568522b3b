from assessments.selectors.compliance import (
    ChecklistFigures,
    compliance_figures,
    compliance_trend,
    lacking_units_count,
    unit_compliance,
    what_is_missing,
)
from assessments.selectors.matrix import Cell, Matrix, Row, State, matrix
from assessments.selectors.periods import closed_quarters, is_closed
from assessments.selectors.places import checklists_for, county_of, measured_units

__all__ = [
    "Cell",
    "ChecklistFigures",
    "Matrix",
    "Row",
    "State",
    "checklists_for",
    "closed_quarters",
    "compliance_figures",
    "compliance_trend",
    "county_of",
    "is_closed",
    "lacking_units_count",
    "matrix",
    "measured_units",
    "unit_compliance",
    "what_is_missing",
]
