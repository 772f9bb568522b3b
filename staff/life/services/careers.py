"""Renewal, transfer, warnings, leaving and hand-over: every one dated, with an entry in the member's
history."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.dated import begin_row
from staff.choices import EndReason
from staff.life.choices import WARNINGS, EventKind
from staff.life.models import AlertRule, CareerEvent, HandOver
from staff.models import Appointment
from staff.recruiting.selectors.rules import conditions_for
from staff.services.appointments import appoint, end_appointment
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该岗位不在您的管辖范围内。"


@transaction.atomic
def renew(appointment, *, by, at, on, contract_until, contract_number="", text=""):
    """Renew the contract of somebody in post (续聘), and return the appointment.

    :raises StaffRefused: outside the actor's scope, not in post, over age, or a term that does not go on.
    """
    appointment = _in_post(appointment, by=by)
    _must_not_be_ahead(on, at=at)
    before = appointment.contract_until
    if contract_until <= (before or on):
        raise StaffRefused(
            f"新的合同期至须晚于{'原合同期至' if before else '续聘日期'} {before or on:%Y-%m-%d}，"
            "可能已有人办理过续聘。",
            field="contract_until",
        )
    member, rules = appointment.member, conditions_for(appointment.post.unit, on)
    most = rules.most_age_of(member.sex)
    if member.age_on(on) > most:
        raise StaffRefused(
            f"{member.name}已满 {member.age_on(on)} 周岁，超过年龄上限 {most} 周岁，不能续聘。"
        )
    facts = [["原合同期至", before.isoformat() if before else "无"], ["合同期至", contract_until.isoformat()]]
    if contract_number:
        facts.append(["合同号", contract_number])
        appointment.contract_number = contract_number
    appointment.contract_until = contract_until
    appointment.save()
    add_event(appointment, EventKind.RENEWED, by=by, on=on, facts=facts, text=text)
    return appointment


@transaction.atomic
def transfer(appointment, post, *, by, at, on, text=""):
    """Move somebody to another vacant post with `on` as the first day there (调岗); return the new
    appointment.

    Contract and certificate of post go along.

    :raises StaffRefused: as leaving and appointing refuse; nothing is written then.
    """
    appointment = _in_post(appointment, by=by)
    if post.pk == appointment.post_id:
        raise StaffRefused("新岗位与现任岗位相同。", field="post")
    end_appointment(
        appointment, by=by, at=at, until=on - timedelta(days=1), reason=EndReason.TRANSFERRED, note=text[:200]
    )
    made = appoint(
        appointment.member, post, by=by, at=at, since=on, contract_number=appointment.contract_number,
        contract_until=appointment.contract_until, work_permit_number=appointment.work_permit_number,
    )  # fmt: skip
    facts = [["原岗位", str(appointment.post)], ["新岗位", str(made.post)]]
    add_event(made, EventKind.TRANSFERRED, by=by, on=on, facts=facts, text=text)
    return made


@transaction.atomic
def warn(appointment, *, by, at, kind, on, text, due_on=None):
    """Write down a talk or a demand to mend (谈话提醒、限期整改), and return the event.

    :raises StaffRefused: outside the actor's scope, not in post, no reason, or no day until when.
    """
    appointment = _in_post(appointment, by=by)
    _must_not_be_ahead(on, at=at)
    if kind not in WARNINGS:
        raise StaffRefused("请选择谈话提醒或限期整改。", field="kind")
    if not text.strip():
        raise StaffRefused("请写明事由。", field="text")
    if kind == EventKind.MENDING and (due_on is None or due_on <= on):
        raise StaffRefused("限期整改须有期限，晚于当天。", field="due_on")
    due_on = due_on if kind == EventKind.MENDING else None
    return add_event(appointment, kind, by=by, on=on, text=text, due_on=due_on)


@transaction.atomic
def accept_mending(event, *, by, at, done_on, result):
    """Write down what came of a demand to mend, and return the event.

    :raises StaffRefused: outside the actor's scope, accepted already, or a day that does not fit.
    """
    rows = CareerEvent.objects.select_for_update(of=("self",))
    event = rows.select_related("appointment__post__unit", "appointment__member").get(pk=event.pk)
    must_cover(by, Permission.STAFF_EDIT, event.unit, OUTSIDE)
    if not event.is_open:
        raise StaffRefused("这项整改已经验收。")
    if not event.on <= done_on <= timezone.localdate(at):
        raise StaffRefused("验收日期须在提出整改之后，不能晚于今天。", field="done_on")
    event.done_on, event.result = done_on, result
    event.save()
    return event


@transaction.atomic
def leave(appointment, *, by, at, until, reason, note="", hand_over=None):
    """Let somebody leave a post with `until` as the last day there, and return the appointment.

    :param hand_over: receiver, witness and items of the hand-over list, if it has been made already.
    :raises StaffRefused: as `end_appointment` and `save_hand_over` refuse.
    """
    appointment = end_appointment(appointment, by=by, at=at, until=until, reason=reason, note=note)
    facts = [["离岗原因", EndReason(reason).label]]
    add_event(appointment, EventKind.LEFT, by=by, on=until, facts=facts, text=note)
    if hand_over and hand_over["items"]:
        save_hand_over(appointment, by=by, at=at, on=until, **hand_over)
    return appointment


@transaction.atomic
def save_hand_over(appointment, *, by, at, on, items, receiver, witness="", note=""):
    """Write down what was handed over by somebody who has left, and return the list.

    :raises StaffRefused: outside the actor's scope, still in post, nothing on the list, or nobody receives
        it.
    """
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("post__unit", "member")
    appointment = rows.get(pk=appointment.pk)
    must_cover(by, Permission.STAFF_EDIT, appointment.post.unit, OUTSIDE)
    if appointment.until is None:
        raise StaffRefused(f"{appointment.member.name}还在岗，先办理离岗再登记移交。")
    if not items:
        raise StaffRefused("请列出移交的内容，每行一项。", field="items")
    if not receiver:
        raise StaffRefused("请填写接收人。", field="receiver")
    if not appointment.since <= on <= timezone.localdate(at):
        raise StaffRefused("移交日期须在到岗之后，不能晚于今天。", field="on")
    made, _ = HandOver.objects.update_or_create(
        appointment=appointment,
        defaults={"on": on, "items": items, "receiver": receiver, "witness": witness, "note": note, "by": by},
    )
    return made


@transaction.atomic
def set_alert_rule(county, *, by, at, since, **days):
    """Tell the county this many days ahead, from the day `since` on, and return the row.

    :raises StaffRefused: outside the actor's scope, or a later row exists.
    """
    must_cover(by, Permission.STAFF_EDIT, county, "该县（区）不在您的管辖范围内。")
    rows = AlertRule.objects.select_for_update().filter(unit=county)
    return begin_row(rows, AlertRule(unit=county, since=since, **days), refuse=_refuse_before)


def add_event(appointment, kind, *, by, on, **more):
    """Add an entry to the history of an appointment and return it."""
    return CareerEvent.objects.create(appointment=appointment, kind=kind, by=by, on=on, **more)


def _refuse_before(day):
    raise StaffRefused(f"自 {day:%Y-%m-%d} 起已另有规则，请选择其后的日期。", field="since")


def _in_post(appointment, *, by):
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("post__unit", "member__unit")
    appointment = rows.get(pk=appointment.pk)
    must_cover(by, Permission.STAFF_EDIT, appointment.post.unit, OUTSIDE)
    if appointment.until is not None:
        raise StaffRefused(f"{appointment.member.name}已于 {appointment.until:%Y-%m-%d} 离岗，不能再办理。")
    return appointment


def _must_not_be_ahead(on, *, at):
    if on > timezone.localdate(at):
        raise StaffRefused("日期不能晚于今天。", field="on")
