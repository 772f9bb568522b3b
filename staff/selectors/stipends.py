"""Stipends as they stand on the rolls: lines by township, the change since the roll before, sums by unit."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Q, Sum

from orgs.models import Unit
from orgs.scoping import STEP
from staff.calculation import NOTHING, money
from staff.choices import RunState
from staff.models import StipendLine, StipendRun


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
class Payee:
    """One person's sums in a run, whatever number of lines they have."""

    line: StipendLine
    amount: Decimal
    months: int


@dataclass(frozen=True)
class Delta:
    """What is different from the roll before. Pairs are (now, before)."""

    before: StipendRun | None
    joined: list
    left: list
    amounts: list
    accounts: list
    difference: Decimal

    @property
    def is_empty(self):
        return not (self.joined or self.left or self.amounts or self.accounts)


@dataclass(frozen=True)
class AccountDoubts:
    """Lines that the bank would send back or that deserve a second look."""

    missing: list
    shared: list


@dataclass(frozen=True)
class UnitStipend:
    """What a unit's people get in a half-year; `state` is the run's, empty without a run."""

    people: int = 0
    amount: Decimal = NOTHING
    state: str = ""

    @property
    def is_paid(self):
        return self.state == RunState.PAID


def runs_for_list(scope):
    """Return the runs that the scope may see, newest first, with the sums of its own lines only."""
    own = scope.as_q("lines__unit__path")
    runs = StipendRun.objects.within(scope).select_related("unit", "made_by", "reviewed_by")
    return runs.annotate(
        own_people=Count("lines__member", distinct=True, filter=own),
        own_amount=Sum("lines__amount", filter=own, default=NOTHING),
    ).newest_first()


def lines_for_roll(run, scope):
    """Return the lines of a run inside the scope in the order of the roll, ready to be shown."""
    lines = StipendLine.objects.within(scope).filter(run=run).defer("explanation")
    return lines.select_related("unit", "unit__parent").in_roll_order()


def by_township(lines):
    """Group lines in roll order by township; a county's own posts form a group of their own."""
    groups = groupby(lines, key=lambda line: _township_of(line.unit))
    return [TownshipLines(township, list(rows)) for township, rows in groups]


def _township_of(unit):
    return unit.parent if unit.is_grassroots and unit.parent is not None else unit


def previous_run(run):
    """Return the run of the same county before this one, or None."""
    earlier = Q(year__lt=run.year) | Q(year=run.year, half__lt=run.half)
    return StipendRun.objects.filter(earlier, unit=run.unit_id).order_by("-year", "-half").first()


def delta_of(run, lines, scope):
    """Compare the lines of a run inside the scope with those of the run before. Two queries."""
    before = previous_run(run)
    now = payees(lines)
    then = payees(lines_for_roll(before, scope)) if before else {}
    both = [(now[member], then[member]) for member in now if member in then]
    return Delta(
        before=before,
        joined=[payee for member, payee in now.items() if member not in then] if before else [],
        left=[payee for member, payee in then.items() if member not in now],
        amounts=[pair for pair in both if pair[0].amount != pair[1].amount],
        accounts=[pair for pair in both if pair[0].line.bank_digest != pair[1].line.bank_digest],
        difference=_sum(now) - _sum(then),
    )


def payees(lines):
    """Sum the lines of a run by person: {member id: Payee}, in the order of the roll."""
    amounts, months, newest = defaultdict(Decimal), Counter(), {}
    for line in lines:
        amounts[line.member_id] += line.amount
        months[line.member_id] += line.months
        newest[line.member_id] = line
    return {member: Payee(line, amounts[member], months[member]) for member, line in newest.items()}


def _sum(people):
    return sum((payee.amount for payee in people.values()), NOTHING)


def account_doubts(lines):
    """Return the lines without an account, and those whose account also belongs to somebody else."""
    owners = defaultdict(set)
    for line in lines:
        owners[line.bank_digest].add(line.member_id)
    return AccountDoubts(
        missing=[line for line in lines if not line.bank_digest],
        shared=[line for line in lines if line.bank_digest and len(owners[line.bank_digest]) > 1],
    )


def stipend_by_unit(scope, year, half):
    """Return what each unit's own people get in a half-year: {unit id: UnitStipend}. One query."""
    rows = (
        StipendLine.objects.within(scope)
        .filter(run__year=year, run__half=half)
        .values("unit", "run__state")
        .annotate(people=Count("member", distinct=True), amount=Sum("amount"))
        .order_by()
    )
    return {row["unit"]: UnitStipend(row["people"], money(row["amount"]), row["run__state"]) for row in rows}


def stipend_by_township(scope, year, half):
    """Return the same summed up by township: {township path: UnitStipend}. One query."""
    rows = (
        StipendLine.objects.within(scope)
        .filter(run__year=year, run__half=half)
        .values_list("unit__path", "unit__level", "member", "amount", "run__state")
    )
    amounts, people, states = defaultdict(Decimal), defaultdict(set), {}
    for path, level, member, amount, state in rows:
        township = path[:-STEP] if level in Unit.GRASSROOTS else path
        amounts[township] += amount
        people[township].add(member)
        states[township] = state
    return {path: UnitStipend(len(people[path]), amounts[path], states[path]) for path in amounts}
