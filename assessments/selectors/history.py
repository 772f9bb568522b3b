"""Quarter by quarter: what one unit had and lacked, and where it stood."""

from dataclasses import dataclass

from assessments.periods import Quarter
from assessments.selectors.matrix import Row, matrix
from assessments.selectors.periods import closed_quarters


@dataclass(frozen=True)
class Column:
    """One quarter of a unit."""

    period: Quarter
    row: Row
    is_closed: bool
    gives_stars: bool

    def cell(self, number):
        """Return the cell of the item of that number, None where the list had none then."""
        return next((cell for cell in self.row.cells if cell.item.number == number), None)


@dataclass(frozen=True)
class History:
    """The quarters of a unit under one list: closed ones as they were frozen, the last one as it stands."""

    checklist: object
    columns: list[Column]

    @property
    def gives_stars(self):
        return any(column.gives_stars for column in self.columns)

    @property
    def items(self):
        """Return the latest wording of every item, by number."""
        latest = {}
        for column in self.columns:
            latest |= {cell.item.number: cell.item for cell in column.row.cells}
        return [latest[number] for number in sorted(latest)]

    @property
    def lines(self):
        """Return [(item, cells)] with a cell, or None, for each quarter."""
        return [(item, [column.cell(item.number) for column in self.columns]) for item in self.items]


def history_of_unit(checklist, unit, period, *, on, quarters=8):
    """Return the `History` of `unit` up to a quarter; past quarters that nobody closed are left out."""
    frozen = closed_quarters(checklist.county)
    begun = [one for one in period.back(quarters) if one in frozen or one == period]
    columns = []
    for one in begun:
        found = matrix(checklist, [unit], one, on=on)
        if found.items:
            columns.append(Column(one, found.rows[0], found.is_closed, found.gives_stars))
    return History(checklist, columns)
