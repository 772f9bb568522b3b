from assessments.grading.models.groups import GroupSeat, UnitGroup
from assessments.grading.models.plans import WeakPlan, WeakPlanNote
from assessments.grading.models.recognitions import Recognition
from assessments.grading.models.rules import GradingRule
from assessments.grading.models.ties import PastTier, TieDecision

__all__ = [
    "GradingRule",
    "GroupSeat",
    "PastTier",
    "Recognition",
    "TieDecision",
    "UnitGroup",
    "WeakPlan",
    "WeakPlanNote",
]
