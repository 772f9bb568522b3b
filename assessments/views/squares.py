"""How the cells of the matrix look: computed once per cell, because a page shows two thousand of them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessments.selectors.matrix import UNCONFIRMED, State

LOOKS = {State.YES: "y", State.NO: "n", State.UNSEEN: "o", State.UNKNOWN: "p"}
MARKS = {State.YES: "有", State.NO: "无", State.UNSEEN: "未", State.UNKNOWN: "核"}


@dataclass(frozen=True, slots=True)
class Square:
    """What the template writes for one cell."""

    url: SafeString
    look: SafeString
    mark: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page."""

    unit: object
    url: str
    squares: list[Square]
    row: object
    met: str
    verdict: str
    tone: str
    stars: str = ""


def lines_of(found):
    """Return the lines of the page for a matrix."""
    period = found.period
    tail = f"{period.year}-{period.number}/"
    start = reverse("assessments:unit_checks", args=[1, period]).split("1/", 1)[0]
    return [
        Line(
            row.unit,
            f"{start}{row.unit.pk}/{tail}",
            [
                _square(cell, row.unit.name, f"{start}{row.unit.pk}/{cell.item.pk}/{tail}")
                for cell in row.cells
            ],
            row,
            f"{row.met}/{row.total}",
            *row.verdict,
            row.star_name if found.gives_stars else "",
        )
        for row in found.rows
    ]


def body_of(lines, *, names_township):
    """Return the rows of the table in one go; a template would take longer over them than all the rest."""
    rows = []
    for line in lines:
        own = escape(line.unit.name)
        place = names_township and line.unit.parent
        where = f' <span class="quiet-text small">{escape(place.name)}</span>' if place else ""
        cells = "".join(
            f'<td><a class="{one.look}" href="{one.url}" aria-label="{escape(one.label)}">{one.mark}</a></td>'
            for one in line.squares
        )
        stars = f"<td>{line.stars}</td>" if line.stars else ""
        rows.append(
            f'<tr><th scope="row"><a href="{line.url}">{own}</a>{where}</th>{cells}<td>{line.met}</td>'
            f'<td><span class="tag {line.tone}">{line.verdict}</span></td>{stars}</tr>'
        )
    return mark_safe("\n".join(rows))  # noqa: S308 -- names are escaped, the rest are our own words


def square_of(cell, unit_name, period):
    """Return the square of one cell."""
    url = reverse("assessments:cell_detail", args=[cell.unit_id, cell.item.pk, period])
    return _square(cell, unit_name, url)


def _square(cell, unit_name, url):
    look = f"cell {LOOKS[cell.state]}"
    if cell.is_override:
        look += " over"
    elif cell.item.is_fact:
        look += " auto"
    label = f"{unit_name} {cell.item.short_name}：{cell.label}"
    if cell.is_override:
        label += f"（{UNCONFIRMED}）" if cell.is_unconfirmed else "（人工改判）"
    # Both are made of our own words and numbers.
    return Square(mark_safe(url), mark_safe(look), MARKS[cell.state], label)  # noqa: S308
