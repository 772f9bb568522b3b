"""The table that stands behind a picture: every value of it, in words where it is a state."""

from dataclasses import dataclass

from core.pictures.bars import share_of
from core.pictures.matrix import state_of


@dataclass(frozen=True)
class Table:
    """Heads and rows of texts; the first text of a row names it and may lead somewhere."""

    caption: str
    head: list
    rows: list  # (name, address, texts)
    are_numbers: bool


def table_of(picture):
    """Return the table of a picture; of lines the moments go down, for there are many."""
    caption = f"{picture.title}（单位：{picture.unit}）" if picture.unit else picture.title
    if picture.form in ("lines", "spark"):
        head = [picture.head, *(row.label for row in picture.rows)]
        rows = [
            (name, "", [picture.text(row, place) for row in picture.rows])
            for place, name in enumerate(picture.columns)
        ]
        return Table(caption, head, rows, are_numbers=True)
    head = [picture.head, *picture.columns]
    rows = [(row.label, row.url, _cells(picture, row)) for row in picture.rows]
    if picture.form == "bars" and picture.whole:
        head.append("占比")
        rows = [
            (name, url, [*cells, share_of(row.values[0], picture.whole) or "—"])
            for (name, url, cells), row in zip(rows, picture.rows, strict=True)
        ]
    return Table(caption, head, rows, are_numbers=picture.form != "matrix")


def _cells(picture, row):
    if picture.form != "matrix":
        return [picture.text(row, place) for place in range(len(row.values))]
    states = [state_of(picture, code) for code in row.values]
    words = [state.word if state else "—" for state in states]
    if not row.texts:
        return words
    return [word if text in word else text for word, text in zip(words, row.texts, strict=True)]
