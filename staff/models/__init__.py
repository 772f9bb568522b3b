from staff.models.appointments import Appointment
from staff.models.members import Member
from staff.models.posts import AllocationRule, Post
from staff.models.runs import StipendLine, StipendMonth, StipendRun
from staff.models.standards import StipendRule, StipendStandard
from staff.models.trainings import Attendance, Training

__all__ = [
    "AllocationRule",
    "Appointment",
    "Attendance",
    "Member",
    "Post",
    "StipendLine",
    "StipendMonth",
    "StipendRule",
    "StipendRun",
    "StipendStandard",
    "Training",
]
