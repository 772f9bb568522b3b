"""The columns of a kind of table, as its `columns.toml` lists them."""

import tomllib
from dataclasses import dataclass
from functools import cached_property

from core.sheets import Column, Vocabulary
from registry.imports.columns import COLUMNS as OF_ROSTERS
from registry.imports.values import folded

# The marked workbook comes back with this column; it says nothing.
PROBLEM = Column("problem", "问题", ("问题说明",))
WITHOUT_CONTENT = frozenset({"serial", "problem", "row_key"})


@dataclass(frozen=True)
class Columns:
    """What a kind of table may hold: its columns, those it must have, and those its template offers."""

    listed: tuple[Column, ...]
    required: tuple[str, ...]
    template: tuple[str, ...]

    @cached_property
    def vocabulary(self):
        return Vocabulary(self.listed)

    @cached_property
    def titles(self):
        """Return key → proper title."""
        return {column.key: column.title for column in self.listed}


def read_columns(path):
    """Return the `Columns` of a TOML file: its own ones, and those it shares with the roster of persons."""
    listed = tomllib.loads(path.read_text("utf-8"))
    own = [Column(one["key"], one["title"], tuple(one["names"].split())) for one in listed["column"]]
    shared = {*listed.get("shared", "").split(), "serial"}
    taken = {column.key for column in own}
    borrowed = [column for column in OF_ROSTERS if column.key in shared - taken]
    return Columns(
        (*own, *borrowed, PROBLEM), tuple(listed["required"].split()), tuple(listed["template"].split())
    )


def read_words(path):
    """Return column's key → folded spelling → stored value, as `words` of a TOML file lists them."""
    words = tomllib.loads(path.read_text("utf-8")).get("words", {})
    return {
        key: {folded(word): value for value, text in spelled.items() for word in text.split()}
        for key, spelled in words.items()
    }
