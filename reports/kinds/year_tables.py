"""The tables attached to a year-end summary."""

from collections import Counter

from registry.choices import Category, Grade
from reports.sources.checks import VERDICTS, code_of
from reports.sources.posts import TYPES
from reports.tables import mark, number, row, table, text

REGISTER_TABLE = "残疾人登记情况统计表"


def area_title(subject):
    """Return the title of the table that compares the places one step below."""
    return f"各{subject.areas_named}残疾人工作情况一览表"


def year_tables(book, subject, places, grids):
    """Return the annexes: register by category and grade, places, vacancies, compliance."""
    filled_by = subject.unit.federation_name
    tables = [register_table(book), area_table(book, subject, places, grids), vacancy_table(book)]
    tables += [compliance_table(book, subject, places, grid) for grid in grids if grid.items]
    for annex in tables:
        annex["filled_by"] = filled_by
    return tables


def register_table(book):
    grades = Grade.choices
    rows = [
        row(
            f"{name}残疾",
            *(number(book, f"register.cell.{category}.{grade}") for grade, _ in grades),
            number(book, f"register.category.{category}"),
        )
        for category, name in Category.choices
    ]
    rows.append(
        row(
            "合计",
            *(number(book, f"register.grade.{grade}") for grade, _ in grades),
            number(book, "register.total"),
            total=True,
        )
    )
    head = ["残疾类别", *(label for _, label in grades), "合计"]
    return table(REGISTER_TABLE, head=head, rows=rows, unit_note="单位：人", signed=True)


def area_table(book, subject, places, grids):
    """Compare the places one step below: townships of a county, villages of a township."""
    columns = [
        ("登记残疾人", "register.total"),
        ("其中重度", "register.severe"),
        ("证件已过期", "cards.expired"),
        ("应设岗位", "posts.due"),
        ("已设岗位", "posts.existing"),
        ("在岗", "posts.held"),
        ("空缺", "posts.vacant"),
        ("已发补贴", "stipend.paid.amount"),
    ]
    head, first = ["单位"], []
    if not subject.unit.is_township:
        head, first = [subject.areas_named, "村（社区）"], ["units.grassroots"]
    head += [label for label, _ in columns] + [f"{grid.checklist.name}达标" for grid in grids]
    keys = [*first, *(key for _, key in columns)]
    rows = [
        row(
            area.name,
            *(number(book, f"{key}.{area.path}") for key in keys),
            *(_reached(book, grid, area) for grid in grids),
        )
        for area in places.areas
    ]
    totals = [number(book, key) for key in keys]
    totals += [number(book, f"checks.{code_of(grid)}.met") for grid in grids]
    rows.append(row("合计", *totals, total=True))
    note = "在岗、空缺为专职委员岗位，不含理事长；已发补贴为本年度实际发放数。"
    note += "" if subject.is_city else "乡镇本级的岗位和补贴计入合计。"
    return table(
        area_title(subject), head=head, rows=rows, wide=True, note=note, signed=True,
        unit_note="单位：个、人、元", widths=[12, *[0] * (len(head) - 2 - len(grids)), 11, *[0] * len(grids)],
    )  # fmt: skip


def _reached(book, grid, area):
    """Return how many of the area's measured units have everything, as 11/12."""
    code = code_of(grid)
    met = number(book, f"checks.{code}.met.{area.path}")
    total = sum(book.value(f"checks.{code}.{verdict}.{area.path}") for verdict in VERDICTS)
    return met | {"text": f"{met['text']}/{total}" if total else "—"}


def vacancy_table(book):
    posts = book.lists["posts"]
    place = {column.key: at for at, column in enumerate(posts.columns)}
    vacant = [own for own in posts.rows if own[place["state"]] == "vacant"]
    vacant.sort(key=lambda own: -own[place["days"]])
    rows = [
        row(
            own[place["unit"]],
            text(own[place["township"]]),
            text(TYPES[own[place["type"]]]),
            mark(f"{own[place['since']]:%Y-%m-%d}"),
            text(own[place["days"]], "num"),
        )
        for own in vacant
    ]
    head = ["单位", "乡镇（街道）", "岗位", "空缺起始", "空缺天数"]
    note = "" if rows else "没有空缺岗位。"
    widths = [25, 20, 20, 20, 0]
    return table("空缺岗位一览表", head=head, rows=rows, unit_note="单位：天", widths=widths, note=note)


def compliance_table(book, subject, places, grid):
    """Show what is met per item, and the units with gaps by name."""
    code, name = code_of(grid), grid.checklist.name
    rows = [
        row(
            f"{item.number}. {item.name}",
            number(book, f"checks.{code}.has.{item.number}"),
            number(book, f"checks.{code}.lack.{item.number}"),
            text(_lacking_units(subject, places, grid, place)),
        )
        for place, item in enumerate(grid.items)
    ]
    head = ["项目", "有", "无", "缺项单位数" if subject.is_city else "缺项单位"]
    counts = {word: book.value(f"checks.{code}.{word}") for word in ("units", *VERDICTS)}
    note = "应查单位 {units} 个，达标 {met} 个，有缺项 {short} 个，待查 {open} 个。".format(**counts)
    return table(
        f"“{name}”达标情况表（{grid.period.year}年{grid.period.name}）",
        head=head,
        rows=rows,
        unit_note="单位：个",
        note=note,
        widths=[25, 7, 7, 0],
    )


def _lacking_units(subject, places, grid, place):
    """Return the units that lack an item by name; in a city, which has hundreds, how many each county has."""
    units = [own.unit for own in grid.rows if own.cells[place].is_lacking]
    if not units:
        return "—"
    if subject.is_city:
        many = Counter(unit.path[: subject.child_end] for unit in units)
        return "、".join(f"{area.name}{many[area.path]}个" for area in places.areas if many[area.path])
    return "、".join(f"{unit.parent.name}{unit.name}" if unit.is_grassroots else unit.name for unit in units)
