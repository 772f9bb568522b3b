"""Taking down an application, and correcting what was taken down."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit
from registry.applications.choices import Act, ApplicantKind, State
from registry.applications.defaults import NUMBER_FORMAT
from registry.applications.models import Application
from registry.applications.selectors.benefits import kinds_by_code, running_grant
from registry.applications.selectors.procedures import county_of, procedure_of
from registry.applications.services.moving import arrive, close, note
from registry.applications.services.refusal import (
    ApplicationRefused,
    locked,
    may_change,
    must_be_open,
    must_fit,
)

CHANGEABLE = (
    "applicant_kind", "applicant_name", "relation", "phone", "applied_on", "household_size", "income",
    "reason", "materials",
)  # fmt: skip


@transaction.atomic
def register_application(*, by, at, person, kind, **facts):
    """Take down an application for a person and return it, numbered, at its first step.

    :param facts: the fields of `CHANGEABLE`; `materials` are the codes of the papers that are there.
    :raises ApplicationRefused: outside the actor's scope, asked for or granted already, or not complete.
    """
    if not by.scope_of(Permission.BENEFIT_EDIT).covers(person.unit):
        raise ApplicationRefused("此人不在您的管辖范围内。", field="person_text")
    if person.is_archived:
        raise ApplicationRefused(f"{person.name}已归档，不能为其登记申请。", field="person_text")
    county = county_of(person.unit)
    kinds = kinds_by_code(county, facts["applied_on"])
    if kind not in kinds:
        raise ApplicationRefused("本县（区）在申请日期没有这种待遇，请重新选择。", field="kind")
    application = Application(
        county=county, unit=person.unit, person=person, kind=kind, kind_name=kinds[kind].short_name,
        plan=procedure_of(county, kind, facts["applied_on"]).as_json(), **facts,
    )  # fmt: skip
    _check(application, at=at)
    _number(application)
    _refuse_twice(application)  # after the lock, so that of two clicks the second finds the first
    arrive(application, 0, on=application.applied_on)
    application.save()
    note(application, Act.REGISTER, by=by, at=at, on=application.applied_on)
    return application


@transaction.atomic
def change_application(application, *, by, at, **facts):
    """Correct what was taken down, while the first step has not been done, and return it.

    :raises ApplicationRefused: not the actor's, further on, or not complete.
    """
    application = locked(application)
    if not may_change(by, application):
        raise ApplicationRefused("第一个环节办理之后，或者不在您的管辖范围内的，不能修改登记。")
    before = {name: getattr(application, name) for name in CHANGEABLE}
    for name in CHANGEABLE:
        setattr(application, name, facts.get(name, before[name]))
    _check(application, at=at)
    changed = [name for name in CHANGEABLE if getattr(application, name) != before[name]]
    if not changed:
        return application
    if "applied_on" in changed:
        if application.entries.exclude(act__in=(Act.REGISTER, Act.EDIT)).exists():
            raise ApplicationRefused("已经有人办理过，不能再改申请日期。", field="applied_on")
        arrive(application, 0, on=application.applied_on)
    application.save()
    titles = dict.fromkeys(str(Application._meta.get_field(name).verbose_name) for name in changed)
    note(application, Act.EDIT, by=by, at=at, text=f"修改了{'、'.join(titles)}。")
    return application


@transaction.atomic
def withdraw_application(application, *, by, at, on, text):
    """Take an application back because the applicant wishes it (撤回), at any step before the grant.

    :raises ApplicationRefused: not the actor's to take down, closed, or a day that does not fit.
    """
    application = locked(application)
    must_be_open(application)
    if not by.scope_of(Permission.BENEFIT_EDIT).covers(application.unit):
        raise ApplicationRefused("该申请不在您的管辖范围内。")
    must_fit(on, not_before=application.since_on, at=at)
    note(application, Act.WITHDRAW, by=by, at=at, on=on, text=text)
    close(application, State.WITHDRAWN, on=on)
    application.save()
    return application


def _check(application, *, at):
    if application.applied_on > timezone.localdate(at):
        raise ApplicationRefused("申请日期不能晚于今天。", field="applied_on")
    if application.applicant_kind == ApplicantKind.PERSON:
        application.applicant_name, application.relation = application.person.name, ""
        application.phone = application.phone or application.person.phone
    elif not application.applicant_name:
        raise ApplicationRefused("请填写申请人（代办人）姓名。", field="applicant_name")
    known = [material.code for material in application.procedure.materials]
    application.materials = [code for code in known if code in application.materials]


def _refuse_twice(application):
    same = Application.objects.filter(person=application.person, kind=application.kind)
    if standing := same.open().first():
        raise ApplicationRefused(
            f"{application.person.name}的{application.kind_name}已有正在办理的申请，编号 {standing.number}。",
            field="kind",
        )
    if running_grant(application.person, application.kind):
        raise ApplicationRefused(
            f"{application.person.name}正在享受{application.kind_name}，不必再申请；标准有变化的请在待遇中变更。",
            field="kind",
        )


def _number(application):
    """Give the next number of the county and year; the county's row is locked so that no two get the same."""
    Unit.objects.select_for_update().get(pk=application.county.pk)
    application.year = application.applied_on.year
    used = Application.objects.filter(county=application.county, year=application.year)
    application.serial = (used.aggregate(last=Max("serial"))["last"] or 0) + 1
    application.number = NUMBER_FORMAT.format(year=application.year, serial=application.serial)
