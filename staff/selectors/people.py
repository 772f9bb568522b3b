"""The people in post and what a member's page shows."""

from django.db.models import Exists, OuterRef, Prefetch

from staff.models import Appointment, Attendance, StipendLine
from staff.models.appointments import CONTRACT_WARNING_DAYS

AGE_LIMIT = 60  # 甘肃 2024: 16 to 60 full years (domain.md §4.1)


def with_posts(members, on):
    """Fetch everything one row of the list shows; `posts_now` are the appointments in force on `on`."""
    now = Appointment.objects.in_force(on).select_related("post", "post__unit").newest_first()
    return members.select_related("unit", "unit__parent").prefetch_related(
        Prefetch("appointments", queryset=now, to_attr="posts_now")
    )


def in_post(members, on):
    """Keep the members who hold a post on the day `on`."""
    return members.filter(Exists(_held(on)))


def out_of_post(members, on):
    """Keep the members who hold none."""
    return members.filter(~Exists(_held(on)))


def contract_ending(members, on, until):
    """Keep those in post whose contract ends by `until`, the ones already past included."""
    return members.filter(Exists(_held(on).filter(contract_until__lte=until)))


def without_permit(members, on):
    """Keep those in post who have no 上岗证."""
    return members.filter(Exists(_held(on).filter(work_permit_number="")))


def holding(members, on, post_types):
    """Keep those who hold a post of one of the given types on the day `on`."""
    return members.filter(Exists(_held(on).filter(post__post_type__in=post_types)))


def _held(on):
    return Appointment.objects.in_force(on).filter(member=OuterRef("pk"))


def appointments_of(member):
    """Return all appointments of a member, newest first."""
    return member.appointments.select_related("post", "post__unit", "post__unit__parent").newest_first()


def trainings_of_member(member):
    """Return the trainings that a member has attended, newest first."""
    rows = Attendance.objects.filter(member=member).select_related("training", "training__unit")
    return rows.order_by("-training__held_on", "-pk")


def stipends_of_member(member):
    """Return the lines of a member on all rolls, newest first."""
    lines = StipendLine.objects.filter(member=member).select_related("run", "unit")
    return lines.order_by("-run__first_month", "-pk")


def people_in_post(unit, on):
    """Return the appointments in force at the unit itself on the day `on`, heads first."""
    rows = Appointment.objects.filter(post__unit=unit).in_force(on)
    return rows.select_related("member", "post").order_by("post__post_type", "post__number")


def member_alerts(member, appointment, on):
    """Return what somebody should look at on a member's page, as (text, tone) pairs."""
    return [alert for alert in _alerts(member, appointment, on) if alert]


def _alerts(member, appointment, on):
    if member.died_on is not None:
        yield f"残疾人登记中已于 {member.died_on:%Y-%m-%d} 登记死亡，补贴至当日止", "bad"
    if appointment is None:
        return
    if appointment.contract_until and appointment.contract_until < on:
        yield f"聘用合同已于 {appointment.contract_until:%Y-%m-%d} 到期", "bad"
    elif appointment.contract_until and (appointment.contract_until - on).days <= CONTRACT_WARNING_DAYS:
        yield f"聘用合同 {(appointment.contract_until - on).days} 天后到期", "warn"
    if not appointment.work_permit_number:
        yield "尚未取得上岗证", "warn"
    if not member.bank_account:
        yield "没有登记银行账号，补贴无法发放", "warn"
    if member.age_on(on) > AGE_LIMIT:
        yield f"已满 {member.age_on(on)} 周岁，超过聘用年龄上限", "warn"
