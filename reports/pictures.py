"""The pictures of a report as plain values, so that a snapshot keeps them."""

from assessments.selectors.matrix import State as Cell
from core.pictures import Picture, Row, State, picture_from, table_of
from registry.choices import Category, Grade
from reports.tables import NUMBER, mark, row, table, text

PICTURES_TITLE = "统计图"  # of the annex that they are
MOST_BARS = 36  # more do not fit on one sheet
STATES = (
    State(str(Cell.YES), "有"),
    State(str(Cell.NO), "无", "solid", is_gap=True),
    State(str(Cell.UNKNOWN), "待核", "hatched"),
    State(str(Cell.UNSEEN), "未查", "dashed"),
)
ALL, SOME, MANY, UNSEEN = "all", "some", "many", "unseen"
COUNTED = (
    State(ALL, "齐"),
    State(SOME, "缺少", "hatched", is_gap=True),
    State(MANY, "半数以上缺少", "solid", is_gap=True),
    State(UNSEEN, "未查全", "dashed"),
)


def kept(*pictures):
    """Return the pictures that show something as they go into the content of a snapshot."""
    return [picture.as_json() for picture in pictures if picture is not None and picture.rows]


def make_up(book, *, annex):
    """Show the registered persons of each category by their grades."""
    rows = tuple(
        Row(
            f"{name}残疾",
            tuple(book.value(f"register.cell.{category}.{grade}") for grade, _ in Grade.choices),
        )
        for category, name in Category.choices
    )
    return Picture(
        "stack", "各类别残疾人及其等级", rows, columns=tuple(name for _, name in Grade.choices), unit="人",
        head="残疾类别", noun="类", adds_up=True, grouped=False, annex=annex,
    )  # fmt: skip


def by_area(book, subject, places, *, annex):
    """Compare how many registered persons the places one step below have; None where they are too many."""
    noun = f"个{subject.areas_named}"
    rows = tuple(Row(area.name, (book.value(f"register.total.{area.path}"),)) for area in places.areas)
    if len(rows) > MOST_BARS:
        return None
    return Picture(
        "bars", f"各{noun[1:]}登记残疾人", rows, columns=("登记残疾人",), unit="人", head=noun[1:], noun=noun,
        adds_up=True, grouped=False, annex=annex,
    )  # fmt: skip


def compliance(subject, places, grid):
    """Show which unit has what; of villages in a county, and all in a city, how many of each place lack it.

    None for one unit alone, where they are too many for a sheet, and where the lists are not the same.
    """
    if not grid.items:
        return None
    items = tuple(item.short_name for item in grid.items)
    title = f"“{grid.checklist.name}”达标情况（{grid.period.year}年{grid.period.name}）"
    if subject.is_city or (grid.checklist.is_for_grassroots and not subject.unit.is_township):
        rows, states, noun = _areas(subject, places, grid), COUNTED, f"个{subject.areas_named}"
    else:
        rows = tuple(Row(own.unit.name, tuple(str(cell.state) for cell in own.cells)) for own in grid.rows)
        states, noun = STATES, f"个{'村（社区）' if grid.checklist.is_for_grassroots else '乡镇（街道）'}"
    if not 1 < len(rows) <= MOST_BARS:
        return None
    return Picture(
        "matrix", title, rows, columns=items, head=noun[1:], noun=noun, states=states, grouped=False
    )


def _areas(subject, places, grid):
    """Return a row for each place one step below: of each item, how many of its units lack it."""
    below = {}
    for own in grid.rows:
        below.setdefault(own.unit.path[: subject.child_end], []).append(own)
    rows = []
    for area in places.areas:
        if units := below.get(area.path):
            found = [_counted([own.cells[place] for own in units]) for place in range(len(grid.items))]
            rows.append(
                Row(area.name, tuple(code for code, _ in found), texts=tuple(words for _, words in found))
            )
    return tuple(rows)


def _counted(cells):
    lacking = sum(cell.is_lacking for cell in cells)
    if lacking:
        return (MANY if lacking * 2 >= len(cells) else SOME), f"缺{lacking}"
    return (ALL, "齐") if all(str(cell.state) == Cell.YES for cell in cells) else (UNSEEN, "未查")


def standings(book, standing, *, annex):
    """Compare the points that units may expect; of more units than fit, how many come to each grade."""
    found = book.lists[standing.key()]
    at = {column.key: place for place, column in enumerate(found.columns)}
    if len(found.rows) <= MOST_BARS:
        ranked = sorted(found.rows, key=lambda own: (own[at["rank"]], own[at["area"]]))
        rows = tuple(Row(own[at["unit"]], (own[at["expected"]],)) for own in ranked)
        return Picture(
            "bars", f"{standing.name}预计得分", rows, columns=("预计得分",), unit="分", head="单位",
            noun="个单位", grouped=False, annex=annex,
        )  # fmt: skip
    rows = tuple(
        Row(band.name, (book.value(standing.key("grade", number)),))
        for number, band in enumerate(standing.grades)
    )
    return Picture(
        "bars", f"{standing.name}预计等次", rows, columns=("单位数",), unit="个", head="等次", noun="个等次",
        adds_up=True, grouped=False,
    )  # fmt: skip


def annex_of(tables, title):
    """Return the place of the table with a title, None if there is none."""
    return next((place for place, own in enumerate(tables) if own["title"] == title), None)


def pictures_of(content):
    """Return the pictures of a content; what was frozen before there were any has none."""
    return [picture_from(facts) for facts in content.get("pictures", ())]


def table_below(picture):
    """Return the table of a picture's values as one of the report."""
    found = table_of(picture)
    cell = (lambda words: text(words, NUMBER)) if found.are_numbers else mark
    rows = [row(name, *map(cell, cells)) for name, _, cells in found.rows]
    return table(
        picture.title, head=found.head, rows=rows, unit_note=f"单位：{picture.unit}" if picture.unit else "",
        widths=[18, *[0] * (len(found.head) - 1)],
    )  # fmt: skip
