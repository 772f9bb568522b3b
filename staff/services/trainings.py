"""Writing trainings and who took part."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from core.permissions import Permission
from staff.models import Attendance, Member, Training
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该单位不在您的管辖范围内。"


@transaction.atomic
def save_training(training, *, by, at):
    """Write a new or changed training and return it.

    :raises StaffRefused: outside the actor's scope, in the future, or written down already.
    """
    must_cover(by, Permission.STAFF_EDIT, training.unit, OUTSIDE)
    if training.held_on > timezone.localdate(at):
        raise StaffRefused("举办日期不能晚于今天。", field="held_on")
    same = Training.objects.filter(unit=training.unit, held_on=training.held_on, title=training.title)
    if same.exclude(pk=training.pk).exists():
        raise StaffRefused("该单位当天已登记同一内容的培训。", field="title")
    training.save()
    return training


@transaction.atomic
def add_attendances(training, members, *, by, at, passed=True):
    """Write down that several members took part and return how many were new.

    :raises StaffRefused: one of them is outside the actor's scope.
    """
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
def update_attendance(attendance, *, by, at, passed, certificate_number):
    """Write down the result of the examination and return the attendance.

    :raises StaffRefused: outside the actor's scope; a certificate without a pass, or one given to another.
    """
    must_cover(by, Permission.STAFF_EDIT, attendance.member.unit, OUTSIDE)
    if certificate_number and not passed:
        raise StaffRefused("考核不合格的不发结业证。", field="certificate_number")
    attendance.passed, attendance.certificate_number = passed, certificate_number
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
