"""Workbooks and csv files: reading what people send, finding the table in it, marking, writing."""

from core.sheets.errors import UnreadableSheet
from core.sheets.headers import (
    Column,
    ColumnChoice,
    HeaderUnknown,
    Layout,
    Vocabulary,
    chosen_layout,
    find_layout,
    look_of,
    read_table,
)
from core.sheets.reading import Sheet, SheetRow, read_sheets

__all__ = [
    "Column",
    "ColumnChoice",
    "HeaderUnknown",
    "Layout",
    "Sheet",
    "SheetRow",
    "UnreadableSheet",
    "Vocabulary",
    "chosen_layout",
    "find_layout",
    "look_of",
    "read_sheets",
    "read_table",
]
