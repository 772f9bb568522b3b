"""残疾人基本情况汇总表 (表1, domain.md §5) of a village, of the places of a township, county or city."""

from dataclasses import replace
from datetime import date

from orgs.models import Unit
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, UNKNOWN, areas_named, content_of, upto
from reports.kinds.registry import ReportKind
from reports.sources.basics import COUNTS, WITHOUT_HISTORY, add_basics, add_basics_of_areas, asked_in
from reports.sources.places import exists_on, places_of
from reports.statistics.heads import TO_FILL_IN, form_lines
from reports.tables import NUMBER, number, row, table, text

CODE, BEFORE = "base_table", "before"
LEVELS = (Unit.Level.CITY, Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)
HEADS = {"total": "残疾人总数", "employed": "其中就业", "working": "人数"}
GROUPS = [
    ("", 1), ("性别", 2), ("残疾类别", 7), ("残疾等级", 4), ("户口性质", 2), ("社会救助", 2), ("16—59岁", 2),
    ("", 2),
]  # fmt: skip


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年残疾人基本情况汇总表"]


def build(subject, previous):
    """Return the content and the lists; the year before is reckoned from the register, not remembered."""
    book, places = FigureBook(), places_of(subject)
    surveys = add_basics(book, subject, places)
    last = replace(subject, year=subject.year - 1, as_of=date(subject.year - 1, 12, 31))
    add_basics(book, last, places_of(last), name=BEFORE, forgets=WITHOUT_HISTORY)
    if subject.unit.is_grassroots:
        tables = [_village_table(book, subject, last)]
    else:
        add_basics_of_areas(book, places)
        tables = [_areas_table(book, subject, places, last)]
        if subject.unit.is_county:
            tables.append(_lowest_table(book, subject, places))
    lines = form_lines(subject, CODE)
    # A village hands no form upward: it gets the head that the county has set, and no lines to fill in.
    tables[0]["form"] = [own for own in lines if own[1] != TO_FILL_IN or not subject.unit.is_grassroots]
    tables[0]["note"] = _note(book, surveys)
    return content_of(book, subject, title(subject), tables), list(book.lists.values())


def _heads():
    return [HEADS.get(code, label) for code, label, _ in COUNTS]


def _areas_table(book, subject, places, last):
    codes = [code for code, *_ in COUNTS]
    rows = [row(area.name, *(number(book, f"base.{c}.{area.path}") for c in codes)) for area in places.areas]
    rows.append(row("合计", *(number(book, f"base.{c}") for c in codes), total=True))
    rows.append(row(f"{last.year}年末", *(number(book, f"{BEFORE}.{c}") for c in codes)))
    return table(
        "", head=[areas_named(subject), *_heads()], rows=rows, groups=[("", 1), *GROUPS],
        wide=True, dense=True,
        unit_note=upto(subject, "人"), signed=True, widths=[10, *[0] * len(COUNTS)],
    )  # fmt: skip


def _lowest_table(book, subject, places):
    """Return every village in a row; their numbers are counted, but are no figures of the snapshot."""
    rows = [
        row(unit.name, text(places.of(unit.pk)[1]), *(_cell(book, unit, wanted) for *_, wanted in COUNTS))
        for unit in places.units.values()
        if unit.is_grassroots and (exists_on(unit, subject.as_of) or book.many("base", place=unit.pk))
    ]
    return table(
        "各村（社区）残疾人基本情况", head=["村（社区）", "所属乡镇", *_heads()], rows=rows,
        wide=True, dense=True,
        groups=[("", 2), *GROUPS], unit_note=upto(subject, "人"), widths=[9, 8, *[0] * len(COUNTS)],
    )  # fmt: skip


def _cell(book, unit, wanted):
    if wanted.get("school") and not asked_in(book, "base", place=unit.pk):
        return text("—", NUMBER)
    return text(book.many("base", place=unit.pk, **wanted), NUMBER)


def _village_table(book, subject, last):
    """Return the figures of one village, one below the other, with those of the year before."""
    rows = []
    for code, label, _ in COUNTS:
        cells = [number(book, f"{name}.{code}") for name in ("base", BEFORE)]
        rows.append(row(_full_name(code, label), *cells, text(_moved(book, code), NUMBER)))
    return table(
        "", head=["项目", f"{subject.as_of.month}月{subject.as_of.day}日", f"{last.year}年末", "增减"],
        rows=rows, unit_note=upto(subject, "人"), signed=True, dense=True, widths=[35, 0, 0, 0],
    )  # fmt: skip


def _full_name(code, label):
    part, _, value = code.partition(".")
    ends = {"category": "残疾", "hukou": "户口"}
    prefix = "　其中：" if code == "employed" else ""
    return f"{prefix}{label}{ends.get(part, '') if value else ''}"


def _moved(book, code):
    now, before = book.value(f"base.{code}"), book.value(f"{BEFORE}.{code}")
    if now is None or before is None:
        return "—"
    return f"{now - before:+d}" if now != before else "0"


def _note(book, surveys):
    """Say why parts may not add up to the whole, where the children come from, and what a dash means."""
    parts = [
        f"{label}{book.value(f'base.{code}')}人"
        for code, label in (
            ("unknown.category", "未填残疾类别"), ("unknown.hukou", "未填户口性质"),
            ("unknown.work", "16—59岁未填就业状况"),
        )
        if book.value(f"base.{code}")
    ]  # fmt: skip
    sentences = [f"{'、'.join(parts)}，未计入相应各栏。"] if parts else []
    missing = book.value("base.unknown.school")
    if surveys:
        left = f"，6—15岁未调查的{missing}人未计入" if missing else ""
        sentences.append(f"未入学儿童据{'、'.join(dict.fromkeys(surveys))}（6—15岁）{left}。")
    sentences.append(f"上年末数按发证、换证和移出登记的日期推算，没有历史记录的项目不推算。{UNKNOWN}")
    return "".join(sentences)


BASE_TABLE = ReportKind(
    code=CODE, name="残疾人基本情况汇总表", levels=LEVELS, is_quarterly=False, template=PRINT,
    title=title, build=build,
)  # fmt: skip
