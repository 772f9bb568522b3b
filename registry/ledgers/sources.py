"""Ledgers that nobody types: a source gives the rows of a unit and a period out of other records.

Other rooms register theirs with `register_source`, and a county then chooses it for a ledger type.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

SOURCES = {}


@dataclass(frozen=True)
class Column:
    """A column on page and paper: title, share of the width, and whether it holds numbers."""

    title: str
    width: int = 10
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """What a ledger says: columns, rows of texts, perhaps a line of totals and a remark below."""

    columns: tuple
    rows: list
    total: list = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Source:
    """A named provider; `table(unit, period, on)` returns the `Table` of the unit as of the day `on`.

    `is_dated` says that it knows what past periods held; otherwise it only tells how things stand now.
    `reaches_up` says that a township or county, too, has such a table, by the units below it.
    """

    key: str
    label: str
    table: Callable
    is_dated: bool = False
    reaches_up: bool = False


def register_source(source):
    """Offer a source to ledger types; called from `AppConfig.ready`."""
    SOURCES[source.key] = source


def source_choices():
    """Return the sources as choices of a form, entry by hand first."""
    return [("", "逐行填写或导入"), *((source.key, source.label) for source in SOURCES.values())]
