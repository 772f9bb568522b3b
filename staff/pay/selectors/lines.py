"""Stipends as they stand on the rolls: lines by township, sums by unit, by payer and by person."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Q, Sum

from orgs.models import Unit
from orgs.scoping import EVERYWHERE, STEP
from staff.choices import OPEN_STATES, Outcome, Payer, RollState, RunState
from staff.models import StipendLine, StipendMonth, StipendRun
from staff.pay.amounts import NOTHING, money

ORDER = list(RollState)


@dataclass(frozen=True)
class TownshipLines:
    """The lines of a run in one township."""

    township: Unit
    lines: list

    @property
    def people(self):
        return len({line.member_id for line in self.lines})

    @property
    def amount(self):
        return sum((line.amount for line in self.lines), NOTHING)


@dataclass(frozen=True)
class UnitStipend:
    """What a unit's people get in a half-year; `state` is that of the money least far."""

    people: int = 0
    amount: Decimal = NOTHING
    state: str = ""

    @property
    def is_paid(self):
        return self.state == RollState.PAID

    @property
    def state_label(self):
        return RollState(self.state).label if self.state else ""


def told_state(run_state, outcome):
    """Return how far the money of a line is, in the three words of reports."""
    if outcome == Outcome.PAID or (outcome == Outcome.NOTHING_DUE and run_state == RunState.CLOSED):
        return RollState.PAID
    return RollState.DRAFT if run_state in OPEN_STATES else RollState.REVIEWED


def runs_for_list(scope):
    """Return the runs that the scope may see, newest first, with the sums of its own lines only."""
    own = scope.as_q("lines__unit__path")
    runs = StipendRun.objects.within(scope).for_page()
    return runs.annotate(
        own_people=Count("lines__member", distinct=True, filter=own),
        own_amount=Sum("lines__amount", filter=own, default=NOTHING),
        own_failed=Count("lines", distinct=True, filter=own & Q(lines__outcome=Outcome.FAILED)),
    ).newest_first()


# Of the places of a line; to read hundreds of them takes time in SQLite.
UNSHOWN = tuple(f"unit__{way}{name}_at" for way in ("", "parent__") for name in ("created", "updated"))


def lines_for_roll(run, scope=EVERYWHERE):
    """Return the lines of a run inside the scope in the order of the roll, ready to be shown."""
    lines = StipendLine.objects.within(scope).filter(run=run).defer("explanation", *UNSHOWN)
    return lines.select_related("unit", "unit__parent").in_roll_order()


def by_township(lines):
    """Group lines in roll order by township; a county's own posts form a group of their own."""
    groups = groupby(lines, key=lambda line: township_of(line.unit))
    return [TownshipLines(township, list(rows)) for township, rows in groups]


def township_of(unit):
    """Return the township that a unit belongs to; any other unit is its own."""
    return unit.parent if unit.is_grassroots and unit.parent is not None else unit


def counting_lines(scope, year):
    """Return the lines of a year's runs whose money counts: no failed one that another line pays again."""
    return StipendLine.objects.within(scope).counting().filter(run__year=year)


def stipend_by_unit(scope, year, half):
    """Return what each unit's own people get in a half-year: {unit id: UnitStipend}. One query."""
    rows = counting_lines(scope, year).filter(run__half=half)
    return _summed(rows.values_list("unit", "member", "amount", "run__state", "outcome"))


def stipend_by_township(scope, year, half):
    """Return the same summed up by township: {township path: UnitStipend}. One query."""
    rows = counting_lines(scope, year).filter(run__half=half)
    told = rows.values_list("unit__path", "unit__level", "member", "amount", "run__state", "outcome")
    return _summed((path[:-STEP] if level in Unit.GRASSROOTS else path, *rest) for path, level, *rest in told)


def _summed(rows):
    amounts, people, states = defaultdict(lambda: NOTHING), defaultdict(set), defaultdict(set)
    for key, member, amount, run_state, outcome in rows:
        amounts[key] += money(amount)
        people[key].add(member)
        states[key].add(told_state(run_state, outcome))
    return {
        key: UnitStipend(len(people[key]), amount, str(min(states[key], key=ORDER.index)))
        for key, amount in amounts.items()
    }


def by_payer(run, scope=EVERYWHERE):
    """Return a run's sums by payer: [{payer, label, people, each part as NAME_sum}]. One query."""
    parts = ("pay", "back_pay", "recovery", "bonus", "deduction", "personal", "employer", "amount")
    rows = StipendLine.objects.within(scope).filter(run=run).order_by("payer").values("payer")
    sums = {f"{part}_sum": Sum(part) for part in parts}
    found = rows.annotate(people=Count("member", distinct=True), **sums)
    return [{**row, "label": Payer(row["payer"]).label} for row in found]


def months_of_member(member, scope=EVERYWHERE):
    """Return every month booked for a member, newest first, with line and run: the personal statement."""
    rows = StipendMonth.objects.within(scope).filter(member=member).exclude(line__run__state="cancelled")
    return rows.select_related("line", "line__run", "line__unit").order_by("-month", "-pk")
