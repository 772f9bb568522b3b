"""What PDF/UA-1 asks of tags beyond what WeasyPrint writes: what a head is for, and what is no content.

* ISO 14289-1, 7.5: a head of a table says if it stands over a column or before a row (/Scope). WeasyPrint
  lists the heads of each cell by identifier only, and none for the corner, which has no cells of its own.
* ISO 14289-1, 7.8: page numbers and what else stands in the margins is an artifact. WeasyPrint tags it, and
  hangs the tags nowhere.
"""

import threading
from contextlib import contextmanager

import pydyf
from weasyprint import draw
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import stream, tags

ROWS = ("row", "rowgroup")  # values of the attribute scope in HTML

_state = threading.local()
_tree_of = tags._build_box_tree
_draw = draw.draw_stacking_context
_marked = stream.Stream.marked


def install():
    """Make PDFs of WeasyPrint say whom their heads are for, and leave out what stands in the margins."""
    tags._build_box_tree = with_scopes
    draw.draw_stacking_context = draw_context
    stream.Stream.marked = marked


def with_scopes(box, *context):
    """Yield the tags of a box as WeasyPrint does, none for the margins, with /Scope in heads of tables."""
    if isinstance(box, boxes.MarginBox):
        return
    for element in _tree_of(box, *context):
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Row" if box.element.get("scope") in ROWS else "/Column"
        yield element


def draw_context(page_stream, context):
    """Draw as WeasyPrint does, and know while it is at the margins."""
    if not isinstance(context.box, boxes.MarginBox):
        _draw(page_stream, context)
        return
    _state.is_at_margin = True
    try:
        _draw(page_stream, context)
    finally:
        _state.is_at_margin = False


@contextmanager
def marked(page_stream, box, tag):
    """Mark what is drawn as belonging to the box; in the margins as an artifact of the page."""
    if not getattr(_state, "is_at_margin", False):
        with _marked(page_stream, box, tag):
            yield
        return
    if page_stream._tags is not None:
        page_stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
    try:
        yield
    finally:
        if page_stream._tags is not None:
            page_stream.end_marked_content()
