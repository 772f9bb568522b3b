"""The columns of a roster; what they may be called is data, in `columns.toml`."""

import tomllib
from pathlib import Path

from core.sheets import Column, Vocabulary

LISTED = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
COLUMNS = tuple(
    Column(column["key"], column["title"], tuple(column["names"].split())) for column in LISTED["column"]
)
VOCABULARY = Vocabulary(COLUMNS)
TITLES = {column.key: column.title for column in COLUMNS}
REQUIRED = ("name", "id_number")
WITHOUT_CONTENT = frozenset({"serial", "problem", "row_key"})  # they never make two rows differ
TEMPLATE = tuple(LISTED["template"].split())  # what the template offers, in this order
