"""Filling and vacating posts. An appointment never overlaps another of the same post or the same person."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from staff.choices import EndReason
from staff.models import Appointment, Member, Post
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该岗位不在您的管辖范围内。"
LEAST_AGE = 16  # 劳动法 art. 15: nobody below sixteen may be employed; domain.md §4.1


@transaction.atomic
def appoint(member, post, *, by, at, since, **contract):
    """Put a member into a post from the day `since` on and return the appointment.

    :param contract: contract_number, contract_until, work_permit_number, note; all may be left out.
    :raises StaffRefused: outside the actor's scope; the post is gone or held; the member holds another, has
        died or is too young, or the days overlap those of somebody before.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    member = Member.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=member.pk)
    must_cover(by, Permission.STAFF_EDIT, post.unit, OUTSIDE)
    must_cover(by, Permission.STAFF_EDIT, member.unit, "此人不在您的管辖范围内。")
    _post_must_be_free(post, since)
    _member_must_be_free(member, since)
    _must_be_alive(member)
    if member.age_on(since) < LEAST_AGE:
        raise StaffRefused(f"{member.name}到岗时不满 {LEAST_AGE} 周岁，不能聘用。", field="since")
    if since > timezone.localdate(at):
        raise StaffRefused("到岗日期不能晚于今天。", field="since")
    if contract.get("contract_until") and contract["contract_until"] <= since:
        raise StaffRefused("合同期至须晚于到岗日期。", field="contract_until")
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
    if contract.get("contract_until") and contract["contract_until"] <= appointment.since:
        raise StaffRefused("合同期至须晚于到岗日期。", field="contract_until")
    for name, value in contract.items():
        setattr(appointment, name, value)
    appointment.save()
    return appointment


def _post_must_be_free(post, since):
    if since < post.established_on:
        raise StaffRefused(f"该岗位 {post.established_on:%Y-%m-%d} 才设立，到岗日期不能更早。", field="since")
    if post.abolished_on is not None:
        raise StaffRefused(f"该岗位已于 {post.abolished_on:%Y-%m-%d} 撤销。", field="post")
    holder = post.appointments.touching(since, None).select_related("member").newest_first().first()
    if holder is None:
        return
    if holder.until is None:
        raise StaffRefused(f"该岗位由{holder.member.name}担任，请先办理离岗。", field="post")
    raise StaffRefused(
        f"{holder.member.name}在该岗位到 {holder.until:%Y-%m-%d} 为止，到岗日期须在此之后。", field="since"
    )


def _member_must_be_free(member, since):
    other = (
        member.appointments.touching(since, None).select_related("post", "post__unit").newest_first().first()
    )
    if other is None:
        return
    if other.until is None:
        raise StaffRefused(f"{member.name}已担任{other.post}，不能同时担任两个岗位。", field="member")
    raise StaffRefused(
        f"{member.name}担任{other.post}到 {other.until:%Y-%m-%d} 为止，到岗日期须在此之后。", field="since"
    )


def _must_be_alive(member):
    if member.died_on is not None:
        raise StaffRefused(
            f"残疾人登记中{member.name}已于 {member.died_on:%Y-%m-%d} 登记死亡。", field="member"
        )
