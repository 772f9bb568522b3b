from assessments.inspections.models.plans import InspectionPlan
from assessments.inspections.models.visits import FindingStep, InspectionFinding, Visit

__all__ = ["FindingStep", "InspectionFinding", "InspectionPlan", "Visit"]
