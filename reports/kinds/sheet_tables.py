"""The tables of the checklist sheets."""

from reports.sources.checks import SOURCES, VERDICTS, code_of
from reports.tables import mark, number, row, table, text

LEGEND = "有、无为查验或系统按事实判定的结果；未查为本季度还没有查验，待核为系统没有数据可以判定。"


def unit_table(book, subject, grid):
    """Show one unit item by item: result, how it was decided, evidence, inspector and date."""
    cells = [dict(zip(_keys(book), own, strict=True)) for own in book.lists["cells"].rows]
    labels = _labels(book)
    rows = [
        row(
            f"{item.number}. {item.name}",
            _result(own["state"], labels),
            text(_basis(own)),
            text(own["evidence"], "num"),
            mark(own["inspector"] or "—"),
            mark(own["checked_on"] or "—"),
        )
        for item, own in zip(grid.items, cells, strict=True)
    ]
    found = grid.rows[0]
    missing = "、".join(item.name for item in found.missing)
    verdict = f"{found.verdict[0]}（{missing}）" if missing else found.verdict[0]
    note = f"结论：共 {found.total} 项，具备 {found.met} 项，{verdict}。{LEGEND}"
    head = ["项目", "结果", "判定依据", "佐证（份）", "查验人", "查验日期"]
    return table(
        "", head=head, rows=rows, filled_by=subject.unit.federation_name, unit_note=_period(subject),
        note=note, signed=True, widths=[25, 8, 0, 9, 11, 15],
    )  # fmt: skip


def matrix_table(book, subject, grid):
    """Show every unit in a row and every item in a column, with the last inspector and date."""
    is_villages = grid.checklist.is_for_grassroots
    labels = _labels(book)
    head = ["村（社区）" if is_villages else "乡镇（街道）", *(item.short_name for item in grid.items)]
    if is_villages and not subject.unit.is_township:
        head.insert(1, "所属乡镇")
    head += ["达标项", "结论", "佐证（份）", "查验人", "查验日期"]
    rows = [
        _matrix_row(subject, own, seen, labels)
        for own, seen in zip(grid.rows, _seen(book, grid), strict=True)
    ]
    code = code_of(grid)
    counts = [number(book, f"checks.{code}.has.{item.number}") for item in grid.items]
    gap = [""] if len(head) > len(grid.items) + 6 else []
    met = number(book, f"checks.{code}.met")
    rows.append(
        row("具备单位数", *gap, *counts, "", met | {"text": f"达标 {met['text']}"}, "", "", "", total=True)
    )
    title = "各村（社区）明细" if is_villages and not subject.unit.is_township else ""
    return table(
        title, head=head, rows=rows, wide=True, centred=True, filled_by=subject.unit.federation_name,
        unit_note=_period(subject), note=LEGEND, signed=True,
        widths=[12, *[10] * len(gap), *[0] * len(grid.items), 6, 9, 6, 8, 10],
    )  # fmt: skip


def totals_table(book, subject, places, grid):
    """Show how many villages and communities of each township have everything."""
    code = code_of(grid)
    rows = [
        row(area.name, *(number(book, f"checks.{code}.{verdict}.{area.path}") for verdict in VERDICTS))
        for area in places.areas
    ]
    rows.append(row("合计", *(number(book, f"checks.{code}.{verdict}") for verdict in VERDICTS), total=True))
    return table(
        "各乡镇（街道）汇总", head=["乡镇（街道）", *VERDICTS.values()], rows=rows,
        filled_by=subject.unit.federation_name, unit_note="单位：个",
    )  # fmt: skip


def _matrix_row(subject, own, seen, labels):
    township = [text(own.unit.parent.name)] if own.unit.is_grassroots and not subject.unit.is_township else []
    evidence, inspector, checked_on = seen
    return row(
        own.unit.name, *township,
        *(_result(str(cell.state), labels) for cell in own.cells),
        mark(f"{own.met}/{own.total}"), mark(own.verdict[0], is_missing=own.lacking > 0),
        text(evidence, "num"), mark(inspector or "—"), mark(checked_on or "—"),
    )  # fmt: skip


def _seen(book, grid):
    """Return for each unit the number of files, and who looked last and when."""
    keys, cells = _keys(book), iter(book.lists["cells"].rows)
    for own in grid.rows:
        mine = [dict(zip(keys, next(cells), strict=True)) for _ in own.cells]
        dated = [cell for cell in mine if cell["checked_on"]]
        last = max(dated, key=lambda cell: cell["checked_on"], default=None)
        evidence = sum(cell["evidence"] for cell in mine)
        yield evidence, last and last["inspector"], last and last["checked_on"]


def _period(subject):
    day = subject.as_of
    return f"{subject.year}年{subject.period.name}（数据截至{day.year}年{day.month}月{day.day}日）"


def _keys(book):
    return [column.key for column in book.lists["cells"].columns]


def _labels(book):
    return next(column.labels for column in book.lists["cells"].columns if column.key == "state")


def _result(state, labels):
    return mark(labels[state], is_missing=state == "no")


def _basis(cell):
    source = SOURCES[cell["source"]]
    return "：".join(part for part in (source, cell["basis"]) if part) or "—"
