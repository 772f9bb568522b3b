"""Filling one workbook: each sheet by what its columns were chosen to be. The figures go into one book."""

from dataclasses import dataclass, field
from datetime import date

from core.jobs import JobFailed
from reports.answers.bodies import read_body
from reports.answers.choices import LEFT, Target
from reports.answers.items import ROLES, WHERE, WHO
from reports.answers.pen import Pen
from reports.answers.tables import Grid, Head, HeadColumn
from reports.figures import FigureBook


@dataclass
class Outcome:
    """What came of the filling: counts, what was not filled, and the book of figures."""

    book: FigureBook = field(default_factory=FigureBook)
    written: int = 0
    left: int = 0
    unknown: int = 0
    rows: int = 0
    persons: int = 0
    needs: set = field(default_factory=set)  # rights to people by which the file may be taken
    troubles: list = field(default_factory=list)

    @property
    def counts(self):
        return {
            "written": self.written, "left": self.left, "unknown": self.unknown, "rows": self.rows,
            "persons": self.persons, "troubles": len(self.troubles),
        }  # fmt: skip


class Table:
    """One sheet at work: its grid, head, chosen columns and pen."""

    def __init__(self, ws, sheet, *, number, overwrite):
        self.ws, self.sheet, self.number = ws, sheet, number
        self.grid = Grid.of(ws)
        columns = [HeadColumn(column["place"], tuple(column["parts"])) for column in sheet["columns"]]
        self.head = Head(sheet["top"], sheet["bottom"], tuple(columns))
        self.pen = Pen(ws, overwrite)
        self.chosen = {
            column["place"]: column["key"]
            for column in sheet["columns"]
            if column["key"] and column["key"] != LEFT
        }
        self.places = {}
        for place, key in self.chosen.items():
            self.places.setdefault(key, place)
        keys = [place for key, place in self.places.items() if key in (*ROLES, *WHO, *WHERE)]
        self.body = read_body(self.grid, self.head, sheet["first"], keys=keys)
        self.first_place = columns[0].place

    @property
    def name(self):
        return self.ws.title

    def parts(self, place):
        """Return the words over a column."""
        return next(column.parts for column in self.head.columns if column.place == place)

    def own(self, row, key):
        """Return what stands in a row under the column of `key`; empty without one."""
        place = self.places.get(key)
        return self.grid.own_text(row, place) if place else ""

    def seen(self, row, key):
        """Return what a reader sees there, from a cell that is merged over several rows as well."""
        place = self.places.get(key)
        return self.grid.text(row, place) if place else ""

    def key_place(self, *keys):
        """Return the first column of those that tell whose row it is."""
        return next((self.places[key] for key in keys if key in self.places), self.first_place)

    def finish(self, rows, outcome):
        """Mark the columns that nobody could make out, and add up what was done."""
        for column in self.sheet["columns"]:
            if not column["key"] and self.pen.unknown(self.head.bottom, column["place"], rows):
                outcome.unknown += 1
        outcome.written += self.pen.written
        outcome.left += self.pen.left
        outcome.troubles += self.pen.troubles


def fill_serials(table, rows):
    """Number the rows where there is a column for it."""
    if place := table.places.get("serial"):
        for number, row in enumerate(rows, start=1):
            if table.pen.is_open(row, place):
                table.pen.put(row, place, number)


def fill_book(book, answer, fillers, *, job):
    """Fill all tables of an open workbook and return the `Outcome`.

    :param fillers: `of(target, figure book)` gives a filler(table, outcome).
    :raises JobFailed: no row of any sheet could be told.
    """
    outcome = Outcome()
    tables = answer.tables
    for number, sheet in enumerate(job.track(tables, total=len(tables))):
        overwrite = bool(answer.options.get("overwrite"))
        table = Table(book[sheet["name"]], sheet, number=number, overwrite=overwrite)
        fillers.of(Target(sheet["target"]), outcome.book)(table, outcome)
    if not outcome.rows:
        raise JobFailed(_nothing(outcome))
    return outcome


def _nothing(outcome):
    told = [f"{own['cell']}：{own['message']}{own['advice']}" for own in outcome.troubles[:3]]
    where = "".join(f"工作表“{own['sheet']}”" for own in outcome.troubles[:1]) + "".join(told)
    return f"一行也没有填上，没有生成文件。{where}"


def as_text(value):
    """Return a written value as a snapshot shows it."""
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
