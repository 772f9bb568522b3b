"""Enrolling people for a training within the places of their township."""

from django.db import transaction
from django.db.models import Count

from accounts import audit
from core.permissions import Permission
from orgs.models import Unit
from staff.models import Appointment, Member, Training
from staff.services.refusal import StaffRefused, must_cover
from staff.trainings.models import Enrolment, TrainingQuota


@transaction.atomic
def set_quotas(training, places, *, by, at):
    """Give townships their places, and return how many have some.

    :param places: {township: number or None}; None leaves a township without a row.
    :raises StaffRefused: outside the actor's scope, or fewer places than are enrolled.
    """
    training = _locked(training)
    must_cover(by, Permission.STAFF_EDIT, training.unit, "该培训不在您的管辖范围内。")
    taken = taken_places(training)
    for township, number in places.items():
        if number is not None and number < taken.get(township.pk, 0):
            raise StaffRefused(f"{township.name}已报名 {taken[township.pk]} 人，名额不能少于已报名人数。")
    training.quotas.all().delete()
    rows = [
        TrainingQuota(training=training, unit=township, places=number)
        for township, number in places.items()
        if number is not None
    ]
    TrainingQuota.objects.bulk_create(rows)
    audit.record(
        audit.Event.CHANGE,
        by=by,
        about=training,
        unit=training.unit,
        what="分配培训名额",
        townships=len(rows),
    )
    return len(rows)


@transaction.atomic
def enrol(training, members, *, by, at):
    """Enrol members for a training, and return how many were new.

    Where a township has places, no more than those are given; where others have and it has none, none are.

    :raises StaffRefused: outside the actor's scope, too late, not in post, or more than there are places.
    """
    training = _locked(training)
    if not training.takes_enrolments or training.attendances.exists():
        raise StaffRefused(f"“{training.title}”的报名已经截止。")
    scope = by.scope_of(Permission.TRAINING_ENROL)
    keys = [member.pk for member in members]
    members = list(Member.objects.filter(pk__in=keys).select_related("unit__parent").order_by("pk"))
    if any(not scope.covers(member.unit) for member in members):
        raise StaffRefused("所选人员不在您的管辖范围内。")
    held = set(Appointment.objects.filter(member__in=keys, until=None).values_list("member", flat=True))
    if absent := next((one for one in members if one.pk not in held), None):
        raise StaffRefused(f"{absent.name}不在岗，不能报名。", field="members")
    known = set(training.enrolments.values_list("member", flat=True))
    new = [
        Enrolment(training=training, member=one, township=township_of(one.unit), made_by=by)
        for one in members
        if one.pk not in known
    ]
    _must_have_places(training, new)
    Enrolment.objects.bulk_create(new)
    if new:
        audit.record(
            audit.Event.CHANGE, by=by, about=training, unit=training.unit, what="培训报名", people=len(new)
        )
    return len(new)


@transaction.atomic
def remove_enrolment(enrolment, *, by, at):
    """Take an enrolment back while people may still be enrolled.

    :raises StaffRefused: outside the actor's scope, or too late.
    """
    must_cover(by, Permission.TRAINING_ENROL, enrolment.member.unit, "此人不在您的管辖范围内。")
    if not enrolment.training.takes_enrolments:
        raise StaffRefused("报名已经截止，不能取消。")
    enrolment.delete()


def taken_places(training):
    """Return {township id: how many are enrolled}. One query."""
    rows = training.enrolments.order_by().values_list("township").annotate(number=Count("pk"))
    return dict(rows)


def township_of(unit):
    """Return the township whose places somebody of the unit takes."""
    return unit.parent if unit.is_grassroots and unit.parent else unit


def _must_have_places(training, new):
    quotas = dict(training.quotas.values_list("unit", "places"))
    if not quotas:
        return
    wanted, taken = {}, taken_places(training)
    for one in new:
        wanted.setdefault(one.township_id, []).append(one)
    for township, rows in wanted.items():
        left = quotas.get(township, 0) - taken.get(township, 0)
        if len(rows) > left:
            name = Unit.objects.get(pk=township).name
            raise StaffRefused(
                f"{name}有 {quotas.get(township, 0)} 个名额，还剩 {left} 个，不能再报 {len(rows)} 人。",
                field="members",
            )


def _locked(training):
    """Return the training, held until this transaction ends: two clerks do not give the last place twice."""
    return Training.objects.select_for_update(of=("self",)).select_related("unit").get(pk=training.pk)
