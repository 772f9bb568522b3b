"""The ledger types that every county is given first; from then on they are its own rows."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("defaults.toml")


@cache
def default_types():
    """Return the shipped types as mappings of fields, each with its columns under `fields`."""
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["types"])
