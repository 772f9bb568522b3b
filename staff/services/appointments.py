"""Filling and vacating posts. An appointment never overlaps another of the same post or the same person."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from staff.choices import EndReason
from staff.models import Appointment, Member, Post
from staff.services.refusal import StaffRefused, must_cover
from staff.services.terms import OUTSIDE, must_be_appointable, must_end_after


@transaction.atomic
def appoint(member, post, *, by, at, since, **contract):
    """Put a member into a post from the day `since` on and return the appointment.

    :param contract: contract_number, contract_until, work_permit_number, note; all may be left out.
    :raises StaffRefused: outside the actor's scope; the post is gone or held; the member holds another, has
        died or is too young, or the days overlap those of somebody before.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    member = Member.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=member.pk)
    must_be_appointable(
        member, post, scope=by.scope_of(Permission.STAFF_EDIT), since=since, today=timezone.localdate(at),
        contract=contract, at_post=post.appointments.select_related("member").newest_first(),
        of_member=member.appointments.select_related("post", "post__unit").newest_first(),
    )  # fmt: skip
    appointment = Appointment.objects.create(member=member, post=post, since=since, **contract)
    if member.unit_id != post.unit_id:
        member.unit = post.unit
        member.save()
    return appointment


@transaction.atomic
def end_appointment(appointment, *, by, at, until, reason, note=""):
    """End an appointment with `until` as the last day in post and return it.

    :raises StaffRefused: outside the actor's scope, already ended, or a day that cannot be.
    """
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("post", "post__unit", "member")
        .get(pk=appointment.pk)
    )
    must_cover(by, Permission.STAFF_EDIT, appointment.post.unit, OUTSIDE)
    if appointment.until is not None:
        raise StaffRefused(f"{appointment.member.name}已于 {appointment.until:%Y-%m-%d} 离岗。")
    if until < appointment.since:
        raise StaffRefused(f"离岗日期不能早于到岗日期 {appointment.since:%Y-%m-%d}。", field="until")
    if until > timezone.localdate(at):
        raise StaffRefused("离岗日期不能晚于今天。", field="until")
    if reason not in EndReason.values:
        raise StaffRefused("请选择离岗原因。", field="reason")
    appointment.until, appointment.end_reason = until, reason
    if note:
        appointment.note = note
    appointment.save()
    return appointment


@transaction.atomic
def update_contract(appointment, *, by, at, **contract):
    """Change contract, permit and note of an appointment and return it.

    :raises StaffRefused: outside the actor's scope, or a contract that ends before it begins.
    """
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("post", "post__unit")
        .get(pk=appointment.pk)
    )
    must_cover(by, Permission.STAFF_EDIT, appointment.post.unit, OUTSIDE)
    must_end_after(appointment.since, contract)
    for name, value in contract.items():
        setattr(appointment, name, value)
    appointment.save()
    return appointment
