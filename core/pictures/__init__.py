"""Pictures of figures: one description, from which come the drawing, its words and its table.

A picture is a small table (`Picture`: rows of values under columns) with a form. `draw` lays it out as the
shapes of one SVG, which is the same on a page and on paper; `words_of` says it aloud; `table_of` repeats
every value. Nothing here asks a database or knows of a page.
"""

from collections.abc import Callable

from core.pictures.bars import draw_bars
from core.pictures.lines import draw_lines, draw_spark
from core.pictures.matrix import draw_matrix
from core.pictures.model import Picture, Row, State, picture_from
from core.pictures.multiples import draw_multiples
from core.pictures.stacks import draw_stack
from core.pictures.tables import table_of
from core.pictures.words import words_of

__all__ = ["NARROW", "WIDE", "Picture", "Row", "State", "draw", "picture_from", "table_of", "words_of"]

WIDE, NARROW = 520, 320  # units of a drawing: for a sheet or a screen, and for a phone or a narrow card
FORMS: dict[str, Callable] = {
    "bars": draw_bars,
    "lines": draw_lines,
    "spark": draw_spark,
    "stack": draw_stack,
    "matrix": draw_matrix,
    "multiples": draw_multiples,
}


def draw(picture, width=WIDE):
    """Return the `Drawing` of a picture, `width` units wide (a unit is a CSS pixel at natural size)."""
    return FORMS[picture.form](picture, width)
