"""Writing trainings and who took part."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from core.permissions import Permission
from staff.models import Attendance, Member, Training
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该单位不在您的管辖范围内。"
MOST_AHEAD = 366  # days


@transaction.atomic
def save_training(training, *, by, at):
    """Write a new or changed training and return it.

    It may be one to come, for which people are enrolled.

    :raises StaffRefused: outside the actor's scope, too far ahead, or written down already.
    """
    must_cover(by, Permission.STAFF_EDIT, training.unit, OUTSIDE)
    today = timezone.localdate(at)
    if training.held_on > today + timedelta(days=MOST_AHEAD):
        raise StaffRefused(f"举办日期最多提前 {MOST_AHEAD} 天安排。", field="held_on")
    if training.pk and training.held_on > today and training.attendances.exists():
        raise StaffRefused("已登记参训人员的培训，举办日期不能晚于今天。", field="held_on")
    if training.enrols_until and training.enrols_until > training.held_on:
        raise StaffRefused("报名截止不能晚于举办日期。", field="enrols_until")
    if training.plan and training.plan.unit_id != training.unit_id:
        raise StaffRefused("年度计划不是举办单位的，请重新选择。", field="plan")
    same = Training.objects.filter(unit=training.unit, held_on=training.held_on, title=training.title)
    if same.exclude(pk=training.pk).exists():
        raise StaffRefused("该单位当天已登记同一内容的培训。", field="title")
    training.save()
    return training


@transaction.atomic
def add_attendances(training, members, *, by, at, passed=True):
    """Write down that several members took part and return how many were new.

    :raises StaffRefused: one of them is outside the actor's scope, or the training has not been held.
    """
    must_have_been_held(training, at=at)
    scope = by.scope_of(Permission.STAFF_EDIT)
    members = list(Member.objects.filter(pk__in=[member.pk for member in members]).select_related("unit"))
    if any(not scope.covers(member.unit) for member in members):
        raise StaffRefused("所选人员不在您的管辖范围内。")
    known = set(training.attendances.values_list("member", flat=True))
    new = [
        Attendance(training=training, member=member, passed=passed)
        for member in members
        if member.pk not in known
    ]
    Attendance.objects.bulk_create(new)
    if new:
        audit.record(
            audit.Event.CHANGE,
            by=by,
            about=training,
            unit=training.unit,
            what="登记参训人员",
            people=len(new),
        )
    return len(new)


@transaction.atomic
def update_attendance(attendance, *, by, at, passed, certificate_number, score=None):
    """Write down the result of the examination and return the attendance; marks decide whether it is a pass.

    :raises StaffRefused: outside the actor's scope; a certificate without a pass, or one given to another; a
        number that the system has given.
    """
    attendance = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    must_cover(by, Permission.STAFF_EDIT, attendance.member.unit, OUTSIDE)
    if score is not None:
        passed = score >= attendance.training.pass_mark
    if attendance.is_numbered and (not passed or certificate_number != attendance.certificate_number):
        raise StaffRefused(
            f"结业证 {attendance.certificate_number} 已编号发出，不能改为不合格，也不能改号。",
            field="certificate_number",
        )
    if certificate_number and not passed:
        raise StaffRefused("考核不合格的不发结业证。", field="certificate_number")
    attendance.passed, attendance.score = passed, score
    attendance.certificate_number = certificate_number
    try:
        with transaction.atomic():
            attendance.save()
    except IntegrityError as error:
        raise StaffRefused("该结业证号已发给其他人。", field="certificate_number") from error
    return attendance


@transaction.atomic
def remove_attendance(attendance, *, by, at):
    """Take back an attendance that was written down by mistake.

    :raises StaffRefused: outside the actor's scope, or a certificate has been given.
    """
    must_cover(by, Permission.STAFF_EDIT, attendance.member.unit, OUTSIDE)
    if attendance.certificate_number:
        raise StaffRefused("已发结业证的参训记录不能撤销。")
    attendance.delete()


def must_have_been_held(training, *, at):
    """:raises StaffRefused: the training is still to come."""
    if training.held_on > timezone.localdate(at):
        raise StaffRefused(f"“{training.title}”{training.held_on:%Y-%m-%d} 才举办，之后才能登记参训人员。")
