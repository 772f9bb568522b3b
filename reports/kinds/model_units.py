"""示范点名单: stars, 示范点 and rewards by place, and every unit that has one."""

from core.permissions import Permission
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, areas_named, content_of, day_in_words, upto
from reports.kinds.registry import FROM_CITY_TO_TOWNSHIP, ReportKind
from reports.sources.honours import HONOURS, add_honours
from reports.sources.places import places_of
from reports.tables import mark, number, row, table


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年示范点名单"]


def build(subject, previous):
    """Return the content and the list; a place without any honour says so, and prints no table of zeros."""
    book, places = FigureBook(), places_of(subject)
    add_honours(book, subject, places)
    tables, lead = [_sums(book, subject, places), _units(book, subject)], []
    if not book.lists["honours"].rows:
        day = day_in_words(subject.as_of)
        tables = tables[1:]
        lead = [[{"text": f"截至{day}，{subject.unit.name}没有星级授牌、示范点和表彰奖励。"}]]
    return content_of(book, subject, title(subject), tables, lead=lead), list(book.lists.values())


def _sums(book, subject, places):
    parts = [part for kind in HONOURS for part in (kind, f"{kind}.fresh")] + ["units"]
    rows = [row(a.name, *(number(book, f"honours.{a.path}.{part}") for part in parts)) for a in places.areas]
    rows.append(row("合计", *(number(book, f"honours.all.{part}") for part in parts), total=True))
    return table(
        "", head=[areas_named(subject), *["现有", "本年新增"] * len(HONOURS), "有称号的单位"], rows=rows,
        groups=[("", 1), *((label, 2) for label in HONOURS.values()), ("", 1)], unit_note=upto(subject, "个"),
        widths=[20, *[0] * 7], note="现有为截至当日没有撤销的；合计含本级。",
    )  # fmt: skip


def _units(book, subject):
    keys = [column.key for column in book.lists["honours"].columns]
    facts = [dict(zip(keys, own, strict=True)) for own in book.lists["honours"].rows]
    rows = [
        row(own["unit"], own["township"], mark(HONOURS[own["kind"]]), own["name"], mark(own["year"]),
            mark(own["decided_on"]), own["reason"], mark("是" if own["fresh"] == "yes" else "—"))
        for own in facts
    ]  # fmt: skip
    above = "所属县乡" if subject.is_city else "所属乡镇"
    return table(
        "名单", head=["单位", above, "种类", "名称", "考核年度", "决定日期", "理由", "本年命名"],
        rows=rows,
        wide=True, widths=[13, 12, 9, 18, 9, 10, 0, 9], signed=True, note="" if rows else "没有。",
    )  # fmt: skip


MODEL_UNITS = ReportKind(
    code="model_units", name="示范点名单", levels=FROM_CITY_TO_TOWNSHIP,
    is_quarterly=False,
    template=PRINT, title=title, build=build, needs=Permission.ASSESSMENT_VIEW,
)  # fmt: skip
