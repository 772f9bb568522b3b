"""Figures of a report. A figure is never typed: it counts or sums rows of a list that is frozen with it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from operator import itemgetter

TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Column:
    """A column of a frozen list; `labels` gives its codes in words, `shown` puts it on the page."""

    key: str
    label: str
    labels: dict = field(default_factory=dict)
    shown: bool = True
    is_number: bool = False

    def as_json(self):
        return {
            "key": self.key, "label": self.label, "labels": self.labels,
            "shown": self.shown, "is_number": self.is_number,
        }  # fmt: skip


@dataclass(frozen=True)
class FrozenList:
    """Rows as they are today; `permission` is what a reader needs besides that for reports."""

    key: str
    label: str
    permission: str
    columns: list[Column]
    rows: list[list]

    def position(self, column):
        return next(place for place, own in enumerate(self.columns) if own.key == column)


class FigureBook:
    """Collects the figures of one snapshot and the lists behind them."""

    def __init__(self):
        self.figures = {}
        self.lists = {}
        self.groups = []
        self._tallies = {}

    def group(self, label):
        """Put the figures that follow under a heading of their own on the page of the snapshot."""
        self.groups.append([label, []])

    def add_list(self, frozen):
        """Freeze a list under its key and return it."""
        self.lists[frozen.key] = frozen
        return frozen

    def count(self, key, label, *, of, unit="人", **where):
        """Add the number of rows of the list `of` whose columns hold one of the wanted values."""
        return self._put(key, label, self.many(of, **where), unit, of=of, where=where)

    def sum(self, key, label, *, of, column, unit="元", **where):
        """Add the sum of a column of money over the wanted rows of the list `of`, with two decimals."""
        tally = self._tally(of, tuple(where), column=column)
        amount = sum((tally[values] for values in product(*map(_several, where.values()))), Decimal(0))
        return self._put(key, label, str(amount.quantize(Decimal("0.01"))), unit, of=of, where=where)

    def total(self, key, label, *, of, column, unit="人", **where):
        """Add the sum of a column of whole numbers over the wanted rows, each of which stands for several."""
        tally = self._tally(of, tuple(where), column=column)
        number = sum((tally[values] for values in product(*map(_several, where.values()))), Decimal(0))
        return self._put(key, label, int(number), unit, of=of, where=where, summed=column)

    def unknown(self, key, label, *, unit="人"):
        """Add a figure of which nothing is known: it stands as “—” and is no zero."""
        return self._put(key, label, None, unit)

    def mean(self, key, label, *, of, column, unit="分", **where):
        """Add the mean of a column over the wanted rows, two decimals half up; None without any row."""
        place = self.lists[of].position(column)
        values = [Decimal(row[place]) for row in self._wanted(of, where)]
        found = sum(values, Decimal(0)) / len(values) if values else None
        value = None if found is None else str(found.quantize(Decimal("0.01"), ROUND_HALF_UP))
        return self._put(key, label, value, unit, of=of, where=where)

    def cell(self, key, label, *, of, column, unit="分", **where):
        """Add what a column says in the one wanted row, None if there is none."""
        place = self.lists[of].position(column)
        rows = self._wanted(of, where)
        return self._put(key, label, rows[0][place] if rows else None, unit, of=of, where=where)

    def distinct(self, key, label, *, of, column, unit="个", **where):
        """Add how many different values a column has in the wanted rows."""
        values = {row[self.lists[of].position(column)] for row in self._wanted(of, where)}
        return self._put(key, label, len(values), unit, of=of, where=where)

    def highest(self, key, label, *, of, column, unit="天", **where):
        """Add the highest number of a column in the wanted rows, 0 without any."""
        place = self.lists[of].position(column)
        number = max((row[place] for row in self._wanted(of, where)), default=0)
        return self._put(key, label, number, unit, of=of, where=where)

    def share(self, key, label, *, part, whole):
        """Add the share of one figure in another in per cent, one decimal; None for a share of nothing."""
        low, high = Decimal(str(self.value(part))), Decimal(str(self.value(whole)))
        value = str((low * 100 / high).quantize(Decimal("0.1"), ROUND_HALF_UP)) if high else None
        own = self.figures[part]
        return self._put(key, label, value, "%", of=own["list"], where=own["where"], made_of=[part, whole])

    def compare(self, key, previous):
        """Add what a figure was in the snapshot of the year before, how it moved, and by how much."""
        own, old = self.figures[key], previous.figures[key]
        label, unit = own["label"], own["unit"]
        moved = Decimal(str(own["value"])) - Decimal(str(old["value"]))
        self._put(f"before.{key}", f"上年{label}", old["value"], unit, elsewhere=[previous.pk, key])
        for name, value in ((f"change.{key}", moved), (f"size.{key}", abs(moved))):
            number = str(value) if unit == "元" else int(value)
            self._put(name, f"{label}比上年变化", number, unit, made_of=[key, f"before.{key}"])

    def many(self, of, **where):
        """Return how many rows of the list `of` are wanted, without making a figure of it."""
        tally = self._tally(of, tuple(where))
        return sum(tally[values] for values in product(*map(_several, where.values())))

    def value(self, key):
        """Return the value of a figure: an int, or a text of digits for money and shares."""
        return self.figures[key]["value"]

    def __contains__(self, key):
        return key in self.figures

    def _wanted(self, of, where):
        wanted = [
            (self.lists[of].position(column), set(_several(values))) for column, values in where.items()
        ]
        return [row for row in self.lists[of].rows if all(row[place] in values for place, values in wanted)]

    def _put(self, key, label, value, unit, *, of="", where=None, made_of=(), elsewhere=(), summed=""):
        where = {column: list(_several(values)) for column, values in (where or {}).items()}
        self.figures[key] = {
            "label": label, "value": value, "unit": unit, "text": text_of(value, unit),
            "list": of, "where": where, "made_of": list(made_of), "elsewhere": list(elsewhere),
        }  # fmt: skip
        if summed:
            self.figures[key]["summed"] = summed
        self.groups[-1][1].append(key)
        return value

    def _tally(self, of, columns, *, column=None):
        """Return how many rows (or how much money) each combination of values has. One pass."""
        name = (of, columns, column)
        if name not in self._tallies:
            frozen = self.lists[of]
            places = [frozen.position(key) for key in columns]
            if column is None:
                tally = _counted(frozen.rows, places)
            else:
                money, tally = frozen.position(column), defaultdict(Decimal)
                for row in frozen.rows:
                    tally[tuple(row[place] for place in places)] += Decimal(row[money])
            self._tallies[name] = tally
        return self._tallies[name]


def _counted(rows, places):
    """Return how many rows have each combination of values at the places."""
    if len(places) == 1:
        return Counter(
            {(value,): number for value, number in Counter(map(itemgetter(*places), rows)).items()}
        )
    return Counter(map(itemgetter(*places), rows)) if places else Counter({(): len(rows)})


def _several(values):
    return values if isinstance(values, (list, tuple, set, frozenset)) else (values,)


def text_of(value, unit):
    """Write a value with its unit as official prose does: 40900人、7.0%、372.24万元、200元."""
    if value is None:
        return "—"
    if unit == "元":
        return _money(Decimal(value))
    return f"{value}{unit}"


def _money(amount):
    if abs(amount) >= TEN_THOUSAND:
        return f"{(amount / TEN_THOUSAND).quantize(Decimal('0.01'), ROUND_HALF_UP)}万元"
    return f"{amount.to_integral_value() if amount == amount.to_integral_value() else amount}元"


def matching_rows(figure, columns, rows):
    """Return the frozen rows that a figure counts."""
    places = {column["key"]: place for place, column in enumerate(columns)}
    wanted = [(places[key], set(values)) for key, values in figure["where"].items()]
    return [row for row in rows if all(row[place] in values for place, values in wanted)]
