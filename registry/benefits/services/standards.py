"""What a county lays down: kinds, tiers with their months and amounts, rules of dynamic management."""

from datetime import timedelta

from django.db import transaction

from core.permissions import Permission
from registry.benefits.models import BenefitKind, BenefitRule, BenefitStandard
from registry.benefits.services.refusal import NotGranted


def _must_manage(by, county):
    if not by.scope_of(Permission.BENEFIT_MANAGE).covers(county):
        raise NotGranted("该县（区）不在您的管辖范围内。")


@transaction.atomic
def save_kind(kind, *, by, at):
    """Write a new or changed kind and return it.

    :raises NotGranted: outside the actor's scope, or the name is taken.
    """
    _must_manage(by, kind.unit)
    others = BenefitKind.objects.filter(unit=kind.unit).exclude(pk=kind.pk)
    if others.filter(name=kind.name).exists():
        raise NotGranted(f"已有名为“{kind.name}”的补贴。", field="name")
    if kind.pk is None:
        kind.code = f"own{others.count() + 1}"
    kind.save()
    return kind


@transaction.atomic
def save_standard(kind, *, by, at, valid_from, tier, **facts):
    """Lay down a tier of a kind from a month on and return the row.

    The row of that tier in force until then ends with the month before. A month in the past is allowed: what
    was paid too little since then is found by the sentinel.

    :raises NotGranted: outside the scope, not the first of a month, or a later row of the tier exists.
    """
    _must_manage(by, kind.unit)
    if valid_from.day != 1:
        raise NotGranted("标准从月初起执行，请选择月份。", field="valid_from")
    rows = BenefitStandard.objects.select_for_update().filter(kind=kind, tier=tier)
    latest = rows.order_by("-valid_from").first()
    if latest and latest.valid_from > valid_from:
        raise NotGranted(
            f"“{tier}”自 {latest.valid_from:%Y-%m} 起已另有标准，请选择其后的月份。", field="valid_from"
        )
    if latest and latest.valid_from == valid_from:
        row = latest
        for name, value in facts.items():
            setattr(row, name, value)
    else:
        if latest:
            latest.valid_to = valid_from - timedelta(days=1)
            latest.save(update_fields=["valid_to", "updated_at"])
        row = BenefitStandard(unit=kind.unit, kind=kind, tier=tier, valid_from=valid_from, **facts)
    row.is_example, row.confirmed_at, row.confirmed_by = False, at, by
    row.save()
    return row


@transaction.atomic
def confirm_examples(county, *, by, at):
    """Declare the shipped examples of a county to be its standards and return how many there were.

    :raises NotGranted: outside the actor's scope.
    """
    _must_manage(by, county)
    rows = BenefitStandard.objects.filter(unit=county, is_example=True)
    return rows.update(is_example=False, confirmed_at=at, confirmed_by=by, updated_at=at)


@transaction.atomic
def save_rule(county, code, *, by, at, since, is_on, months, source):
    """Set a rule of dynamic management from a day on and return the row.

    :raises NotGranted: outside the actor's scope, or a later row exists.
    """
    _must_manage(by, county)
    rows = BenefitRule.objects.select_for_update().filter(unit=county, code=code)
    latest = rows.order_by("-since").first()
    if latest and latest.since > since:
        raise NotGranted(f"自 {latest.since} 起已另有规定，请选择其后的日期。", field="since")
    row = latest if latest and latest.since == since else BenefitRule(unit=county, code=code, since=since)
    row.is_on, row.months, row.source = is_on, months, source
    row.save()
    return row
