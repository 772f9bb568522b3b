"""Granting a benefit, changing it and ending it; what the other rooms build on.

Every change leaves an entry. The county alone does these (BENEFIT_APPROVE). Which tier is right is for the
review to decide: what the register knows differently is said by `eligibility`, not refused here.
"""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from core.permissions import Permission
from registry.benefits.choices import GrantAct, GrantState
from registry.benefits.models import BenefitStandard, Grant, GrantEntry
from registry.benefits.months import first_of
from registry.benefits.selectors.standards import Eligibility, eligibility, kinds_of, standard_for
from registry.benefits.services.payments import record_payments
from registry.benefits.services.refusal import NotGranted
from registry.models.persons import Person

__all__ = [
    "Eligibility",
    "NotGranted",
    "change_grant",
    "eligibility",
    "end_grant",
    "kinds_of",
    "record_payments",
    "standard_for",
    "start_grant",
]
OUTSIDE = "该人员不在您的管辖范围内，或者您没有核定补贴的权限。"
CENT = Decimal("0.01")


@transaction.atomic
def start_grant(person, kind, *, tier, amount, first_month, by, at, source="", persons=1):
    """Grant a benefit from a month on and return the `Grant`.

    :param first_month: first day of the month; :param amount: yuan per month for all `persons`, to the cent.
    :raises NotGranted: outside the actor's scope, archived before, another county's kind, no such tier,
        granted already for one of these months.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    _must_approve(by, person)
    if not person.unit_path.startswith(kind.unit.path):
        raise NotGranted("这种补贴属于别的县（区）。", field="kind")
    _must_be_month(first_month, "first_month")
    _must_be_amount(amount)
    _must_be_tier(kind, tier, first_month)
    if person.archive_date and first_of(person.archive_date) < first_month:
        raise NotGranted(
            f"{person.name}已于 {person.archive_date} 归档（{person.get_archive_reason_display()}）。"
        )
    clash = Grant.objects.filter(person=person, kind=kind).exclude(last_month__lt=first_month).first()
    if clash is not None:
        until = "至今" if clash.is_running else f"至 {clash.last_month:%Y-%m}"
        raise NotGranted(
            f"{person.name}的{kind}已核定 {clash.first_month:%Y-%m} {until}，月份重叠。", field="first_month"
        )
    grant = Grant(
        person=person, kind=kind, tier=tier, amount=amount, first_month=first_month, source=source,
        persons=persons,
    )  # fmt: skip
    grant.save()
    words = f"{tier}，每月 {amount:,.2f} 元，自 {first_month:%Y-%m} 起。{source}"
    _note(grant, GrantAct.START, words, by=by, at=at)
    return grant


@transaction.atomic
def change_grant(grant, *, tier, amount, from_month, reason, by, at, persons=None):
    """Give a running grant another tier or amount from a month on and return the grant that follows.

    From its very first month on the grant itself is corrected and returned.

    :raises NotGranted: outside the scope, ended, before its first month, no such tier.
    """
    grant = _locked(grant)
    _must_approve(by, grant.person)
    _must_run(grant)
    _must_be_month(from_month, "from_month")
    _must_be_amount(amount)
    _must_be_tier(grant.kind, tier, from_month)
    if from_month < grant.first_month:
        raise NotGranted(f"变更月份不能早于起始月份 {grant.first_month:%Y-%m}。", field="from_month")
    persons = grant.persons if persons is None else persons
    words = (
        f"{grant.tier} {grant.amount:,.2f} 元改为{tier} {amount:,.2f} 元，自 {from_month:%Y-%m} 起。{reason}"
    )
    if from_month == grant.first_month:
        grant.tier, grant.amount, grant.persons = tier, amount, persons
        grant.save()
        _note(grant, GrantAct.CHANGE, words, by=by, at=at)
        return grant
    grant.last_month = first_of(from_month - timedelta(days=1))
    grant.state, grant.reason = GrantState.CHANGED, reason
    grant.save()
    following = Grant(
        person=grant.person, kind=grant.kind, tier=tier, amount=amount, persons=persons,
        first_month=from_month, source=grant.source, follows=grant,
    )  # fmt: skip
    following.save()
    _note(grant, GrantAct.CHANGE, words, by=by, at=at)
    _note(following, GrantAct.CHANGE, words, by=by, at=at)
    return following


@transaction.atomic
def end_grant(grant, *, last_month, reason, by, at):
    """End a running grant with a month that is still paid and return it.

    :raises NotGranted: outside the scope, ended already, no reason, before its first month.
    """
    grant = _locked(grant)
    _must_approve(by, grant.person)
    _must_run(grant)
    _must_be_month(last_month, "last_month")
    if not reason.strip():
        raise NotGranted("请填写停发原因。", field="reason")
    if last_month < grant.first_month:
        raise NotGranted(f"最后月份不能早于起始月份 {grant.first_month:%Y-%m}。", field="last_month")
    grant.last_month, grant.state, grant.reason = last_month, GrantState.ENDED, reason.strip()
    grant.save()
    _note(grant, GrantAct.END, f"最后发放 {last_month:%Y-%m}。{grant.reason}", by=by, at=at)
    return grant


def _locked(grant):
    rows = Grant.objects.select_for_update(of=("self",))
    return rows.select_related("person__unit", "kind__unit").get(pk=grant.pk)


def _note(grant, act, text, *, by, at):
    GrantEntry.objects.create(grant=grant, act=act, text=text[:300], by=by, at=at)


def _must_approve(by, person):
    if not by.scope_of(Permission.BENEFIT_APPROVE).covers(person.unit):
        raise NotGranted(OUTSIDE)


def _must_run(grant):
    if not grant.is_running:
        raise NotGranted(f"这笔{grant.kind}已于 {grant.last_month:%Y-%m} 停发或变更，不能再办理。")


def _must_be_month(day, field):
    if day.day != 1:
        raise NotGranted("请选择月份。", field=field)


def _must_be_amount(amount):
    if amount < 0 or amount != amount.quantize(CENT):
        raise NotGranted("金额须为不小于 0、最多两位小数的数。", field="amount")


def _must_be_tier(kind, tier, month):
    tiers = BenefitStandard.objects.filter(kind=kind).in_force(month)
    if not tiers.filter(tier=tier).exists():
        raise NotGranted(f"{kind}在 {month:%Y-%m} 没有名为“{tier}”的档次。", field="tier")
