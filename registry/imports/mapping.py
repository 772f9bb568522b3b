"""Columns that people map by hand: what they are shown of the sheet, their word, and what is remembered."""

import re
from dataclasses import asdict

from django.db import transaction

from core.sheets import ColumnChoice, look_of
from core.sheets.cells import text_of
from registry.imports import batches
from registry.models import ImportMapping

SHEETS, ROWS, PLACES, LETTERS = 4, 30, 60, 40  # how much of a file is kept for the page
LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")


def sample_of(sheets):
    """Return the first rows of each sheet for the page that maps columns, long numbers masked, as JSON."""
    return [
        {
            "sheet": sheet.name,
            "rows": [
                {
                    "number": row.number,
                    "look": look_of(row.cells),
                    "texts": [_shown(text_of(cell)) for cell in row.cells[:PLACES]],
                }
                for row in sheet.rows[:ROWS]
            ],
        }
        for sheet in [sheet for sheet in sheets if sheet.rows][:SHEETS]
    ]


def _shown(text):
    masked = LONG_NUMBER.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 3)}", text)
    return masked[:LETTERS]


@transaction.atomic
def choose_columns(batch, *, by, choice: ColumnChoice):
    """Read a batch again with the columns that somebody has named; remember them for its sender's next file.

    A table without a header has no look to remember it by; its columns count for this file alone.

    :raises batches.NotPossible: the batch is being read or written, or is over.
    """
    batch = batches.locked(batch)
    if not batch.can_be_mapped:
        raise batches.NotPossible(f"这次导入{batch.get_state_display()}，不能再对应列。")
    batch.mapping = asdict(choice)
    header = header_row(batch.sample, choice)
    if header is not None:
        ImportMapping.objects.update_or_create(
            unit=batch.unit,
            kind=batch.kind,
            look=header["look"],
            defaults={"titles": header["texts"], "places": choice.places, "made_by": by},
        )
    return batches.replan(batch, by=by)


def header_row(sample, choice):
    """Return the row of a sample that a choice calls the header, or None."""
    rows = next((sheet["rows"] for sheet in sample if sheet["sheet"] == choice.sheet), [])
    return next((row for row in rows if row["number"] == choice.header), None)


@transaction.atomic
def forget(mapping):
    """Forget what the columns of a sender's rosters are; files that have been read stay as they are."""
    mapping.delete()


@transaction.atomic
def read_without(batch, mapping, *, by):
    """Forget a mapping and read the batch again as if nobody had ever named its columns.

    :raises batches.NotPossible: the batch is being read or written, or is over.
    """
    batch = batches.locked(batch)
    batch.mapping = {}
    forget(mapping)
    return batches.replan(batch, by=by)
