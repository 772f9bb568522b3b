"""The scoring engine: rule types, answers, rounding. Pure: no Django, no database (domain.md §3.1)."""

from assessments.scoring.numbers import TWO, decimal_of, said, to_points
from assessments.scoring.registry import RULES, describe, problems_of
from assessments.scoring.rule import RuleType
from assessments.scoring.slots import AnswerRefused, Gap, Score, Slot, SlotKind, value_of
from assessments.scoring.totals import Total, total_of
from assessments.scoring.vetoes import EFFECTS, strongest

__all__ = [
    "EFFECTS",
    "RULES",
    "TWO",
    "AnswerRefused",
    "Gap",
    "RuleType",
    "Score",
    "Slot",
    "SlotKind",
    "Total",
    "decimal_of",
    "describe",
    "problems_of",
    "said",
    "strongest",
    "to_points",
    "total_of",
    "value_of",
]
