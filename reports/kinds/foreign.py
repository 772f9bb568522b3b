"""What a snapshot of the superior's own form is a kind of: the same form compares with itself."""

from collections.abc import Callable
from dataclasses import dataclass

PREFIX = "answer."
LOOK_SHOWN = 16  # characters of the look of a form's heads


@dataclass(frozen=True)
class FormKind:
    """Stands for a kind of report where the figures of a filled form are frozen and looked at."""

    code: str
    build: Callable | None = None
    name: str = "上级表格"


def code_of_form(look):
    """Return the code under which the forms with this look are frozen."""
    return f"{PREFIX}{look[:LOOK_SHOWN]}"
