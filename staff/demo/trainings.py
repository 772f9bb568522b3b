"""Two trainings a year for the last two years, which nearly everybody in post attended; the plan; one to
come."""

from datetime import date, timedelta

from staff.choices import PostType, TrainingLevel
from staff.models import Attendance, Enrolment, Training, TrainingPlan, TrainingQuota
from staff.trainings.choices import Audience

COURSES = (  # month, day, title, hours, is for heads
    (4, 15, "残疾人证办理与动态更新", 16, False),
    (6, 9, "乡镇残联理事长业务培训", 8, True),
    (10, 20, "两项补贴政策与入户访视", 16, False),
)
COMING, AHEAD, NEWEST, PLACES = "新聘专职委员岗前培训", 12, 12, 2  # AHEAD in days
ABSENT_SHARE = 0.01
FAILED_SHARE = 0.02


def make_trainings(county, appointments, *, rng, today, by):
    """Write the trainings of this year and the last that are over by `today`, with who attended."""
    courses = [
        (date(year, month, day), title, hours, for_heads)
        for year in (today.year - 1, today.year)
        for month, day, title, hours, for_heads in COURSES
        if date(year, month, day) <= today
    ]
    plans = _plans(county, today)
    attendances = []
    for held_on, title, hours, for_heads in courses:
        training = Training.objects.create(
            unit=county, title=title, held_on=held_on, hours=hours, level=TrainingLevel.COUNTY,
            place=f"{county.name}残疾人综合服务中心", teacher="县残联业务骨干",
            plan=plans.get((held_on.year, title)),
        )  # fmt: skip
        for number, appointment in enumerate(_in_post(appointments, held_on, for_heads=for_heads), 1):
            if rng.random() >= ABSENT_SHARE:
                attendances.append(_attendance(training, appointment.member, number, rng))
    Attendance.objects.bulk_create(attendances, batch_size=500)
    _training_to_come(county, appointments, plans, today=today, by=by)


def _plans(county, today):
    """Write the plan of this year and return {(year, title): plan}."""
    rows = [
        TrainingPlan(
            unit=county, year=today.year, month=month, title=title, hours=hours,
            audience=Audience.HEADS if for_heads else Audience.MEMBERS,
        )
        for month, _, title, hours, for_heads in COURSES
    ]  # fmt: skip
    rows.append(
        TrainingPlan(
            unit=county, year=today.year, month=12, title=COMING, hours=8, audience=Audience.NEW, people=20
        )
    )
    TrainingPlan.objects.bulk_create(rows)
    return {(plan.year, plan.title): plan for plan in TrainingPlan.objects.filter(unit=county)}


def _training_to_come(county, appointments, plans, *, today, by):
    """Write a training to come, with places for the townships and those who came to their post last."""
    held_on = today + timedelta(days=AHEAD)
    training = Training.objects.create(
        unit=county, title=COMING, held_on=held_on, hours=8, level=TrainingLevel.COUNTY,
        place=f"{county.name}残疾人综合服务中心", teacher="县残联业务骨干",
        enrols_until=today + timedelta(days=AHEAD - 3), plan=plans.get((held_on.year, COMING)),
    )  # fmt: skip
    newest = sorted(_in_post(appointments, today, for_heads=False), key=lambda one: one.since)[-NEWEST:]
    townships = {}
    for one in newest:
        unit = one.post.unit
        townships.setdefault(unit.parent_id if unit.is_grassroots else unit.pk, []).append(one.member)
    TrainingQuota.objects.bulk_create(
        [TrainingQuota(training=training, unit_id=key, places=PLACES) for key in townships]
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(training=training, member=member, township_id=key, made_by=by)
            for key, members in townships.items()
            for member in members[:PLACES]
        ]
    )


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
