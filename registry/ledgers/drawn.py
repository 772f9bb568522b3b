"""The ledgers that the register and the diary fill in: 表1, 表2, 花名册, 册8 (domain.md §5)."""

from datetime import date

from django.db.models import Count, Q

from core.freshness import remember
from orgs.models import Unit
from orgs.scoping import STEP, below
from registry.choices import CardState, Category, Employment, Grade, Hukou, Sex, Subsistence
from registry.ledgers.models import DiaryEntry
from registry.ledgers.sources import Column, Source, Table, register_source
from registry.models import Person

WORKING_AGE = (16, 59)
NOT_EMPLOYED = (Employment.STUDENT, Employment.RETIRED, Employment.UNABLE, Employment.NONE, "")


def summary_counts(on):
    """Return (title, condition) of each figure of 表1 on the day `on`."""
    youngest, oldest = _born(on, WORKING_AGE[0]), _born(on, WORKING_AGE[1] + 1)
    working_age = Q(birth_date__lte=youngest, birth_date__gt=oldest)
    return (
        ("总数", Q()),
        ("男", Q(sex=Sex.MALE)),
        ("女", Q(sex=Sex.FEMALE)),
        *((category.label, Q(category=category)) for category in Category),
        *((grade.label, Q(grade=grade)) for grade in Grade),
        ("农业", Q(hukou=Hukou.RURAL)),
        ("非农业", Q(hukou=Hukou.URBAN)),
        ("低保", Q(subsistence=Subsistence.DIBAO)),
        ("特困", Q(subsistence=Subsistence.TEKUN)),
        ("16—59岁", working_age),
        ("其中就业", working_age & ~Q(employment__in=NOT_EMPLOYED)),
        ("证件到期", Q(card_state=CardState.VALID, card_expires_on__lt=on)),
    )


def _born(on, age):
    """Return the latest birthday of somebody who is `age` on the day `on`."""
    last = 28 if (on.month, on.day) == (2, 29) else on.day
    return date(on.year - age, on.month, last)


def summary_table(unit, period, on):
    """Return 表1: the persons of the unit, or of each unit directly below it, by kind. Two queries."""
    counts = summary_counts(on)
    by_path = remember(f"summary:{unit.path}:{on}", lambda: _counted(unit, counts))
    places = (
        [unit] if unit.is_grassroots else list(Unit.objects.current().filter(parent=unit).in_tree_order())
    )
    lines = [(place.name, by_path.get(place.path, [0] * len(counts))) for place in places]
    total = [sum(figures) for figures in zip(*(own for _, own in lines), strict=True)]
    columns = (
        Column("序号", 4),
        Column("单位", 12),
        *(Column(title, 4, is_number=True) for title, _ in counts),
    )
    rows = [[str(number), name, *map(str, own)] for number, (name, own) in enumerate(lines, 1)]
    return Table(columns, rows, ["", "合计", *map(str, total)] if not unit.is_grassroots else [])


def _counted(unit, counts):
    """Return {path: the figures of 表1} of the unit, or of each unit directly below it. One query."""
    figures = {f"n{place}": Count("pk", filter=condition) for place, (_, condition) in enumerate(counts)}
    people = Person.objects.active().filter(below(unit.path, "unit_path")).order_by()
    by_path = {}
    for row in people.values("unit_path").annotate(**figures):
        path = row["unit_path"][: len(unit.path) + STEP]
        known = by_path.setdefault(path, [0] * len(counts))
        by_path[path] = [known[place] + row[f"n{place}"] for place in range(len(counts))]
    return by_path


ROSTER = (
    ("姓名", 7, lambda p: p.name),
    ("性别", 4, lambda p: p.get_sex_display()),
    ("出生日期", 8, lambda p: f"{p.birth_date:%Y-%m-%d}"),
    ("民族", 5, lambda p: p.ethnicity),
    ("身份证号", 13, lambda p: p.masked_id_number),
    ("残疾类别", 6, lambda p: p.get_category_display()),
    ("残疾等级", 6, lambda p: p.get_grade_display()),
    ("残疾人证", 8, lambda p: p.card_badge[0]),
    ("有效期至", 8, lambda p: f"{p.card_expires_on:%Y-%m-%d}" if p.card_expires_on else ""),
    ("所在村（社区）", 10, lambda p: p.unit.name),
    ("户口性质", 6, lambda p: p.get_hukou_display()),
    ("联系电话", 9, lambda p: p.masked_phone),
)
SHEET = (
    *ROSTER,
    ("住址", 12, lambda p: p.address),
    ("户编号", 6, lambda p: p.household_number),
    ("与户主关系", 6, lambda p: p.get_relation_display()),
    ("文化程度", 6, lambda p: p.get_education_display()),
    ("婚姻状况", 6, lambda p: p.get_marriage_display()),
    ("就业状况", 6, lambda p: p.get_employment_display()),
    ("低保特困", 6, lambda p: p.get_subsistence_display()),
    ("监护人", 6, lambda p: p.guardian_name),
    ("监护人关系", 6, lambda p: p.guardian_relation),
    ("监护人电话", 8, lambda p: p.masked_guardian_phone),
    ("备注", 8, lambda p: p.note),
)


def _people_table(columns):
    def table(unit, period, on):
        people = Person.objects.active().filter(below(unit.path, "unit_path")).select_related("unit")
        people = people.order_by("unit_path", "pinyin", "pk")
        rows = [[str(value(person)) for _, _, value in columns] for person in people]
        return Table(tuple(Column(title, width) for title, width, _ in columns), rows)

    return table


def diary_table(unit, period, on):
    """Return 册8: the diary of the unit in the period, day by day."""
    entries = DiaryEntry.objects.filter(unit=unit, day__gte=period.start, day__lte=period.end)
    titles = (("日期", 9), ("天气、地点", 10), ("工作类别", 10), ("工作内容", 26), ("走访对象", 10),
              ("发现问题", 14), ("处理情况", 14), ("备注", 7))  # fmt: skip
    rows = [
        [
            f"{e.day:%Y-%m-%d}",
            e.place,
            e.get_kind_display(),
            e.content,
            e.visited,
            e.problems,
            e.handling,
            e.note,
        ]
        for e in entries.order_by("day", "pk")
    ]
    return Table(tuple(Column(title, width) for title, width in titles), rows)


def register_sources():
    """Offer what the register and the diary give."""
    register_source(Source("summary", "残疾人登记：基本情况汇总", summary_table, reaches_up=True))
    register_source(Source("persons", "残疾人登记：个人登记表", _people_table(SHEET)))
    register_source(Source("roster", "残疾人登记：花名册", _people_table(ROSTER)))
    register_source(Source("diary", "工作记录", diary_table, is_dated=True))
