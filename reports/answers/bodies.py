"""The rows below a head: which are to be filled, which are sums, notes or a head printed once more."""

from dataclasses import dataclass, field

from core.sheets.cells import half_width
from registry.imports.body import COUNT, REMARK, SEALED, SIGNATURE, TOTAL

FIRST_TEXTS = 3  # cells of a row among which 合计 is looked for


@dataclass
class Body:
    """The rows of a table. `given` name somebody; `blank` follow the head and wait for names."""

    first: int
    given: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    end: int = 0  # the row before which more may be put in; 0: there is nothing below


def read_body(grid, head, first, *, keys):
    """Return the `Body` below a head.

    :param keys: the columns that tell whose row it is.
    """
    body, blanks = Body(first), []
    last = max(grid.last_row, _last_styled(grid, first))
    for row in range(first, last + 1):
        texts = [(column, half_width(text)) for column, text in grid.texts(row)]
        if _is_total(texts):
            body.totals.append(row)
            if row == body.first and _last_styled(grid, row + 1) > row:
                body.first = row + 1  # the sum stands above the rows
            else:
                body.end = body.end or row
        elif _is_footer(grid, row, texts, width=len(head.columns)):
            body.end = body.end or row
            break
        elif any(grid.own_text(row, key) for key in keys) and not _repeats(grid, row, head):
            body.given.append(row)
        elif not body.end and not texts_but_serial(texts, head):
            blanks.append(row)
    if not body.given:
        body.blank = _leading(blanks, body.first)
    return body


def texts_but_serial(texts, head):
    """Return the texts of a row but for a number in the column 序号."""
    serial = {c.place for c in head.columns if half_width(c.parts[-1]).strip("号") in ("序", "编", "行")}
    return [text for column, text in texts if column not in serial]


def _leading(rows, first):
    """Return the rows that follow each other from the first."""
    return [row for number, row in enumerate(rows) if row == first + number]


def _last_styled(grid, first):
    """Return the last of the rows with frames that follow each other from the first."""
    row = first
    while any((own := grid.ws._cells.get((row, c))) is not None and own.has_style for c in (1, 2)):
        row += 1
    return row - 1


def _is_total(texts):
    return any(TOTAL.match(text) or COUNT.match(text) for _, text in texts[:FIRST_TEXTS])


def _is_footer(grid, row, texts, *, width):
    """True for notes and signatures, and for one long text across the table."""
    if not texts:
        return False
    first = texts[0][1]
    if REMARK.match(first) or SIGNATURE.match(first) or SEALED.search(first):
        return True
    across = max((right - left + 1 for top, left, _, right in grid.ranges if top == row), default=1)
    return len(texts) == 1 and width > 2 and across * 2 > width


def _repeats(grid, row, head):
    """True for a head that is printed again on a new page."""
    same = sum(half_width(grid.text(row, c.place)) == half_width(c.parts[-1]) for c in head.columns)
    return same >= 2 and same * 2 >= len(head.columns)
