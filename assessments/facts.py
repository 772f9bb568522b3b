"""Facts that decide items of a checklist: each has a name, a definition in words and a set-based measure.

A measure answers for many units with a constant number of queries. Where its source is empty the value is
unknown, which is neither 有 nor 无.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from core.permissions import Permission
from orgs.boards.selectors import facts as boards
from registry.selectors.completeness import important_field_names, register_completeness
from staff.selectors import facts as staff

FULL = Decimal(100)
HALF_NAMES = {1: "上半年", 2: "下半年"}


@dataclass(frozen=True, slots=True)
class Fact:
    """What the system found for one unit: True, False, or None where it cannot know."""

    value: bool | None
    text: str


@dataclass(frozen=True)
class Asked:
    """The question to a measure: the quarter, the day to look at, and the item's threshold in per cent."""

    period: object
    on: object
    threshold: Decimal | None = None


@dataclass(frozen=True)
class FactKind:
    """A registered fact: `measure(units, asked)` returns {unit.pk: Fact}."""

    code: str
    name: str
    definition: str
    measure: Callable
    rows_url: str
    rows_label: str
    rows_permission: Permission
    rows_query: Callable
    takes_threshold: bool = False

    def rows_link(self, unit):
        """Return the address of the rows behind the fact, narrowed to the unit."""
        query = urlencode(self.rows_query(unit))
        return f"{reverse(self.rows_url)}?{query}" if query else reverse(self.rows_url)


def _member_in_post(units, asked):
    found = staff.has_member_in_post([unit.pk for unit in units], asked.on)
    return _told(units, found)


def last_half_before(period):
    """Return (year, half) of the last half-year that ended before the quarter: 1 is 上半年, 2 is 下半年."""
    return (period.year, 1) if period.number > 2 else (period.year - 1, 2)


def _stipend_paid(units, asked):
    year, half = last_half_before(asked.period)
    found = staff.stipend_paid_in_full([unit.pk for unit in units], year, half)
    label = f"{year} 年{HALF_NAMES[half]}"
    return {unit.pk: Fact(found[unit.pk].is_met, f"{label}{found[unit.pk].words}") for unit in units}


def _register_complete(units, asked):
    line = FULL if asked.threshold is None else asked.threshold
    found = register_completeness(units)
    return {unit.pk: _completeness_fact(found[unit.pk], line) for unit in units}


def _completeness_fact(found, line):
    if not found.persons:
        return Fact(None, "没有登记残疾人。")
    text = f"{found.persons} 人中 {found.complete} 人资料完整，完整率 {found.percent:.1f}%。"
    return Fact(found.complete * 100 >= line * found.persons, text)


def _head_with_document(units, asked):
    return _told(units, boards.heads_with_document([unit.pk for unit in units], asked.on))


def _board_in_office(units, asked):
    return _told(units, boards.boards_in_office([unit.pk for unit in units], asked.on))


def _told(units, found):
    return {unit.pk: Fact(found[unit.pk].is_met, found[unit.pk].words) for unit in units}


def _by_id(unit):
    return {"unit": unit.pk}


def _by_code(unit):
    return (
        {"township": unit.parent.code, "village": unit.code}
        if unit.is_grassroots
        else {"township": unit.code}
    )


def _kinds_of_boards():
    yield FactKind(
        code="head_with_document",
        name="理事长在任并有任职文号",
        definition=(
            "季度末（当前季度为今天）乡镇（街道）残联班子中有理事长在任，并登记了任职文号。"
            "没有登记班子时不作判定。"
        ),
        measure=_head_with_document,
        rows_url="boards:board_list",
        rows_label="查看班子",
        rows_permission=Permission.BOARD_VIEW,
        rows_query=_by_id,
    )
    yield FactKind(
        code="board_in_office",
        name="班子在任期内、主要负责人到位",
        definition=(
            "季度末（当前季度为今天）本单位登记的班子（如村残协）都在任期内，主席或主任到位。"
            "没有登记班子时不作判定。"
        ),
        measure=_board_in_office,
        rows_url="boards:board_list",
        rows_label="查看班子",
        rows_permission=Permission.BOARD_VIEW,
        rows_query=_by_id,
    )


def _kinds():
    yield from _kinds_of_boards()
    yield FactKind(
        code="member_in_post",
        name="有专职委员在岗",
        definition="季度末（当前季度为今天）至少有一名专职委员在本单位的岗位上。",
        measure=_member_in_post,
        rows_url="staff:member_list",
        rows_label="查看专职委员",
        rows_permission=Permission.STAFF_VIEW,
        rows_query=_by_id,
    )
    yield FactKind(
        code="stipend_paid_last_half",
        name="上一发放期补贴足额发放",
        definition="本季度之前最近一个已结束的半年，在岗专职委员的应发的补贴都已足额发放。本期无人在岗的视为没有。",
        measure=_stipend_paid,
        rows_url="staff:run_list",
        rows_label="查看补贴发放",
        rows_permission=Permission.STIPEND_VIEW,
        rows_query=_by_id,
    )
    yield FactKind(
        code="register_complete",
        name="残疾人登记资料完整",
        definition=(
            f"在册残疾人中，{'、'.join(important_field_names())}全部填写的人数占比达到本项的达标线。"
            "没有登记残疾人时不作判定。"
        ),
        measure=_register_complete,
        rows_url="registry:person_list",
        rows_label="查看残疾人登记",
        rows_permission=Permission.PERSON_VIEW,
        rows_query=_by_code,
        takes_threshold=True,
    )


FACTS = {kind.code: kind for kind in _kinds()}


def measure(items, units, period, *, on):
    """Return {item.pk: {unit.pk: Fact}} for the items that a fact decides; each measure runs once."""
    measured, answers = {}, {}
    for item in items:
        if item.is_fact and item.fact in FACTS:
            question = (item.fact, item.threshold)
            if question not in measured:
                measured[question] = FACTS[item.fact].measure(units, Asked(period, on, item.threshold))
            answers[item.pk] = measured[question]
    return answers
