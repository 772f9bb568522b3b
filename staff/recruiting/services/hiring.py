"""From a candidate whose notice is over to a member in post, with contract and certificate of post."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from registry.applications.selectors.procedures import county_of
from staff.life.choices import EventKind
from staff.life.services.careers import add_event
from staff.models import Appointment, Member
from staff.numbering.choices import NumberKind
from staff.numbering.services import take_numbers
from staff.recruiting.choices import CheckCode, Result, Standing, State
from staff.recruiting.selectors.facts import checks_of
from staff.recruiting.services.acting import locked_candidate, note
from staff.recruiting.services.announcing import close_if_filled
from staff.services.appointments import appoint
from staff.services.members import create_member, update_member
from staff.services.refusal import StaffRefused, must_cover

TAKEN_OVER = (
    "name",
    "sex",
    "birth_date",
    "ethnicity",
    "id_number",
    "phone",
    "education",
    "political",
    "kinship",
)
# What may have changed since the review and makes hiring impossible, whatever was let pass then.
AGAIN = (CheckCode.ALIVE, CheckCode.OTHER_POST, CheckCode.RELATION)


@transaction.atomic
def hire(candidate, *, by, at, since, contract_until, contract_number="", note_text=""):
    """Put a candidate into the post and return the appointment; the member's file is made if there is none.

    Without a contract number the next one is taken.

    :raises StaffRefused: not waiting to be hired; has died, moved, lost the certificate or the relative, or
        taken another post since; the post was filled meanwhile; or days that cannot be.
    """
    candidate = locked_candidate(candidate, by=by, states=(State.HIRING,), standings=(Standing.CLEARED,))
    recruitment, opening = candidate.recruitment, candidate.opening
    _must_still_stand(candidate, at=at)
    if since <= candidate.notice.last_day:
        raise StaffRefused(
            f"到岗日期须在公示期满（{candidate.notice.last_day:%Y-%m-%d}）之后。", field="since"
        )
    member = _member_of(candidate, by=by, at=at)
    contract = {"contract_until": contract_until, "note": note_text}
    contract["contract_number"] = contract_number or _next_contract(recruitment.unit, since)
    appointment = appoint(member, opening.post, by=by, at=at, since=since, **contract)
    candidate.standing, candidate.member, candidate.appointment = Standing.HIRED, member, appointment
    candidate.save()
    facts = [["招聘编号", recruitment.number], ["合同号", appointment.contract_number]]
    add_event(appointment, EventKind.HIRED, by=by, on=since, facts=facts)
    opening.released_on = timezone.localdate(at)
    opening.save()
    words = f"聘用到岗：{opening}，合同号 {appointment.contract_number}"
    note(recruitment, words, by=by, at=at, candidate=candidate)
    recruitment.save()
    close_if_filled(recruitment, by=by, at=at)
    return appointment


@transaction.atomic
def issue_permit(appointment, *, by, at):
    """Give the certificate of post its number (上岗证), and return the appointment.

    :raises StaffRefused: outside the actor's scope, not in post, or it has a number.
    """
    rows = Appointment.objects.select_for_update(of=("self",))
    appointment = rows.select_related("post__unit", "member").get(pk=appointment.pk)
    must_cover(by, Permission.STAFF_EDIT, appointment.post.unit, "该岗位不在您的管辖范围内。")
    if appointment.work_permit_number:
        raise StaffRefused(f"{appointment.member.name}已有上岗证 {appointment.work_permit_number}。")
    if appointment.is_over:
        raise StaffRefused(f"{appointment.member.name}已于 {appointment.until:%Y-%m-%d} 离岗，不能发上岗证。")
    county = county_of(appointment.post.unit)
    (appointment.work_permit_number,) = take_numbers(
        county, NumberKind.PERMIT, on=timezone.localdate(at), taken=_is_permit
    )
    appointment.save()
    facts = [["上岗证号", appointment.work_permit_number]]
    add_event(appointment, EventKind.PERMIT, by=by, on=timezone.localdate(at), facts=facts)
    return appointment


def _must_still_stand(candidate, *, at):
    """:raises StaffRefused: the register says today what stands in the way."""
    confirmed = set(candidate.overrides.exclude(confirmed_by=None).values_list("code", flat=True))
    checks = {check.code: check for check in checks_of(candidate, timezone.localdate(at))}
    for check in map(checks.get, AGAIN):
        if check.result == Result.FAILS and check.code not in confirmed:
            raise StaffRefused(f"{candidate.name}现在不能聘用。{check.title}：{check.words}")
    person = candidate.person
    if person is not None and candidate.home and candidate.home != person.unit:
        raise StaffRefused(
            f"{candidate.name}的残疾人登记已迁到{person.unit.place_name}，与报名时的户籍不同，请核实后取消拟聘或递补。"
        )


def _member_of(candidate, *, by, at):
    """Return the member's file, brought up to what the candidate has stated; made if there is none."""
    facts = {name: getattr(candidate, name) for name in TAKEN_OVER}
    known = Member.objects.filter(id_digest=candidate.id_digest).first()
    if known is None:
        member = create_member(by=by, at=at, unit=candidate.opening.post.unit, **facts)
    else:
        kept = {name: value for name, value in facts.items() if value}
        member = update_member(known, by=by, at=at, **kept)
    if member.relative_id != candidate.relative_id:
        member.relative = candidate.relative
        member.save()
    return member


def _next_contract(county, on):
    (number,) = take_numbers(
        county,
        NumberKind.CONTRACT,
        on=on,
        taken=lambda number: Appointment.objects.filter(contract_number=number).exists(),
    )
    return number


def _is_permit(number):
    return Appointment.objects.filter(work_permit_number=number).exists()
