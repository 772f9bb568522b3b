"""Setting what is paid, how months are counted and how a run goes; a new row ends the one before.

A change may reach back into months that have been paid: the next run then pays or recovers the difference,
as far back as the county's policy says.
"""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from orgs.models import Unit
from staff.models import GuardRule, InsuranceRate, PayPolicy, StipendRule, StipendStandard
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "只有县（区）残联可以设置补贴标准和发放规定。"


@transaction.atomic
def add_standard(unit, *, by, at, post_type, monthly_amount, payer, since, source="", with_dibao=False):
    """Set the monthly amount of a type of post at a unit from the first of a month on; return the standard.

    The standard that was open there ends the day before.

    :raises StaffRefused: outside the actor's scope, not the first of a month, not after the standard before.
    """
    county = county_of(unit)
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    _must_be_a_first_day(since)
    if monthly_amount <= 0:
        raise StaffRefused("月标准须大于 0。", field="monthly_amount")
    own = StipendStandard.objects.select_for_update().filter(unit=unit, post_type=post_type)
    newest = own.order_by("-since").first()
    if newest is not None and newest.since >= since:
        _refuse_before(newest.since)
    standard = StipendStandard(
        unit=unit,
        post_type=post_type,
        monthly_amount=monthly_amount,
        payer=payer,
        since=since,
        source=source,
        with_dibao=with_dibao,
    )
    return begin_row(own, standard, refuse=_refuse_before)


@transaction.atomic
def set_rule(county, *, by, at, since, source="", **facts):
    """Set how months are counted from the first of a month on.

    :param facts: proration, cutoff_day, top_up, dibao_amount, stops_at_contract_end.
    :raises StaffRefused: outside the actor's scope, not the first of a month, or set already.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    _must_be_a_first_day(since)
    if StipendRule.objects.filter(unit=county, since__gte=since).exists():
        raise StaffRefused("已有从这个月或更晚起的计发规则，请改用之后的月份。", field="since")
    return StipendRule.objects.create(unit=county, since=since, source=source, **facts)


@transaction.atomic
def set_policy(county, *, by, at, **facts):
    """Set how the county pays from the first of a month on, and return the policy.

    :param facts: since, period, second_above, notice_days, look_back, pay_within, source.
    :raises StaffRefused: outside the actor's scope, not the first of a month, or before a later one.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    _must_be_a_first_day(facts["since"])
    own = PayPolicy.objects.select_for_update().filter(unit=county)
    return begin_row(own, PayPolicy(unit=county, **facts), refuse=_refuse_before)


@transaction.atomic
def set_guard(county, *, by, at, **facts):
    """Set whether a finding blocks from a day on, and return the rule.

    :param facts: since, code, level, source.
    :raises StaffRefused: outside the actor's scope, or before a later one.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    own = GuardRule.objects.select_for_update().filter(unit=county, code=facts["code"])
    return begin_row(own, GuardRule(unit=county, **facts), refuse=_refuse_before)


@transaction.atomic
def set_rate(county, *, by, at, **facts):
    """Set an insurance rate from the first of a month on, and return it.

    :param facts: since, post_type, name, base, personal_percent, employer_percent, source.
    :raises StaffRefused: outside the actor's scope, not the first of a month, or before a later one.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    _must_be_a_first_day(facts["since"])
    own = InsuranceRate.objects.select_for_update().filter(
        unit=county, post_type=facts["post_type"], name=facts["name"]
    )
    return begin_row(own, InsuranceRate(unit=county, **facts), refuse=_refuse_before)


def county_of(unit):
    """Return the county that a unit is or lies in."""
    if unit.level == Unit.Level.COUNTY:
        return unit
    return Unit.objects.get(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY)


def _refuse_before(day):
    raise StaffRefused(f"已有 {day:%Y-%m-%d} 起的规定，新规定须从此后起。", field="since")


def _must_be_a_first_day(since):
    if since.day != 1:
        raise StaffRefused("起始日期须为某月 1 日。", field="since")
