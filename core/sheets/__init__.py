"""Workbooks and csv files: reading what people send, finding the table in it, marking, writing."""

from core.sheets.errors import UnreadableSheet
from core.sheets.headers import Column, Layout, Vocabulary, find_layout, read_table
from core.sheets.reading import Sheet, SheetRow, read_sheets

__all__ = [
    "Column",
    "Layout",
    "Sheet",
    "SheetRow",
    "UnreadableSheet",
    "Vocabulary",
    "find_layout",
    "read_sheets",
    "read_table",
]
