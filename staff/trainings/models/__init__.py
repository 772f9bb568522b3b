from staff.trainings.models.enrolments import Enrolment, TrainingQuota
from staff.trainings.models.plans import TrainingPlan, TrainingRule

__all__ = ["Enrolment", "TrainingPlan", "TrainingQuota", "TrainingRule"]
