"""What people have said about a file before it is read: its columns, its spellings, its single cells."""

from dataclasses import dataclass, field

from core.sheets import ColumnChoice, chosen_layout, find_layout, look_of
from core.sheets.headers import SEARCHED_ROWS
from registry.imports.aliases import Aliases, aliases_for
from registry.imports.columns import REQUIRED, VOCABULARY
from registry.models import ImportAnswer, ImportMapping


@dataclass
class Guidance:
    """Everything that steers the reading of one file; empty for a file that nobody has spoken about."""

    choice: ColumnChoice | None = None  # said of this very file
    memories: dict[str, ImportMapping] = field(default_factory=dict)  # by the look of a header
    aliases: Aliases = field(default_factory=Aliases)
    answers: dict[tuple[int, str], ImportAnswer] = field(default_factory=dict)  # (row, column's key)
    used: ImportMapping | None = None  # the memory that was followed

    def layout_of(self, sheets, vocabulary=VOCABULARY, required=REQUIRED):
        """Return the layout: as said of this file, as remembered of its sender, or as the titles tell.

        :raises HeaderUnknown: none of these helps.
        """
        if self.choice is not None:
            return chosen_layout(sheets, self.choice)
        for sheet in sheets if self.memories else ():
            for row in sheet.rows[:SEARCHED_ROWS]:
                memory = self.memories.get(look_of(row.cells))
                if memory is not None:
                    self.used = memory
                    return chosen_layout(sheets, ColumnChoice(sheet.name, row.number, dict(memory.places)))
        return find_layout(sheets, vocabulary, required=required)

    def answer(self, row, key):
        """Return the choice that was made for a cell, or the empty text."""
        found = self.answers.get((row, key)) if self.answers else None
        return found.choice if found else ""


def guidance_for(batch):
    """Return the `Guidance` for a batch: its own, and what its sender and county have taught."""
    above = [*batch.unit.ancestor_paths, batch.unit.path]
    memories = ImportMapping.objects.filter(unit__path__in=above, kind=batch.kind).select_related(
        "unit", "made_by"
    )
    choice = ColumnChoice(**batch.mapping) if batch.mapping else None
    return Guidance(
        choice=choice,
        memories={memory.look: memory for memory in memories.order_by("unit__path")},  # the nearest wins
        aliases=aliases_for(batch.unit),
        answers={(answer.row, answer.key): answer for answer in batch.answers.all()},
    )
