"""Stars, 示范点 and rewards that a county has given its units, and that stand on the day."""

from django.db.models import Q

from assessments.grading.choices import RecognitionKind
from assessments.grading.models import Recognition
from core.permissions import Permission
from orgs.scoping import below
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

HONOURS = {str(kind): kind.label for kind in RecognitionKind if kind.is_honour}
COLUMNS = [
    Column("id", "", shown=False),
    *PLACE_COLUMNS,
    Column("kind", "种类", HONOURS),
    Column("name", "名称"),
    Column("year", "考核年度"),
    Column("decided_on", "决定日期"),
    Column("reason", "理由"),
    Column("fresh", "本年命名", {"yes": "是", "no": "否"}),
    Column("unit_id", "", shown=False),
]


def add_honours(book, subject, places):
    """Freeze the honours that stand on the day and count them by kind, year and place. One query."""
    standing = Recognition.objects.filter(
        below(subject.unit.path, "sheet__unit__path"), kind__in=HONOURS, decided_on__lte=subject.as_of
    ).filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=subject.as_of))
    fields = standing.order_by("sheet__unit__path", "decided_on", "pk").values_list(
        "pk", "sheet__unit", "kind", "name", "sheet__round__year", "decided_on", "reason"
    )
    rows = [
        [
            pk,
            *places.of(unit),
            kind,
            name,
            year,
            day,
            reason,
            "yes" if day.year == subject.year else "no",
            unit,
        ]
        for pk, unit, kind, name, year, day, reason in fields
        if unit in places
    ]
    book.add_list(FrozenList("honours", "示范和表彰", Permission.ASSESSMENT_VIEW, COLUMNS, rows))
    book.group("示范和表彰")
    _count(book, "all", "", {})
    for area in places.areas:
        _count(book, area.path, area.name, {"area": area.path})


def _count(book, key, name, where):
    own = {"of": "honours", "unit": "个", **where}
    for kind, label in HONOURS.items():
        book.count(f"honours.{key}.{kind}", f"{name}{label}", kind=kind, **own)
        book.count(f"honours.{key}.{kind}.fresh", f"{name}本年{label}", kind=kind, fresh="yes", **own)
    book.distinct(f"honours.{key}.units", f"{name}有称号的单位", column="unit_id", of="honours", **where)
