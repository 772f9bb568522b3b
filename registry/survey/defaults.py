"""The form that a county begins with, read from `form.toml` once."""

import copy
import tomllib
from pathlib import Path

_FACTS = tomllib.loads(Path(__file__).with_name("form.toml").read_text(encoding="utf-8"))

HEADER = _FACTS["header"]


def default_form():
    """Return a fresh copy of the shipped form: {sections, conflicts, village}."""
    return copy.deepcopy({name: _FACTS[name] for name in ("sections", "conflicts", "village")})
