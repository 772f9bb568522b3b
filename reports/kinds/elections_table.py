"""换届情况表: how far the renewal of boards is by kind and place, and every board with its term and vote."""

from core.permissions import Permission
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, areas_named, content_of, upto, whereabouts
from reports.kinds.registry import FROM_CITY_TO_TOWNSHIP, ReportKind
from reports.periods import NotPossible
from reports.sources.elections import STATES, TERMS, add_bodies
from reports.sources.places import places_of
from reports.tables import NUMBER, mark, number, row, table, text

PARTS = (
    "",
    ".term.in_time",
    ".term.over",
    ".term.none",
    ".begun",
    ".open",
    ".late",
    ".done",
    ".none",
    ".share",
)
HEADS = [
    "班子",
    "任期内",
    "届满未换届",
    "没有班子",
    "已启动",
    "进行中",
    "超期",
    "已完成",
    "未启动",
    "完成率（%）",
]


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年班子换届情况表"]


def build(subject, previous):
    """Return the content and the list of the boards.

    :raises NotPossible: no board is registered there.
    """
    book, places = FigureBook(), places_of(subject)
    kinds = add_bodies(book, subject, places)
    if not kinds:
        raise NotPossible(f"{subject.unit.name}还没有登记需要换届的班子，请先在“班子与任期”中登记。")
    sums = [(kind.short, f"bodies.{kind.code}") for kind in kinds]
    areas = [(area.name, f"bodies.{area.path}") for area in places.areas]
    tables = [_summary(book, subject, "班子类型", sums)]
    if not subject.unit.is_township:  # a village has but one board, and that stands in the table below
        tables.append(_summary(book, subject, areas_named(subject), areas))
        tables[1]["title"] = f"各{areas_named(subject)}换届进度"
    tables.append(_boards_table(book, subject))
    return content_of(book, subject, title(subject), tables), list(book.lists.values())


def _summary(book, subject, head, lines):
    rows = [row(name, *(number(book, f"{key}{part}") for part in PARTS)) for name, key in lines]
    rows.append(row("合计", *(number(book, f"bodies.all{part}") for part in PARTS), total=True))
    return table(
        "", head=[head, *HEADS], rows=rows, groups=[("", 2), ("任期", 3), ("换届进度", 6)],
        unit_note=upto(subject, "个"), widths=[18, *[0] * 10], dense=True,
        note="已启动为一年内启动的换届；完成率为已完成占已启动的比例；合计含本级班子。",
    )  # fmt: skip


def _boards_table(book, subject):
    keys = [column.key for column in book.lists["bodies"].columns]
    rows = [_board_row(subject, dict(zip(keys, own, strict=True))) for own in book.lists["bodies"].rows]
    return table(
        "各班子换届情况",
        head=["单位", "班子", "届次", "届满日期", "席位", "进度", "当前环节", "启动日期", "投票日期", "登记",
              "发出／收回／有效票", "当选", "备案文号"],
        rows=rows, wide=True, dense=True, signed=True, unit_note=upto(subject),
        widths=[10, 8, 5, 8, 5, 6, 7, 8, 8, 4, 9, 0, 8],
    )  # fmt: skip


def _board_row(subject, own):
    is_late = own["state"] == "late" or (own["state"] == "none" and own["term"] == "over")
    votes = [own[key] for key in ("issued", "recovered", "valid")]
    counted = "／".join(map(str, votes)) if None not in votes else "—"
    seats = "—" if own["due"] is None else f"{own['filled']}/{own['due']}"
    return row(
        whereabouts(subject, own), own["name"].removeprefix(own["unit"]), mark(own["number"] or "—"),
        mark(own["ends_on"] or TERMS["none"]), mark(seats), mark(STATES[own["state"]], is_missing=is_late),
        mark(own["step"]), mark(own["started_on"] or "—"), mark(own["voted_on"] or "—"),
        text("—" if own["electors"] is None else own["electors"], NUMBER), mark(counted),
        own["elected"] or "—", own["document"] or "—",
    )  # fmt: skip


ELECTIONS_TABLE = ReportKind(
    code="elections_table", name="换届情况表", levels=FROM_CITY_TO_TOWNSHIP,
    is_quarterly=False, template=PRINT, title=title, build=build, needs=Permission.BOARD_VIEW,
)  # fmt: skip
