from staff.models.appointments import Appointment
from staff.models.members import Member
from staff.models.posts import AllocationRule, Post
from staff.models.runs import StipendLine, StipendMonth, StipendRun
from staff.models.standards import StipendRule, StipendStandard
from staff.models.trainings import Attendance, Training
from staff.numbering.models import NumberCounter, NumberRule
from staff.recruiting.models import (
    Candidate,
    CandidateObjection,
    EligibilityOverride,
    Opening,
    Recruitment,
    RecruitmentEntry,
    RecruitmentNotice,
    RecruitmentRule,
)

__all__ = [
    "AllocationRule",
    "Appointment",
    "Attendance",
    "Candidate",
    "CandidateObjection",
    "EligibilityOverride",
    "Member",
    "NumberCounter",
    "NumberRule",
    "Opening",
    "Post",
    "Recruitment",
    "RecruitmentEntry",
    "RecruitmentNotice",
    "RecruitmentRule",
    "StipendLine",
    "StipendMonth",
    "StipendRule",
    "StipendRun",
    "StipendStandard",
    "Training",
]
