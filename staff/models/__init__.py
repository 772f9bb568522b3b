from staff.life.models import AlertRule, CareerEvent, HandOver
from staff.models.appointments import Appointment
from staff.models.members import Member
from staff.models.posts import AllocationRule, Post
from staff.models.standards import InsuranceRate, StipendRule, StipendStandard
from staff.models.trainings import Attendance, Training
from staff.numbering.models import NumberCounter, NumberRule
from staff.pay.models import (
    AdjustmentFile,
    BankExport,
    BankLayout,
    BankReturn,
    GuardRule,
    PayPolicy,
    RunEntry,
    RunObjection,
    RunTownship,
    StipendAdjustment,
    StipendLine,
    StipendMonth,
    StipendRun,
)
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
from staff.talents.models import Talent, TalentRule
from staff.trainings.models import Enrolment, TrainingPlan, TrainingQuota, TrainingRule

__all__ = [
    "AdjustmentFile",
    "AlertRule",
    "AllocationRule",
    "Appointment",
    "Attendance",
    "BankExport",
    "BankLayout",
    "BankReturn",
    "Candidate",
    "CandidateObjection",
    "CareerEvent",
    "EligibilityOverride",
    "Enrolment",
    "GuardRule",
    "HandOver",
    "InsuranceRate",
    "Member",
    "NumberCounter",
    "NumberRule",
    "Opening",
    "PayPolicy",
    "Post",
    "Recruitment",
    "RecruitmentEntry",
    "RecruitmentNotice",
    "RecruitmentRule",
    "RunEntry",
    "RunObjection",
    "RunTownship",
    "StipendAdjustment",
    "StipendLine",
    "StipendMonth",
    "StipendRule",
    "StipendRun",
    "StipendStandard",
    "Talent",
    "TalentRule",
    "Training",
    "TrainingPlan",
    "TrainingQuota",
    "TrainingRule",
]
