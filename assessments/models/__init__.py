from assessments.grading.models import (
    GradingRule,
    GroupSeat,
    PastTier,
    Recognition,
    TieDecision,
    UnitGroup,
    WeakPlan,
    WeakPlanNote,
)
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
    "GradingRule",
    "GroupSeat",
    "Item",
    "Mark",
    "PastTier",
    "Recognition",
    "Result",
    "ResultItem",
    "Round",
    "Scheme",
    "Section",
    "Sheet",
    "Target",
    "TieDecision",
    "UnitGroup",
    "WeakPlan",
    "WeakPlanNote",
]
