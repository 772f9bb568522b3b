"""两项补贴 as they were paid: to whom, of which grade, in the quarter and since January (domain.md §6.5)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from core.permissions import Permission
from orgs.scoping import below
from registry.benefits.models import Payment
from registry.choices import Grade
from reports.figures import Column, FrozenList
from reports.sources.benefits import CARE, LIVING
from reports.sources.places import PLACE_COLUMNS

KINDS = {LIVING: "生活补贴", CARE: "护理补贴"}
GRADES = dict(Grade.choices) | {"": "不详"}
PERIODS = {"quarter": "本季度", "year": "1月以来"}
COLUMNS = [
    Column("who", "", shown=False),
    Column("name", "领取人"),
    *PLACE_COLUMNS,
    Column("kind", "补贴", KINDS),
    Column("grade", "残疾等级", GRADES),
    Column("in_quarter", "本季度领取", {"yes": "是", "no": "否"}),
    Column("quarter_times", "本季度人次", is_number=True),
    Column("quarter_amount", "本季度金额（元）", is_number=True),
    Column("year_times", "1月以来人次", is_number=True),
    Column("year_amount", "1月以来金额（元）", is_number=True),
]


def add_subsidies(book, subject, places):
    """Freeze one row for each person, kind and place, count persons, 人次 and yuan by grade and place.

    The grade is that of the person today, as on the page of benefits; of a payee whom the register does not
    know it is unknown, and the place is the county. One query.
    """
    book.add_list(
        FrozenList("subsidies", "补贴发放", Permission.BENEFIT_VIEW, COLUMNS, _rows(subject, places))
    )
    book.group("两项补贴")
    _count(book, "all", "两项补贴", {})
    for kind, name in KINDS.items():
        own = {"kind": kind}
        _count(book, kind, name, own)
        for grade, label in GRADES.items():
            _count(book, f"{kind}.{grade or 'none'}", f"{name}{label}", own | {"grade": grade})
    for area in [*places.areas, subject.unit]:
        book.group(f"{area.name}两项补贴")
        for kind, name in KINDS.items():
            _count(book, f"{kind}.{area.path}", f"{area.name}{name}", {"kind": kind, "area": area.path})


def _count(book, key, label, where):
    """Add persons, 人次 and yuan of the quarter and since January."""
    own = {"of": "subsidies", **where}
    for period, words in PERIODS.items():
        inside = {"in_quarter": "yes"} if period == "quarter" else {}
        name = f"subsidy.{key}.{period}"
        book.distinct(f"{name}.people", f"{words}享受{label}", column="who", unit="人", **own, **inside)
        book.total(f"{name}.times", f"{words}{label}", column=f"{period}_times", unit="人次", **own, **inside)
        book.sum(f"{name}.amount", f"{words}{label}金额", column=f"{period}_amount", **own, **inside)


def _rows(subject, places):
    last = subject.as_of.replace(day=1)
    paid = Payment.objects.filter(
        below(subject.unit.path, "unit_path"), kind__code__in=KINDS,
        month__range=(date(subject.year, 1, 1), last),
    )  # fmt: skip
    groups = paid.order_by("unit_path", "kind__order", "person", "payee", "month").values_list(
        "person", "payee", "person__name", "payee__name", "unit_path", "kind__code", "person__grade", "month"
    )
    where = {unit.path: unit.pk for unit in places.units.values()}
    sums = defaultdict(lambda: [0, Decimal(0), 0, Decimal(0)])
    for person, payee, name, other, path, kind, grade, month, times, amount in groups.annotate(
        Count("pk"), Sum("amount")
    ):
        who = f"p{person}" if person else f"q{payee}"
        own = sums[who, name or other, path, kind, grade or ""]
        own[2], own[3] = own[2] + times, own[3] + amount
        if month >= subject.period.start:
            own[0], own[1] = own[0] + times, own[1] + amount
    return [
        [
            who, name, *places.of(where.get(path, subject.unit.pk)), kind, grade, "yes" if own[0] else "no",
            own[0], str(own[1]), own[2], str(own[3]),
        ]
        for (who, name, path, kind, grade), own in sums.items()
    ]  # fmt: skip
