"""What a picture shows, as plain values: it can be kept in a snapshot and drawn again from there."""

from dataclasses import asdict, dataclass
from decimal import Decimal


@dataclass(frozen=True)
class State:
    """What a square of a matrix can say: a code, its word, how it is filled, whether something is missing.

    `fill` is one of plain, solid, hatched, dashed: four ways that differ without any colour.
    """

    code: str
    word: str
    fill: str = "plain"
    is_gap: bool = False


@dataclass(frozen=True)
class Row:
    """A row: its name, a value per column (None is unknown), perhaps how each is written, where it leads."""

    label: str
    values: tuple
    texts: tuple = ()
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """A small table with a form: bars, lines, spark, stack, matrix or multiples.

    bars: one column. lines: a row is a line, a column a moment. stack: a row is a bar, a column a part.
    matrix: a row is a unit, a column an item, a value the code of one of `states`. multiples: a row is a
    small picture, a column a moment (`shape` line) or an item (`shape` bars).
    """

    form: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ("数量",)
    unit: str = ""
    head: str = "项目"  # over the names of the rows
    noun: str = "项"  # what a row is, counted: 28 个乡镇
    whole: Decimal | None = None  # of which bars show their shares
    adds_up: bool = False  # a sum of the values means something
    is_share: bool = False  # each bar of a stack is drawn as 100 per cent
    least: float | None = None  # bounds of the scale, where they are known
    most: float | None = None
    shape: str = "line"
    states: tuple[State, ...] = ()
    grouped: bool = True  # 12,345 as on pages; on paper 12345
    annex: int | None = None  # place of the table that holds the same values, where the paper has one

    def as_json(self):
        """Return the picture as a snapshot keeps it."""
        facts = asdict(self)
        facts["whole"] = None if self.whole is None else str(self.whole)
        for row, own in zip(facts["rows"], self.rows, strict=True):
            row["values"] = [_plain(value) for value in own.values]
        return facts

    def written(self, value):
        """Return a value as text with its unit; a dash where it is unknown."""
        return "—" if value is None else f"{self.number(value)}{self.unit}"

    def exact(self, value):
        """Return a value as a decimal number; a measured share (a float) is rounded, per cent to a tenth."""
        places = 1 if self.unit == "%" else 2
        return Decimal(str(round(value, places) if isinstance(value, float) else value))

    def number(self, value):
        """Return a value as text without its unit, a true minus before what is below nothing."""
        number = self.exact(value)
        text = f"{abs(number):,f}" if self.grouped else f"{abs(number):f}"
        return f"−{text}" if number < 0 else text

    def text(self, row, place):
        """Return how the value of a row stands in the table and beside its mark."""
        if row.texts:
            return row.texts[place]
        return "—" if row.values[place] is None else self.number(row.values[place])

    def known(self):
        """Return every number that is known."""
        return [float(value) for row in self.rows for value in row.values if value is not None]


def picture_from(facts):
    """Return the picture that `Picture.as_json` gave; a picture is returned as it is."""
    if isinstance(facts, Picture):
        return facts
    rows = tuple(
        Row(**{**row, "values": tuple(row["values"]), "texts": tuple(row["texts"])}) for row in facts["rows"]
    )
    own = {
        "rows": rows,
        "columns": tuple(facts["columns"]),
        "states": tuple(State(**state) for state in facts["states"]),
        "whole": None if facts["whole"] is None else Decimal(facts["whole"]),
    }
    return Picture(**{**facts, **own})


def _plain(value):
    return str(value) if isinstance(value, Decimal) else value
