"""Stipends: the standards in force on the day, and what the rolls of the year hold."""

from core.permissions import Permission
from orgs.scoping import UnitScope
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from reports.sources.posts import TYPES
from staff.choices import Half, Payer, RollState
from staff.models import StipendStandard
from staff.pay.selectors.lines import counting_lines, told_state

PAID = {"state": RollState.PAID}
UNPAID = {"state": [RollState.DRAFT, RollState.REVIEWED]}


def add_stipends(book, subject, places):
    """Freeze the standards and the lines of the year's rolls, and sum them up by half-year and state."""
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    book.add_list(_standards(subject, scope))
    book.add_list(_lines(subject, places, scope))
    book.group("补贴标准")
    for post_type in sorted({row[1] for row in book.lists["standards"].rows}):
        book.sum(
            f"stipend.standard.{post_type}", f"{TYPES[post_type]}月补贴标准",
            of="standards", column="amount", type=post_type,
        )  # fmt: skip
    book.group("补贴发放")
    book.distinct("stipend.paid.people", "已领取补贴", of="stipends", column="member", unit="人", **PAID)
    book.count("stipend.paid.lines", "已发放", of="stipends", unit="人次", **PAID)
    book.sum("stipend.paid.amount", "已发放补贴", of="stipends", column="amount", **PAID)
    for half in Half:
        own = {"half": str(int(half))}
        key = f"stipend.half{int(half)}"
        person = {"of": "stipends", "column": "member", "unit": "人"}  # of several payers is still one
        book.distinct(f"{key}.people", f"{half.label}已发放", **person, **own, **PAID)
        book.sum(f"{key}.amount", f"{half.label}已发放金额", of="stipends", column="amount", **own, **PAID)
        book.distinct(f"{key}.waiting", f"{half.label}已造册未发放", **person, **own, **UNPAID)
        book.sum(
            f"{key}.waiting.amount", f"{half.label}已造册未发放金额",
            of="stipends", column="amount", **own, **UNPAID,
        )  # fmt: skip
    for area in places.areas:
        book.sum(
            f"stipend.paid.amount.{area.path}", f"{area.name}已发放补贴",
            of="stipends", column="amount", area=area.path, **PAID,
        )  # fmt: skip


def _standards(subject, scope):
    if subject.is_city:  # each county has its own
        scope = UnitScope()
    standards = StipendStandard.objects.within(scope).in_force(subject.as_of)
    # The nearest unit above decides, and within it the newest standard.
    nearest = {
        row.post_type: row for row in standards.select_related("unit").order_by("unit__path", "since", "pk")
    }
    rows = [
        [row.pk, post_type, str(row.monthly_amount), row.payer, row.since]
        for post_type, row in sorted(nearest.items())
    ]
    columns = [
        Column("id", "", shown=False),
        Column("type", "岗位", TYPES),
        Column("amount", "月标准（元）", is_number=True),
        Column("payer", "资金来源", dict(Payer.choices)),
        Column("since", "执行日期"),
    ]
    return FrozenList("standards", "补贴标准", Permission.STIPEND_VIEW, columns, rows)


def _lines(subject, places, scope):
    """Return the lines of the year's rolls; what was paid after the day was then only on the roll."""
    lines = counting_lines(scope, subject.year)
    fields = lines.order_by("run__half", "unit__path", "post_type", "pk").values_list(
        "pk", "name", "unit", "post_type", "payer", "run__half", "run__state", "outcome", "paid_on",
        "months", "amount", "member",
    )  # fmt: skip
    rows = [
        [
            pk, name, *places.of(unit), post_type, payer, str(half), _state(state, outcome, paid_on, subject),
            months, str(amount), member,
        ]
        for pk, name, unit, post_type, payer, half, state, outcome, paid_on, months, amount, member in fields
    ]  # fmt: skip
    columns = [
        Column("id", "", shown=False),
        Column("name", "姓名"),
        *PLACE_COLUMNS,
        Column("type", "岗位", TYPES),
        Column("payer", "资金来源", dict(Payer.choices)),
        Column("half", "期间", {str(int(half)): half.label for half in Half}),
        Column("state", "状态", dict(RollState.choices)),
        Column("months", "月数", is_number=True),
        Column("amount", "金额（元）", is_number=True),
        Column("member", "", shown=False),
    ]
    return FrozenList("stipends", "补贴发放明细", Permission.STIPEND_VIEW, columns, rows)


def _state(run_state, outcome, paid_on, subject):
    state = told_state(run_state, outcome)
    is_later = state == RollState.PAID and paid_on is not None and paid_on > subject.as_of
    return str(RollState.REVIEWED if is_later else state)
