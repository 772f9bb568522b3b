"""Checklists: what every measured unit has and lacks in one quarter, with inspector, date and evidence."""

from dataclasses import replace

from accounts.models import User
from assessments.models import Check
from assessments.selectors.compliance import compliance_figures
from assessments.selectors.matrix import State
from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import below
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

VERDICTS = {"met": "达标", "short": "有缺项", "open": "待查"}
SOURCES = {"hand": "人工查验", "fact": "系统判定", "override": "人工改判", "": ""}
CELLS = [
    Column("unit_id", "", shown=False),
    *PLACE_COLUMNS,
    Column("list", "", shown=False),
    Column("item", "", shown=False),
    Column("name", "项目"),
    Column("state", "结果", dict(State.choices)),
    Column("source", "判定来源", SOURCES),
    Column("basis", "依据"),
    Column("evidence", "佐证份数", is_number=True),
    Column("inspector", "查验人"),
    Column("checked_on", "查验日期"),
]
VERDICT_COLUMNS = [
    Column("unit_id", "", shown=False),
    *PLACE_COLUMNS,
    Column("list", "", shown=False),
    Column("verdict", "结论", VERDICTS),
    Column("met", "达标项", is_number=True),
    Column("total", "项目数", is_number=True),
    Column("missing", "缺项"),
]


def matrices_of(subject, period, *, seen=False):
    """Return the matrix of every checklist that measures units of the subject, 九有 before 六有.

    Of a city the lists of its counties that have one code are laid together; each county takes its queries.

    :param seen: True to leave out a county in which nobody inspected anything in the quarter.
    """
    units = [own for own in counties_of(subject) if not seen or was_seen(own, period)]
    if not subject.is_city:
        return [grid for unit in units for grid in _of(unit, subject, period)]
    found = {}
    for county in units:
        for grid in _of(county, subject, period):
            found.setdefault(code_of(grid), []).append(grid)
    return sorted(map(_laid_together, found.values()), key=lambda grid: grid.checklist.is_for_grassroots)


def counties_of(subject):
    """Return the counties that the lists of a subject belong to: those of a city, else its own unit."""
    if not subject.is_city:
        return [subject.unit]
    counties = Unit.objects.below(subject.unit).filter(level=Unit.Level.COUNTY)
    return list(counties.current(subject.as_of).in_tree_order())


def was_seen(unit, period):
    """True if anything was inspected there in the quarter."""
    here = below(unit.path, "unit__path")
    return Check.objects.filter(here, year=period.year, quarter=period.number).exists()


def _of(unit, subject, period):
    found = compliance_figures(unit, period.year, period.number, on=subject.as_of)
    return [figures.matrix for figures in found]


def _laid_together(grids):
    """Return one matrix with the rows of several; its items are none where the lists ask different things."""
    first = grids[0]
    rows = [row for grid in grids for row in grid.rows]
    if len({tuple((item.number, item.name, item.decided_by) for item in grid.items) for grid in grids}) > 1:
        return replace(first, items=[], rows=rows)
    items = first.items
    rows = [
        replace(row, cells=[replace(own, item=item) for own, item in zip(row.cells, items, strict=True)])
        for row in rows
    ]
    return replace(first, rows=rows)


def add_checks(book, places, matrices):
    """Freeze the cells and the verdicts of the matrices, and count them by list, item and area."""
    names = _inspectors(matrices)
    cells = [
        _cell(grid, row, cell, places=places, names=names)
        for grid in matrices
        for row in grid.rows
        for cell in row.cells
    ]
    book.add_list(FrozenList("cells", "查验结果", Permission.CHECK_VIEW, CELLS, cells))
    verdicts = [verdict_row(grid, row, places) for grid in matrices for row in grid.rows]
    book.add_list(FrozenList("verdicts", "达标结论", Permission.CHECK_VIEW, VERDICT_COLUMNS, verdicts))
    for grid in matrices:
        _count(book, grid, places)


def code_of(grid):
    return grid.checklist.code


def _count(book, grid, places):
    code, name = code_of(grid), grid.checklist.name
    own = {"list": code}
    book.group(f"{name}达标（{grid.period.label}）")
    book.count(f"checks.{code}.units", f"“{name}”应查单位", of="verdicts", unit="个", **own)
    book.count(f"checks.{code}.met", f"“{name}”达标", of="verdicts", unit="个", verdict="met", **own)
    book.share(
        f"checks.{code}.met.share", f"“{name}”达标率", part=f"checks.{code}.met", whole=f"checks.{code}.units"
    )
    book.count(f"checks.{code}.short", f"“{name}”有缺项", of="verdicts", unit="个", verdict="short", **own)
    book.count(f"checks.{code}.open", f"“{name}”待查", of="verdicts", unit="个", verdict="open", **own)
    if len(grid.rows) == 1 and not grid.checklist.is_for_grassroots:
        of_it = {"of": "verdicts", "unit": "项", **own}
        book.total(f"checks.{code}.items", f"“{name}”项目", column="total", **of_it)
        book.total(f"checks.{code}.items.met", f"“{name}”具备项目", column="met", **of_it)
    for item in grid.items:
        key = f"checks.{code}.lack.{item.number}"
        book.count(key, f"缺“{item.name}”", of="cells", unit="个", item=str(item.pk), state=State.NO, **own)
        has = f"checks.{code}.has.{item.number}"
        book.count(has, f"有“{item.name}”", of="cells", unit="个", item=str(item.pk), state=State.YES, **own)
    for area in places.areas:
        where = own | {"area": area.path}
        for verdict, word in VERDICTS.items():
            book.count(
                f"checks.{code}.{verdict}.{area.path}", f"{area.name}“{name}”{word}",
                of="verdicts", unit="个", verdict=verdict, **where,
            )  # fmt: skip


def _cell(grid, row, cell, *, places, names):
    check = cell.check
    seen = check is not None and check.inspector_id is not None
    return [
        row.unit.pk, *places.of(row.unit.pk), code_of(grid), str(cell.item.pk), cell.item.name,
        str(cell.state), _source(cell), _basis(cell), cell.evidence_count,
        names[check.inspector_id] if seen else "", check.checked_on if seen else None,
    ]  # fmt: skip


def _source(cell):
    if cell.is_by_fact:
        return "fact"
    return str(cell.check.source) if cell.check is not None else ""


def _basis(cell):
    """Return why the cell says what it says: the fact, or the reason of whoever overruled it, or a note."""
    if cell.is_unconfirmed:
        return cell.basis
    if cell.is_override:
        return cell.check.reason
    if cell.is_by_fact:
        return cell.fact.text if cell.fact is not None else cell.check.fact_text if cell.check else ""
    return cell.check.note if cell.check is not None else ""


def verdict_row(grid, row, places):
    """Return the row of `VERDICT_COLUMNS` of one unit of a matrix."""
    verdict = "met" if row.is_compliant else "short" if row.lacking else "open"
    missing = "、".join(item.short_name for item in row.missing)
    return [row.unit.pk, *places.of(row.unit.pk), code_of(grid), verdict, row.met, row.total, missing]


def _inspectors(matrices):
    """Return the names of all inspectors; one query."""
    ids = {
        cell.check.inspector_id
        for grid in matrices
        for row in grid.rows
        for cell in row.cells
        if cell.check is not None
    }
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=ids - {None})}
