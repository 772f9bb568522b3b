"""Writing the personal files of 专职委员."""

from django.db import transaction

from core.encryption import digest
from core.permissions import Permission
from registry.models import Person
from staff.choices import Kinship
from staff.models import Member
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该单位不在您的管辖范围内。"


@transaction.atomic
def create_member(*, by, at, **facts):
    """Register somebody as a 专职委员 and return them; a person of the register with the same ID is linked.

    :raises StaffRefused: outside the actor's scope, already registered, or a relative that does not fit.
    """
    must_cover(by, Permission.STAFF_EDIT, facts["unit"], OUTSIDE)
    _must_be_new(facts["id_number"], by=by)
    member = Member(**facts)
    member.person = _same_person(facts["id_number"])
    _put_relative(member, facts.get("relative"))
    member.save()
    return member


@transaction.atomic
def update_member(member, *, by, at, **facts):
    """Change the file of a 专职委员 and return them.

    :raises StaffRefused: outside the actor's scope before or after, the ID number belongs to another, the
        unit of somebody in post is changed by hand, or a relative that does not fit.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("unit").get(pk=member.pk)
    must_cover(by, Permission.STAFF_EDIT, member.unit, OUTSIDE)
    must_cover(by, Permission.STAFF_EDIT, facts.get("unit", member.unit), OUTSIDE)
    if facts.get("unit", member.unit) != member.unit and member.appointments.filter(until=None).exists():
        raise StaffRefused("此人在岗，所在单位随岗位变动。", field="unit")
    if "id_number" in facts and digest(facts["id_number"]) != member.id_digest:
        _must_be_new(facts["id_number"], by=by)
        member.person = _same_person(facts["id_number"])
    relative = facts.pop("relative", member.relative)
    for name, value in facts.items():
        setattr(member, name, value)
    _put_relative(member, relative)
    member.save()
    return member


def _put_relative(member, relative):
    """Say whose relative a member is: somebody of the register, and nobody for who is disabled or no kin."""
    if relative is None or member.kinship in (Kinship.SELF, Kinship.NONE):
        member.relative = None
        return
    if relative.id_digest == digest(member.id_number):
        raise StaffRefused("所属残疾人不能是本人。", field="relative_text")
    if relative.is_archived and relative.pk != member.relative_id:
        raise StaffRefused(f"{relative.name}的残疾人登记已归档，请核对。", field="relative_text")
    member.relative = relative


def _must_be_new(number, *, by):
    other = Member.objects.filter(id_digest=digest(number)).select_related("unit").first()
    if other is None:
        return
    if by.scope_of(Permission.STAFF_VIEW).covers(other.unit):
        raise StaffRefused(
            f"该身份证号已登记为专职委员：{other.name}，{other.unit.name}。", field="id_number"
        )
    raise StaffRefused("该身份证号已登记为其他县（区）的专职委员。", field="id_number")


def _same_person(number):
    return Person.objects.filter(id_digest=digest(number)).first()
