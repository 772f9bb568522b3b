"""两项补贴, 低保 and other benefits of the year as they were paid, and what the sentinel finds amiss."""

from datetime import date

from django.db.models import Count, Max, Q, Sum

from core.permissions import Permission
from orgs.scoping import UnitScope, below
from registry.benefits.choices import MISSED_FAULTS, OVER_FAULTS, UNFINISHED, Fault
from registry.benefits.models import BenefitFinding, BenefitKind, Payment
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

# Whom the register does not know was paid as well.
STRANGERS = Count("payee", distinct=True, filter=Q(person=None))
CARE, LIVING = "care", "living"  # 重度残疾人护理补贴, 困难残疾人生活补贴
PAID_COLUMNS = [
    Column("kind", "", shown=False),
    Column("name", "补贴"),
    Column("people", "享受人数", is_number=True),
    Column("times", "发放人次", is_number=True),
    Column("amount", "金额（元）", is_number=True),
    Column("until", "发至月份"),
]
FAULT_COLUMNS = [
    *PLACE_COLUMNS,
    Column("fault", "问题", dict(Fault.choices)),
    Column("number", "件数", is_number=True),
    Column("over", "多发金额（元）", is_number=True),
    Column("missed", "漏发金额（元）", is_number=True),
]


def add_benefits(book, subject, places):
    """Freeze what was paid by kind up to the day, and sum it up; three queries."""
    rows = _paid(subject)
    book.add_list(FrozenList("benefits", "补贴发放", Permission.BENEFIT_VIEW, PAID_COLUMNS, rows))
    book.group("残疾人补贴")
    book.sum(
        "benefits.amount", "残疾人两项补贴发放", of="benefits", column="amount",
        kind=[CARE, LIVING],
    )  # fmt: skip
    for kind, name in {kind: name for kind, name, *_ in rows}.items():  # of a city each county has the kind
        own = {"of": "benefits", "kind": kind}
        book.total(f"benefits.{kind}.people", f"享受{name}", column="people", **own)
        book.total(f"benefits.{kind}.times", f"{name}发放人次", column="times", unit="人次", **own)
        book.sum(f"benefits.{kind}.amount", f"{name}发放金额", column="amount", **own)
    _add_faults(book, subject, places)


def _paid(subject):
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    months = (date(subject.year, 1, 1), subject.as_of.replace(day=1))
    paid = Payment.objects.within(scope).filter(month__range=months).order_by().values_list("kind")
    found = {
        kind: numbers
        for kind, *numbers in paid.annotate(
            Count("person", distinct=True), Count("pk"), Sum("amount"), Max("month"), strangers=STRANGERS
        )
    }
    kinds = BenefitKind.objects.filter(pk__in=found).in_order()
    return [
        [kind.code, kind.short_name, people + strangers, times, str(amount), f"{until:%Y-%m}"]
        for kind in kinds
        for people, times, amount, until, strangers in [found[kind.pk]]
    ]


def _add_faults(book, subject, places):
    """Count what is amiss and not yet put right; found by the day, whatever became of others since."""
    faults = BenefitFinding.objects.filter(
        Q(settled_on__gt=subject.as_of) | Q(settled_on=None, state__in=UNFINISHED),
        below(subject.unit.path, "unit_path"),
        found_on__lte=subject.as_of,
    )
    groups = faults.order_by("unit__path", "fault").values_list("unit", "fault")
    rows = [
        [*places.of(unit), fault, number, str(over), str(missed)]
        for unit, fault, number, over, missed in groups.annotate(Count("pk"), Sum("over"), Sum("missed"))
        if unit in places
    ]
    book.add_list(FrozenList("faults", "补贴核查问题", Permission.BENEFIT_VIEW, FAULT_COLUMNS, rows))
    own = {"of": "faults", "column": "number", "unit": "件"}
    book.total("faults.all", "补贴核查待办问题", **own)
    book.total("faults.over", "多发错发问题", fault=[*map(str, OVER_FAULTS)], **own)
    book.total("faults.missed", "漏发少发问题", fault=[*map(str, MISSED_FAULTS)], **own)
    book.sum("faults.over.amount", "多发错发金额", of="faults", column="over")
    book.sum("faults.missed.amount", "漏发少发金额", of="faults", column="missed")
    for area in places.areas:
        book.total(f"faults.all.{area.path}", f"{area.name}补贴核查待办问题", area=area.path, **own)
