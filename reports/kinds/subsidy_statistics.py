"""两项补贴统计表 of a quarter: persons, 人次 and 万元 by subsidy and grade, and by place (domain.md §6.5)."""

from core.permissions import Permission
from orgs.models import Unit
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, areas_named, content_of, upto
from reports.kinds.registry import ReportKind
from reports.sources.places import places_of
from reports.sources.subsidies import GRADES, KINDS, PERIODS, add_subsidies
from reports.statistics.heads import form_lines
from reports.tables import number, row, table, ten_thousands, text

CODE = "subsidy_statistics"
HEADS = ["人数", "人次", "万元"]


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年{subject.period.name}残疾人两项补贴统计表"]


def build(subject, previous):
    """Return the content and the lists: by subsidy and grade, then by the places one step below."""
    book, places = FigureBook(), places_of(subject)
    add_subsidies(book, subject, places)
    tables = [_grades_table(book, subject)]
    if places.areas:
        tables.append(_areas_table(book, subject, places))
    tables[0]["form"] = form_lines(subject, CODE)
    lead = []
    if not book.lists["subsidies"].rows:
        words = f"{subject.unit.name}{subject.year}年还没有记入两项补贴的发放名册，各栏的零不表示没有发放。"
        lead = [[{"text": words}]]
    return content_of(book, subject, title(subject), tables, lead=lead), list(book.lists.values())


def _cells(book, key):
    for period in PERIODS:
        name = f"subsidy.{key}.{period}"
        yield from (number(book, f"{name}.people"), number(book, f"{name}.times"))
        yield ten_thousands(book, f"{name}.amount")


def _grades_table(book, subject):
    rows = []
    for kind, name in KINDS.items():
        for grade, label in GRADES.items():
            key = f"{kind}.{grade or 'none'}"
            if grade or book.value(f"subsidy.{key}.year.times"):
                rows.append(row(name, text(label, "mark"), *_cells(book, key)))
        rows.append(row(name, text("小计", "mark"), *_cells(book, kind), total=True))
    rows.append(row("合计", "", *_cells(book, "all"), total=True))
    return table(
        "", head=["补贴", "残疾等级", *HEADS, *HEADS], rows=rows,
        groups=[("", 2), *((words, 3) for words in PERIODS.values())], unit_note=upto(subject), signed=True,
        widths=[15, 12, *[0] * 6],
        note="人数在本栏内不重复计算，同时享受两种补贴的在合计中计一人；人次为发放笔数。等级为残疾人登记现在的等级，"
        "登记中查无此人的列为“不详”。",
    )  # fmt: skip


def _areas_table(book, subject, places):
    own = subject.unit.path
    areas = [(area.name, area.path) for area in places.areas]
    if any(book.value(f"subsidy.{kind}.{own}.year.times") for kind in KINDS):
        areas.append(("不在村（社区）登记的", own))
    rows = [row(name, *_places_cells(book, path)) for name, path in areas]
    rows.append(row("合计", *(cell for kind in KINDS for cell in _cells(book, kind)), total=True))
    return table(
        f"各{areas_named(subject)}两项补贴", head=[areas_named(subject), *HEADS * 4], rows=rows, wide=True,
        groups=[("", 1), *((f"{name}（{words}）",
        3) for name in KINDS.values() for words in PERIODS.values())],
        dense=True, unit_note=upto(subject), widths=[14, *[0] * 12],
    )  # fmt: skip


def _places_cells(book, path):
    return [cell for kind in KINDS for cell in _cells(book, f"{kind}.{path}")]


SUBSIDY_STATISTICS = ReportKind(
    code=CODE, name="两项补贴统计表", levels=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP), is_quarterly=True,
    template=PRINT, title=title, build=build, needs=Permission.BENEFIT_VIEW,
)  # fmt: skip
