"""What beginning, changing and ending a grant takes: the rules, on things that were looked up before.

`services.grants` asks them for one grant, `services.many` for very many. Nothing here reads or writes.
"""

from datetime import timedelta
from decimal import Decimal

from registry.benefits.choices import GrantState
from registry.benefits.models import Grant
from registry.benefits.months import first_of
from registry.benefits.services.refusal import NotGranted

OUTSIDE = "该人员不在您的管辖范围内，或者您没有核定补贴的权限。"
CENT = Decimal("0.01")


def begun(person, kind, *, scope, tiers, others, tier, amount, first_month, source="", persons=1):
    """Return (the unsaved grant, what was done in words).

    :param scope: where the actor may approve.
    :param tiers: the standards of the kind; `others`: the grants of this kind that the person has.
    :raises NotGranted: outside the scope, another county's kind, no such tier, archived before, granted
        already for one of these months.
    """
    _must_cover(scope, person)
    if not person.unit_path.startswith(kind.unit.path):
        raise NotGranted("这种补贴属于别的县（区）。", field="kind")
    _must_be_month(first_month, "first_month")
    _must_be_amount(amount)
    _must_be_tier(kind, tiers, tier, first_month)
    if person.archive_date and first_of(person.archive_date) < first_month:
        raise NotGranted(
            f"{person.name}已于 {person.archive_date} 归档（{person.get_archive_reason_display()}）。"
        )
    for clash in others:
        if clash.is_running or clash.last_month >= first_month:
            until = "至今" if clash.is_running else f"至 {clash.last_month:%Y-%m}"
            raise NotGranted(
                f"{person.name}的{kind}已核定 {clash.first_month:%Y-%m} {until}，月份重叠。",
                field="first_month",
            )
    grant = Grant(
        person=person, kind=kind, tier=tier, amount=amount, first_month=first_month, source=source,
        persons=persons,
    )  # fmt: skip
    return grant, f"{tier}，每月 {amount:,.2f} 元，自 {first_month:%Y-%m} 起。{source}"


def changed(grant, *, scope, tiers, tier, amount, from_month, reason, persons=None):
    """Change the grant in memory; return (the unsaved grant that follows or None, what was done in words).

    From its very first month on the grant itself is corrected, and none follows.

    :raises NotGranted: outside the scope, ended, before its first month, no such tier.
    """
    _must_cover(scope, grant.person)
    _must_run(grant)
    _must_be_month(from_month, "from_month")
    _must_be_amount(amount)
    _must_be_tier(grant.kind, tiers, tier, from_month)
    if from_month < grant.first_month:
        raise NotGranted(f"变更月份不能早于起始月份 {grant.first_month:%Y-%m}。", field="from_month")
    persons = grant.persons if persons is None else persons
    words = (
        f"{grant.tier} {grant.amount:,.2f} 元改为{tier} {amount:,.2f} 元，自 {from_month:%Y-%m} 起。{reason}"
    )
    if from_month == grant.first_month:
        grant.tier, grant.amount, grant.persons = tier, amount, persons
        return None, words
    grant.last_month = first_of(from_month - timedelta(days=1))
    grant.state, grant.reason = GrantState.CHANGED, reason
    following = Grant(
        person=grant.person, kind=grant.kind, tier=tier, amount=amount, persons=persons,
        first_month=from_month, source=grant.source, follows=grant,
    )  # fmt: skip
    return following, words


def ended(grant, *, scope, last_month, reason):
    """End the grant in memory and return what was done in words.

    :raises NotGranted: outside the scope, ended already, no reason, before its first month.
    """
    _must_cover(scope, grant.person)
    _must_run(grant)
    _must_be_month(last_month, "last_month")
    if not reason.strip():
        raise NotGranted("请填写停发原因。", field="reason")
    if last_month < grant.first_month:
        raise NotGranted(f"最后月份不能早于起始月份 {grant.first_month:%Y-%m}。", field="last_month")
    grant.last_month, grant.state, grant.reason = last_month, GrantState.ENDED, reason.strip()
    return f"最后发放 {last_month:%Y-%m}。{grant.reason}"


def _must_cover(scope, person):
    if not scope.covers(person.unit):
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


def _must_be_tier(kind, tiers, tier, month):
    if not any(one.tier == tier and one.holds_in(month) for one in tiers):
        raise NotGranted(f"{kind}在 {month:%Y-%m} 没有名为“{tier}”的档次。", field="tier")
