"""Tables of a report as plain values, so that a snapshot keeps them: heads, rows of cells, totals."""

from decimal import ROUND_HALF_UP, Decimal

NUMBER, TEXT, MARK, MISS = "num", "text", "mark", "miss"
TEN_THOUSAND, CENT = Decimal(10_000), Decimal("0.01")
SIGNED = ["填表人：", "审核人：", "负责人：", "日期：　　年　月　日"]


def table(title, *, head, rows, **options):
    """Return a table; `rows` are lists of cells of which the first names the row.

    `groups` is a line over the heads: (label, how many columns it covers), where the empty label lets the
    head stand over both lines. `form` has the lines of a statistical form (表号、制定机关) as (label, value).

    Options: `unit_note` (单位 at the upper right), `filled_by` (填报单位), `widths` (of the
    columns in per cent, 0 for a share of the rest), `wide` (on turned pages), `dense` (in small type,
    for many columns), `centred` (figures too), `note` (under the table), `signed` (with the signature line).
    """
    groups = [list(own) for own in options.get("groups", [])]
    assert not groups or sum(span for _, span in groups) == len(head), title  # noqa: S101
    return {
        "title": title, "head": head, "rows": rows, "groups": groups,
        "form": [list(own) for own in options.get("form", [])],
        "widths": options.get("widths", [0] * len(head)),
        "wide": options.get("wide", False), "dense": options.get("dense", False),
        "centred": options.get("centred", False),
        "unit_note": options.get("unit_note", ""), "filled_by": options.get("filled_by", ""),
        "note": options.get("note", ""), "signed": SIGNED if options.get("signed") else [],
    }  # fmt: skip


def row(*cells, total=False, opens=False):
    """Return a row; plain texts become cells of text. One that `opens` a part stays with what follows."""
    cells = [cell if isinstance(cell, dict) else text(cell) for cell in cells]
    return {"cells": cells, "total": total or opens} | ({"opens": True} if opens else {})


def text(value, kind=TEXT):
    """Return a cell of words."""
    return {"text": str(value), "kind": kind, "key": ""}


def mark(value, *, is_missing=False):
    """Return a centred cell of a word; what is missing is set off by more than its word."""
    return {"text": str(value), "kind": MISS if is_missing else MARK, "key": ""}


def ten_thousands(book, key):
    """Return a cell with a sum of money in 万元, two places half up, as statistics are printed."""
    value = book.figures[key]["value"]
    amount = None if value is None else (Decimal(value) / TEN_THOUSAND).quantize(CENT, ROUND_HALF_UP)
    return {"text": "—" if amount is None else str(amount), "kind": NUMBER, "key": key}


def number(book, key, *, bare=True):
    """Return a cell with a figure, by default without its unit (which stands over the table)."""
    figure = book.figures[key]
    value = figure["text"] if figure["value"] is None or not bare else f"{figure['value']}"
    return {"text": value, "kind": NUMBER, "key": key}


def group_of_each(table):
    """Return for each column the group over its head; the empty text where the head stands alone."""
    return [label for label, span in table["groups"] for _ in range(span)] or [""] * len(table["head"])


def upper_heads(table):
    """Return the upper line of heads as cells: `label`, `span` in columns, `deep` if it covers both lines."""
    cells, place = [], 0
    for group, span in table["groups"]:
        if group:
            cells.append({"label": group, "span": span, "deep": False, "place": place})
        else:
            cells += [
                {"label": label, "span": 1, "deep": True, "place": at}
                for at, label in enumerate(table["head"][place : place + span], start=place)
            ]
        place += span
    return cells
