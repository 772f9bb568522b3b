from assessments.models.checklists import Checklist, ChecklistItem
from assessments.models.checks import Check, ClosedQuarter
from assessments.models.evidence import Evidence

__all__ = ["Check", "Checklist", "ChecklistItem", "ClosedQuarter", "Evidence"]
