"""表1: persons by sex, category, grade, hukou, subsistence, work and school (domain.md §5)."""

from core.permissions import Permission
from registry.choices import Category, Grade, Hukou, Sex, Subsistence
from registry.ledgers.drawn import NOT_EMPLOYED
from registry.models.identified import full_years
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from reports.sources.register import AGE_BANDS, CARDS, UNKNOWN, age_band, people_on
from reports.sources.schooling import SCHOOL_AGE, UNASKED, WORDS, asked_at_school

WORK = {"yes": "已就业", "no": "未就业", "": "未填"}
COLUMNS = [
    Column("id", "", shown=False),
    Column("name", "姓名"),
    *PLACE_COLUMNS,
    Column("place", "", shown=False),
    Column("category", "残疾类别", dict(Category.choices) | UNKNOWN),
    Column("grade", "残疾等级", dict(Grade.choices) | UNKNOWN),
    Column("sex", "性别", dict(Sex.choices)),
    Column("age", "年龄段", AGE_BANDS),
    Column("hukou", "户口性质", dict(Hukou.choices) | UNKNOWN),
    Column("subsistence", "低保特困", dict(Subsistence.choices) | UNKNOWN),
    Column("card", "残疾人证", CARDS),
    Column("work", "就业", WORK),
    Column("school", "在校情况", WORDS),
]
WORKING = {"age": "working"}
# What is counted, in the order of 表1: code, label, and which rows. `school` is known only from the survey.
COUNTS = (
    ("total", "残疾人总数", {}),
    *((f"sex.{value}", label, {"sex": value}) for value, label in Sex.choices),
    *((f"category.{value}", label, {"category": value}) for value, label in Category.choices),
    *((f"grade.{value}", label, {"grade": value}) for value, label in Grade.choices),
    *((f"hukou.{value}", label, {"hukou": value}) for value, label in Hukou.choices),
    ("dibao", "低保", {"subsistence": Subsistence.DIBAO}),
    ("tekun", "特困", {"subsistence": Subsistence.TEKUN}),
    ("working", "16—59岁", WORKING),
    ("employed", "16—59岁就业", WORKING | {"work": "yes"}),
    ("school", "未入学儿童", {"school": "out"}),
    ("expired", "证件到期", {"card": "expired"}),
)
# Of these the register keeps no history: what they were on a day in the past is not known.
WITHOUT_HISTORY = ("hukou.rural", "hukou.urban", "dibao", "tekun", "employed")
NOTED = (
    ("unknown.category", "未填残疾类别", {"category": ""}),
    ("unknown.hukou", "未填户口性质", {"hukou": ""}),
    ("unknown.work", "16—59岁未填就业状况", WORKING | {"work": ""}),
    ("unknown.school", "6—15岁未调查是否在校", {"school": UNASKED}),
)


def add_basics(book, subject, places, *, name="base", forgets=()):
    """Freeze the persons of the day under a name and count them; return the titles of the surveys used.

    :param forgets: codes of what is not known of that day.
    """
    asked, surveys = asked_at_school(subject)
    where = {pk: places.of(pk) for pk in places.units}
    rows = [_row(own, where[own.unit_id], subject.as_of, asked) for own in people_on(subject)]
    book.add_list(FrozenList(name, "残疾人", Permission.PERSON_VIEW, COLUMNS, rows))
    book.group("残疾人基本情况" if name == "base" else f"上年末残疾人基本情况（{subject.as_of:%Y-%m-%d}）")
    for code, label, wanted in COUNTS:
        _count(book, f"{name}.{code}", label, wanted, of=name, is_known=code not in forgets)
    for code, label, wanted in NOTED:
        book.count(f"{name}.{code}", label, of=name, **wanted)
    return surveys


def add_basics_of_areas(book, places):
    """Count the same of every place one step below the subject."""
    for area in places.areas:
        book.group(f"{area.name}残疾人基本情况")
        for code, label, wanted in COUNTS:
            _count(book, f"base.{code}.{area.path}", label, {**wanted, "area": area.path}, of="base")


def _count(book, key, label, where, *, of, is_known=True):
    """Count, unless nobody could say: not kept, or children of whom none has been asked."""
    if where.get("school") and is_known:
        elsewhere = {column: value for column, value in where.items() if column != "school"}
        is_known = asked_in(book, of, **elsewhere)
    if is_known:
        book.count(key, label, of=of, **where)
    else:
        book.unknown(key, label)


def asked_in(book, of, **where):
    """True if the survey knows of children there, or there are none of that age to ask."""
    unasked = book.many(of, school=UNASKED, **where)
    return not unasked or book.many(of, school=("out", "in"), **where) > 0


def _row(own, place, day, asked):
    band = age_band(own.birth_date, day)
    work = (
        "" if band != "working" or not own.employment else "no" if own.employment in NOT_EMPLOYED else "yes"
    )
    school = asked.get(own.pk, UNASKED) if full_years(own.birth_date, day) in SCHOOL_AGE else ""
    return [
        own.pk, own.name, *place, own.unit_id, own.category, own.grade, own.sex, band, own.hukou,
        own.subsistence, own.card, work, school,
    ]  # fmt: skip
