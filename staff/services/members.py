"""Writing the personal files of 专职委员."""

from django.db import transaction

from core.encryption import digest
from core.permissions import Permission
from registry.models import Person
from staff.models import Member
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该单位不在您的管辖范围内。"


@transaction.atomic
def create_member(*, by, at, **facts):
    """Register somebody as a 专职委员 and return them; a person of the register with the same ID is linked.

    :raises StaffRefused: outside the actor's scope, or already registered.
    """
    must_cover(by, Permission.STAFF_EDIT, facts["unit"], OUTSIDE)
    _must_be_new(facts["id_number"], by=by)
    member = Member(**facts)
    member.person = _same_person(facts["id_number"])
    member.save()
    return member


@transaction.atomic
def update_member(member, *, by, at, **facts):
    """Change the file of a 专职委员 and return them.

    :raises StaffRefused: outside the actor's scope before or after, the ID number belongs to another, or
        the unit of somebody in post is changed by hand.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("unit").get(pk=member.pk)
    must_cover(by, Permission.STAFF_EDIT, member.unit, OUTSIDE)
    must_cover(by, Permission.STAFF_EDIT, facts.get("unit", member.unit), OUTSIDE)
    if facts.get("unit", member.unit) != member.unit and member.appointments.filter(until=None).exists():
        raise StaffRefused("此人在岗，所在单位随岗位变动。", field="unit")
    if "id_number" in facts and digest(facts["id_number"]) != member.id_digest:
        _must_be_new(facts["id_number"], by=by)
        member.person = _same_person(facts["id_number"])
    for name, value in facts.items():
        setattr(member, name, value)
    member.save()
    return member


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
