"""Taking down a petition, and correcting what was taken down."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit
from registry.petitions.calendar import deadline_after
from registry.petitions.choices import OPEN_STATES, PetitionerKind, State, Step
from registry.petitions.defaults import NUMBER_FORMAT
from registry.petitions.models import Petition, PetitionShare
from registry.petitions.selectors.rules import county_of, rule_of
from registry.petitions.services.linking import join_earlier
from registry.petitions.services.refusal import PetitionRefused, locked, may_act, must_be
from registry.petitions.services.timeline import note, waits_for

CHANGEABLE = (
    "form", "received_on", "category", "people", "assigned_by", "matter", "demand", "is_confidential",
    "petitioner_kind", "person", "petitioner_name", "relation", "phone",
)  # fmt: skip


@transaction.atomic
def register_petition(*, by, at, unit, **facts):
    """Take down a petition at `unit` and return it, numbered, with its deadline and its repeats found.

    :param facts: the fields of `CHANGEABLE`.
    :raises PetitionRefused: outside the actor's scope, in the future, taken down already, or not complete.
    """
    if not by.scope_of(Permission.PETITION_EDIT).covers(unit):
        raise PetitionRefused("该单位不在您的管辖范围内。", field="unit")
    county = county_of(unit)
    if county is None:
        raise PetitionRefused("请选择县（区）或以下的单位。", field="unit")
    petition = Petition(county=county, unit=unit, handler_unit=unit, **facts)
    _check(petition, by=by, at=at)
    _number(petition)
    _refuse_twice(petition)  # after the lock, so that of two clicks the second finds the first
    petition.handler = by if any(posting.unit_id == unit.pk for posting in by.held_postings) else None
    _set_first_deadline(petition, since=petition.received_on)
    join_earlier(petition)
    petition.save()
    PetitionShare.objects.create(petition=petition, unit=unit, since=at)
    note(petition, Step.REGISTER, by=by, at=at, on=petition.received_on)
    return petition


@transaction.atomic
def change_petition(petition, *, by, at, **facts):
    """Correct what was taken down, while the petition is open, and return it.

    :raises PetitionRefused: it is not with a unit of the actor, closed, in the future, or not complete.
    """
    petition = locked(petition)
    if not may_act(by, petition):
        raise PetitionRefused("本件不在您的单位办理，不能修改登记。")
    must_be(petition, OPEN_STATES, "修改登记")
    before = {name: getattr(petition, name) for name in CHANGEABLE}
    for name in CHANGEABLE:
        setattr(petition, name, facts.get(name, before[name]))
    _check(petition, by=by, at=at, known=before["person"])
    changed = [name for name in CHANGEABLE if getattr(petition, name) != before[name]]
    if not changed:
        return petition
    is_first = petition.state == State.REGISTERED and petition.handler_unit_id == petition.unit_id
    if is_first and {"received_on", "category"} & set(changed):
        _set_first_deadline(petition, since=petition.received_on)
    petition.save()
    titles = dict.fromkeys(_title(name) for name in changed)
    note(petition, Step.EDIT, by=by, at=at, text=f"修改了{'、'.join(titles)}。")
    return petition


def _title(name):
    return str(Petition._meta.get_field(name).verbose_name)


def _check(petition, *, by, at, known=None):
    today = timezone.localdate(at)
    if petition.received_on > today:
        raise PetitionRefused("日期不能晚于今天。", field="received_on")
    if petition.decided_on and petition.received_on > petition.decided_on:
        raise PetitionRefused("日期不能晚于受理日期。", field="received_on")
    rule = rule_of(petition.county, petition.category, petition.received_on)
    petition.category_name = rule.name
    person = petition.person
    if petition.petitioner_kind == PetitionerKind.OTHER:
        petition.person, petition.relation = None, ""
    elif person is None:
        raise PetitionRefused("请填写残疾人的姓名或证号。", field="person_text")
    elif person != known and not by.scope_of(Permission.PERSON_VIEW).covers(person.unit):
        raise PetitionRefused("该残疾人不在您的管辖范围内。", field="person_text")
    if petition.petitioner_kind == PetitionerKind.PERSON:
        petition.petitioner_name, petition.relation = person.name, ""
        petition.phone = petition.phone or person.phone
    if not petition.petitioner_name:
        raise PetitionRefused("请填写信访人姓名。", field="petitioner_name")


def _refuse_twice(petition):
    same = Petition.objects.filter(
        unit=petition.unit,
        received_on=petition.received_on,
        petitioner_name=petition.petitioner_name,
        matter=petition.matter,
    ).first()
    if same is not None:
        raise PetitionRefused(f"该件已经登记，编号 {same.number}，不必重复登记。", field="matter")


def _number(petition):
    """Give the next number of the county and year; the county's row is locked so that no two get the same."""
    Unit.objects.select_for_update().get(pk=petition.county.pk)
    petition.year = petition.received_on.year
    used = Petition.objects.filter(county=petition.county, year=petition.year)
    petition.serial = (used.aggregate(last=Max("serial"))["last"] or 0) + 1
    petition.number = NUMBER_FORMAT.format(year=petition.year, serial=petition.serial)


def _set_first_deadline(petition, *, since):
    rule = rule_of(petition.county, petition.category, since).deadline
    petition.accept_by = deadline_after(petition.county, since, rule.accept_days, rule.counting)
    waits_for(petition, petition.accept_by, rule)
