from assessments.models.checklists import Checklist, ChecklistItem
from assessments.models.checks import Check, ClosedQuarter
from assessments.models.evidence import Evidence
from assessments.rounds.models import Mark, Result, ResultItem, Round, Sheet, Target
from assessments.schemes.models import Band, Item, Scheme, Section

__all__ = [
    "Band",
    "Check",
    "Checklist",
    "ChecklistItem",
    "ClosedQuarter",
    "Evidence",
    "Item",
    "Mark",
    "Result",
    "ResultItem",
    "Round",
    "Scheme",
    "Section",
    "Sheet",
    "Target",
]
