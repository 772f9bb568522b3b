"""Two trainings a year for the last two years, which nearly everybody in post attended."""

from datetime import date

from staff.choices import PostType, TrainingLevel
from staff.models import Attendance, Training

COURSES = (  # month, day, title, hours, is for heads
    (4, 15, "残疾人证办理与动态更新", 16, False),
    (6, 9, "乡镇残联理事长业务培训", 8, True),
    (10, 20, "两项补贴政策与入户访视", 16, False),
)
ABSENT_SHARE = 0.01
FAILED_SHARE = 0.02


def make_trainings(county, appointments, *, rng, today):
    """Write the trainings of this year and the last that are over by `today`, with who attended."""
    courses = [
        (date(year, month, day), title, hours, for_heads)
        for year in (today.year - 1, today.year)
        for month, day, title, hours, for_heads in COURSES
        if date(year, month, day) <= today
    ]
    attendances = []
    for held_on, title, hours, for_heads in courses:
        training = Training.objects.create(
            unit=county, title=title, held_on=held_on, hours=hours, level=TrainingLevel.COUNTY,
            place=f"{county.name}残疾人综合服务中心", teacher="县残联业务骨干",
        )  # fmt: skip
        for number, appointment in enumerate(_in_post(appointments, held_on, for_heads=for_heads), 1):
            if rng.random() >= ABSENT_SHARE:
                attendances.append(_attendance(training, appointment.member, number, rng))
    Attendance.objects.bulk_create(attendances, batch_size=500)


def _in_post(appointments, day, *, for_heads):
    for appointment in appointments:
        is_head = appointment.post.post_type == PostType.TOWNSHIP_HEAD
        has_left = appointment.until is not None and appointment.until < day
        if is_head == for_heads and appointment.since <= day and not has_left:
            yield appointment


def _attendance(training, member, number, rng):
    passed = rng.random() >= FAILED_SHARE
    certificate = f"PX{training.held_on:%Y%m}{number:04d}" if passed else ""
    return Attendance(training=training, member=member, passed=passed, certificate_number=certificate)
