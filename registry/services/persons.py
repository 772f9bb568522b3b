"""Writing to the register: one verb for each thing that can happen to a person's entry."""

from django.db import transaction
from django.utils import timezone

from core.encryption import digest
from core.permissions import Permission
from registry.changes import announce
from registry.choices import Subsistence
from registry.models import Person
from registry.services.certificates import put_certificate

OUTSIDE = "该村（社区）不在您的管辖范围内。"


class PersonRefused(Exception):
    """The entry cannot be written; the message is fit to show to the user. `field` names the place."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


@transaction.atomic
def create_person(*, by, at, card=None, **facts):
    """Put a person on the register and return them.

    :param card: mapping of certificate values (number, category, grade, …), or None without one.
    :raises PersonRefused: outside the actor's scope, or already registered.
    """
    _must_cover(by, facts["unit"])
    _must_be_new(facts["id_number"], by=by)
    person = Person(**facts)
    person.save()
    if card:
        _must_own_card(card["number"], person)
        put_certificate(person, by=by, at=at, **card)
    else:
        _announce(person, by=by, at=at)
    return person


@transaction.atomic
def update_person(person, *, by, at, card=None, **facts):
    """Write changed facts, and the certificate if given; return the person.

    :raises PersonRefused: outside the actor's scope (before or after), archived, or the ID number is taken.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _must_cover(by, person.unit)
    if "unit" in facts:
        _must_cover(by, facts["unit"])
    if person.is_archived:
        raise PersonRefused("该人员已归档，恢复后才能修改。")
    if facts.get("id_number", person.id_number) != person.id_number:
        _must_be_new(facts["id_number"], by=by)
    for name, value in facts.items():
        setattr(person, name, value)
    person.save()
    if card:
        _must_own_card(card["number"], person)
        put_certificate(person, by=by, at=at, **card)
    else:
        _announce(person, by=by, at=at)
    return person


@transaction.atomic
def archive_person(person, *, by, at, reason, on):
    """Take a person off the active register for a reason that happened on the day `on`.

    :raises PersonRefused: already archived, in the future, before birth, or outside the actor's scope.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _must_cover(by, person.unit)
    if person.is_archived:
        raise PersonRefused("该人员已归档。")
    if on > timezone.localdate(at):
        raise PersonRefused("发生日期不能晚于今天。", field="on")
    if on < person.birth_date:
        raise PersonRefused("发生日期不能早于出生日期。", field="on")
    person.archived_at, person.archived_by = at, by
    person.archive_reason, person.archive_date = reason, on
    person.save()
    _announce(person, by=by, at=at)
    return person


@transaction.atomic
def restore_person(person, *, by, at):
    """Put an archived person back on the active register.

    :raises PersonRefused: not archived, or outside the actor's scope.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _must_cover(by, person.unit)
    if not person.is_archived:
        raise PersonRefused("该人员在册，无须恢复。")
    person.archived_at = person.archived_by = person.archive_date = None
    person.archive_reason = ""
    person.save()
    _announce(person, by=by, at=at)
    return person


@transaction.atomic
def end_subsistence(person, *, by, at):
    """Take the mark of 低保 or 特困 off an archived person, who cannot be changed otherwise.

    :raises PersonRefused: on the register, or outside the actor's scope.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _must_cover(by, person.unit)
    if not person.is_archived:
        raise PersonRefused("该人员在册，请在“修改登记”中修改低保特困。")
    person.subsistence = Subsistence.NONE
    person.save()
    _announce(person, by=by, at=at)
    return person


def _announce(person, *, by, at):
    announce(Person.objects.filter(pk=person.pk), by=by, at=at)


def _must_cover(by, unit):
    if not by.scope_of(Permission.PERSON_EDIT).covers(unit):
        raise PersonRefused(OUTSIDE, field="unit")


def _must_be_new(id_number, *, by):
    """Refuse a number that is taken; of a person elsewhere say only that they are registered elsewhere."""
    other = Person.objects.filter(id_digest=digest(id_number)).select_related("unit").first()
    if other is None:
        return
    if by.scope_of(Permission.PERSON_VIEW).covers(other.unit):
        state = "已归档" if other.is_archived else "在册"
        raise PersonRefused(
            f"该身份证号已登记：{other.name}，{other.unit.name}，{state}。", field="id_number"
        )
    raise PersonRefused("该身份证号已登记在其他单位，请联系县残联办理迁移。", field="id_number")


def _must_own_card(number, person):
    taken = number and Person.objects.filter(card_digest=digest(number)).exclude(pk=person.pk).exists()
    if taken:
        raise PersonRefused("该残疾人证号已登记在其他人名下。", field="card_number")
