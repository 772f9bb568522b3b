"""Tables of a report as plain values, so that a snapshot keeps them: heads, rows of cells, totals."""

NUMBER, TEXT, MARK, MISS = "num", "text", "mark", "miss"
SIGNED = ["填表人：", "审核人：", "负责人：", "日期：　　年　月　日"]


def table(title, *, head, rows, **options):
    """Return a table; `rows` are lists of cells of which the first names the row.

    Options: `unit_note` (单位 at the upper right), `filled_by` (填报单位), `widths` (of the
    columns in per cent, 0 for a share of the rest), `wide` (on turned pages), `centred`
    (figures too), `note` (under the table), `signed` (with the signature line).
    """
    return {
        "title": title, "head": head, "rows": rows,
        "widths": options.get("widths", [0] * len(head)),
        "wide": options.get("wide", False), "centred": options.get("centred", False),
        "unit_note": options.get("unit_note", ""), "filled_by": options.get("filled_by", ""),
        "note": options.get("note", ""), "signed": SIGNED if options.get("signed") else [],
    }  # fmt: skip


def row(*cells, total=False):
    """Return a row; plain texts become cells of text."""
    cells = [cell if isinstance(cell, dict) else text(cell) for cell in cells]
    return {"cells": cells, "total": total}


def text(value, kind=TEXT):
    """Return a cell of words."""
    return {"text": str(value), "kind": kind, "key": ""}


def mark(value, *, is_missing=False):
    """Return a centred cell of a word; what is missing is set off by more than its word."""
    return {"text": str(value), "kind": MISS if is_missing else MARK, "key": ""}


def number(book, key, *, bare=True):
    """Return a cell with a figure, by default without its unit (which stands over the table)."""
    figure = book.figures[key]
    value = figure["text"] if figure["value"] is None or not bare else f"{figure['value']}"
    return {"text": value, "kind": NUMBER, "key": key}
