"""月调度 and 季通报 of the year's assessment (SEED2: 月调度、季通报), made of the score weather."""

from orgs.models import Unit
from reports import pictures
from reports.figures import FigureBook
from reports.kinds.registry import ReportKind
from reports.narrative.bulletin import Bulletin
from reports.periods import NotPossible
from reports.sources.places import add_units, places_of
from reports.sources.standings import add_standing, rounds_of
from reports.tables import number, row, table, text

LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


def _quarter_title(subject):
    return [
        subject.unit.federation_name,
        f"关于{subject.year}年{subject.period.name}",
        "目标考核进展情况的通报",
    ]


def _month_title(subject):
    return [subject.unit.federation_name, f"{subject.year}年{subject.as_of.month}月", "目标考核工作调度"]


def _build(subject, title, write):
    rounds = rounds_of(subject)
    if not rounds:
        raise NotPossible(f"{subject.year} 年度还没有启动考核，请先在“年度考核”中启动。")
    book, places = FigureBook(), places_of(subject)
    add_units(book, subject, places)
    found = [add_standing(book, subject, places, round_) for round_ in rounds]
    standings = [standing for standing in found if standing is not None]
    if not standings:
        raise NotPossible(f"{subject.as_of:%Y-%m-%d} 之前的这一季没有得分记录，不能生成。")
    content = {
        "title": "".join(title(subject)),
        "issuer": subject.unit.federation_name,
        "as_of": subject.as_of,
        "blocks": write(Bulletin(book, subject, standings)),
        "tables": [_table(book, subject, standing) for standing in standings],
        "pictures": pictures.kept(
            *(pictures.standings(book, standing, annex=place) for place, standing in enumerate(standings))
        ),
        "figures": book.figures,
        "groups": book.groups,
    }
    return content, list(book.lists.values())


def _table(book, subject, standing):
    columns = {column.key: place for place, column in enumerate(book.lists[standing.key()].columns)}
    labels = book.lists[standing.key()].columns[columns["move"]].labels
    rows = sorted(
        book.lists[standing.key()].rows, key=lambda own: (own[columns["rank"]], own[columns["area"]])
    )
    names_township = standing.code == "grassroots" and subject.unit.is_county
    head = [
        "单位",
        *(["所属乡镇"] if names_township else []),
        "名次",
        "目前得分",
        "预计得分",
        "比上季末",
        "预计等次",
    ]
    body = [
        row(
            own[columns["unit"]],
            *([text(own[columns["township"]])] if names_township else []),
            text(own[columns["rank"]], "num"),
            number(book, standing.key("so_far", own[0])),
            number(book, standing.key("expected", own[0])),
            text(labels[own[columns["move"]]], "mark"),
            text(own[columns["grade"]] or "—", "mark"),
        )
        for own in rows
    ]
    day = subject.as_of
    return table(
        f"{standing.name}得分情况", head=head, rows=body, filled_by=subject.unit.federation_name,
        unit_note=f"截至{day.year}年{day.month}月{day.day}日",
        note="名次按预计得分排列，同分同名次。预计得分是照目前进度推算的，不是考核结果。",
    )  # fmt: skip


QUARTER_BULLETIN = ReportKind(
    code="quarter_bulletin", name="目标考核季通报", levels=LEVELS, is_quarterly=True,
    template="reports/print/year_summary.html", is_prose=True, title=_quarter_title,
    build=lambda subject, previous: _build(subject, _quarter_title, Bulletin.quarterly),
)  # fmt: skip
MONTH_DISPATCH = ReportKind(
    code="month_dispatch", name="目标考核月调度", levels=LEVELS, is_quarterly=False,
    template="reports/print/year_summary.html", is_prose=True, title=_month_title,
    build=lambda subject, previous: _build(subject, _month_title, Bulletin.monthly),
)  # fmt: skip
