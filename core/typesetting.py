"""Flush Chinese lines in WeasyPrint, which when it justifies stretches only the blanks between words.

Chinese has no blanks, so a line ending early (before a number or a bracket that may not be split) would stay
ragged. `install()` replaces the one function of WeasyPrint that spreads the room left in a line.
"""

import re

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

WIDEST_STRETCH = 0.5  # of the type size, per gap; a line needing more stays ragged
WIDE = re.compile(r"[^\x00-\x7f]+")  # what may be spread; figures and Latin words keep their shape


def install():
    """Make `text-align: justify` spread the room left in a line over its Chinese characters."""
    inline.justify_line = spread


def spread(context, line, extra_width):
    """Widen the letter spacing of `line` so that its last character ends at the right edge."""
    gaps = sum(_gaps(box.text) for box in _text_boxes(line))
    if gaps > 0 and 0 < extra_width / gaps <= WIDEST_STRETCH * line.style["font_size"]:
        _widen(line, stretch=extra_width / gaps, shift=0)


def _text_boxes(box):
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            yield from _text_boxes(child)


def _gaps(text):
    """Count the widened gaps: half on each side of a wide character, none at the ends of the text."""
    ends = bool(WIDE.match(text[:1])) + bool(WIDE.match(text[-1:]))
    return sum(len(run) for run in WIDE.findall(text)) - ends / 2


def _widen(box, *, stretch, shift):
    """Widen `box`, moved right by `shift`, and return the shift of what follows, in CSS pixels."""
    if isinstance(box, boxes.TextBox):
        return _widen_text(box, stretch=stretch, shift=shift)
    if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.translate(shift, 0)
        return shift
    box.position_x += shift
    start = shift
    for child in box.children:
        if child.is_in_normal_flow():
            shift = _widen(child, stretch=stretch, shift=shift)
    box.width += shift - start
    return shift


def _widen_text(box, *, stretch, shift):
    growth = stretch * _gaps(box.text)
    box.position_x += shift
    if growth > 0:
        box.width += growth
        box.pango_layout = SpacedLayout(box.style, box.justification_spacing, stretch=stretch)
        box.pango_layout.set_text(box.text)
        box.pango_layout.deactivate()
    return shift + growth


class SpacedLayout(Layout):
    """A line of text whose wide characters stand `stretch` CSS pixels further apart than the style says."""

    def __init__(self, style, justification_spacing, *, stretch):
        self.stretch = stretch
        super().__init__(style, justification_spacing)

    def set_text(self, text, justify=False):
        super().set_text(text, justify)
        normal = self.style["letter_spacing"]
        spacing = int(((0 if normal == "normal" else normal) + self.stretch) * TO_UNITS)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for run in WIDE.finditer(text):
            attribute = pango.pango_attr_letter_spacing_new(spacing)
            attribute.start_index = len(text[: run.start()].encode())
            attribute.end_index = len(text[: run.end()].encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)
