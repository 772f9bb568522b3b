"""Figures of benefits: what is granted, what was paid by kind, grade and month, what the sentinel found."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from core.freshness import remember
from orgs.models import Unit
from orgs.scoping import below
from registry.benefits.choices import UNFINISHED, CaseState
from registry.benefits.defaults import RECHECK
from registry.benefits.entitlement import ZERO
from registry.benefits.models import BenefitFinding, BenefitKind, Grant, Payment, PaymentFile
from registry.choices import Grade
from registry.models.persons import Person

GRADES = {**dict(Grade.choices), "": "不详"}
TEN_THOUSAND = Decimal(10_000)
CENT = Decimal("0.01")


def in_ten_thousands(amount):
    """Return yuan as 万元 with two places, half up, as statistics are printed (保亭: 84.41 万元)."""
    return (amount / TEN_THOUSAND).quantize(CENT, ROUND_HALF_UP)


@dataclass
class Cell:
    """人次 and yuan of one kind, grade and month."""

    times: int = 0
    amount: Decimal = ZERO

    def add(self, times, amount):
        self.times, self.amount = self.times + times, self.amount + (amount or ZERO)

    @property
    def shown(self):
        return in_ten_thousands(self.amount)


@dataclass
class Row:
    """One kind and grade over the months of a year."""

    kind: str
    grade: str
    months: dict = field(default_factory=lambda: {month: Cell() for month in range(1, 13)})
    total: Cell = field(default_factory=Cell)

    @property
    def cells(self):
        return list(self.months.values())


def paid_by_grade(scope, year):
    """Return (rows, total) of what was paid in a year: a Row per kind and grade. Three queries.

    The grade is that of the person today; who is not on the register has none. Every payment of the year is
    read for it, so that it is remembered until something changes or more is paid.
    """
    # A file that is taken in leaves no change behind, but new payments.
    newest = Payment.objects.order_by("-pk").values_list("pk", flat=True).first()
    groups = remember(f"paid:{scope.key}:{year}:{newest}", lambda: _groups_paid(scope, year))
    kinds = BenefitKind.objects.in_bulk({kind for kind, *_ in groups})
    rows, total = {}, Row("合计", "")
    for kind, grade, month, times, amount in sorted(
        groups, key=lambda group: (kinds[group[0]].order, group[0], group[1] or "9")
    ):
        grade = grade or ""
        row = rows.setdefault((kind, grade), Row(kinds[kind].short_name, GRADES[grade]))
        for line in (row, total):
            line.months[month.month].add(times, amount)
            line.total.add(times, amount)
    return list(rows.values()), total


def _groups_paid(scope, year):
    """Return [(kind, grade, month, 人次, yuan)]. The kinds' names are not joined: they double the time."""
    paid = Payment.objects.within(scope).filter(month__range=(date(year, 1, 1), date(year, 12, 1)))
    groups = paid.order_by().values_list("kind", "person__grade", "month")
    return list(groups.annotate(times=Count("pk"), amount=Sum("amount")))


def years_paid(scope, today):
    """Return the years of which payments are known, the newest first; this year always. One query."""
    days = Payment.objects.within(scope).order_by().values_list("month", flat=True).distinct()
    return sorted({today.year, *(day.year for day in days)}, reverse=True)


@dataclass(frozen=True)
class Standing:
    """What is granted of one kind now, beside what was paid in the newest month known."""

    kind: BenefitKind
    grants: int
    amount: Decimal
    paid_month: date | None
    paid: Decimal


def standing(scope):
    """Return a Standing for each kind with grants or payments in the scope. Three queries."""
    running = Grant.objects.within(scope).running().order_by().values("kind")
    granted = {row["kind"]: row for row in running.annotate(number=Count("pk"), amount=Sum("amount"))}
    # Each kind's newest month is the end of an index; all months of all payments would be read otherwise.
    months = Payment.objects.within(scope).filter(kind=OuterRef("pk")).order_by("-month").values("month")[:1]
    kinds = list(BenefitKind.objects.within(scope).offered().in_order().annotate(newest=Subquery(months)))
    wanted = Q(pk__in=[])
    for kind in kinds:
        if kind.newest:
            wanted |= Q(kind=kind.pk, month=kind.newest)
    paid = dict(
        Payment.objects.within(scope).filter(wanted).order_by().values_list("kind").annotate(Sum("amount"))
    )
    return [
        Standing(
            kind, granted.get(kind.pk, {}).get("number", 0), granted.get(kind.pk, {}).get("amount") or ZERO,
            kind.newest, paid.get(kind.pk, ZERO),
        )
        for kind in kinds
    ]  # fmt: skip


@dataclass
class Place:
    """What the sentinel found below a unit and is not finished."""

    unit: Unit
    findings: int = 0
    times: int = 0
    over: Decimal = ZERO
    missed: Decimal = ZERO
    waiting: int = 0

    def add(self, row):
        """Count a group of findings of one state."""
        self.findings += row["number"]
        self.times += row["times"]
        self.over += row["over"] or ZERO
        self.missed += row["missed"] or ZERO
        self.waiting += row["number"] if row["state"] == CaseState.SENT else 0


def found_by_place(scope, unit):
    """Return (total, places): the sum and a Place per unit right below `unit`. Two queries."""
    children = list(Unit.objects.within(scope).current().filter(parent=unit).order_by("path"))
    total, places = Place(unit), {child.path: Place(child) for child in children}
    width = len(children[0].path) if children else len(unit.path)
    rows = BenefitFinding.objects.within(scope).filter(below(unit.path, "unit_path"), state__in=UNFINISHED)
    for row in _sums(rows, "unit_path", "state"):
        total.add(row)
        if place := places.get(row["unit_path"][:width]):
            place.add(row)
    return total, list(places.values())


def found_below(scope, unit):
    """Return the sum of what is not finished below `unit`, as a Place. One query."""
    total = Place(unit)
    for row in _sums(
        BenefitFinding.objects.within(scope).filter(below(unit.path, "unit_path"), state__in=UNFINISHED),
        "state",
    ):
        total.add(row)
    return total


def _sums(findings, *columns):
    return findings.order_by().values(*columns).annotate(
        number=Count("pk"), times=Sum("months"), over=Sum("over"), missed=Sum("missed")
    )  # fmt: skip


def found_by_fault(scope):
    """Return [(kind's name, fault, number, 人次, over, missed)] of what is not finished. One query."""
    rows = BenefitFinding.objects.within(scope).unfinished().order_by()
    groups = rows.values_list("kind__order", "kind__short_name", "fault").annotate(
        number=Count("pk"), times=Sum("months"), over=Sum("over"), missed=Sum("missed")
    )  # fmt: skip
    return sorted(groups)


def waiting_for(scope):
    """Return how many findings wait for something in the scope. One query."""
    return BenefitFinding.objects.within(scope).unfinished().count()


def strangers(scope):
    """Return (人次, yuan) paid to who is not on the register of the county. One query."""
    rows = Payment.objects.within(scope).filter(person=None)
    found = rows.aggregate(number=Count("pk"), amount=Sum("amount"))
    return found["number"], found["amount"] or ZERO


def recheck_deadline(today):
    """Return the last day of the yearly re-check (domain.md §6.3: before the end of May)."""
    return date(today.year, *RECHECK)


def recheck_due(grants, today):
    """Keep the running grants that have not been re-checked this year; of this year's they need none."""
    first = today.replace(month=1, day=1)
    return grants.running().filter(Q(rechecked_on=None) | Q(rechecked_on__lt=first), first_month__lt=first)


def about(rows, text):
    """Keep the grants or findings of people of this name or number; the names are looked for in an index."""
    return rows.filter(person__in=Person.objects.matching(text))


def files_of(scope):
    """Return the payment files of the scope, the newest first."""
    return PaymentFile.objects.within(scope).select_related("unit", "kind", "by").order_by("-pk")
