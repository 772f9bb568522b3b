"""Cells of a printed form: a text is as large as its cell allows, so that a form never needs two pages."""

from math import ceil

from django import template
from django.utils.html import format_html

register = template.Library()

SIZES = (105, 95, 85, 75, 65, 55)  # tenths of a point, each a class of static/print/forms.css
SMALL = 4  # of these sizes are large enough for a line
POINT = 25.4 / 72  # mm
PITCH = 1.25  # of the type size, from line to line
NARROW = 0.58  # of a Chinese character: a figure or a Latin letter
PADDING = 2.0  # mm of a cell to the left and right together, and a little for punctuation that hangs over
GONE_ON = "……"


@register.filter
def fit(text, room):
    """Return the text in the largest size that fits a cell of `room`, as "28x8" mm; at worst cut off."""
    text = str(text or "")
    if not text:
        return ""
    width, height = map(float, room.split("x"))
    for size in SIZES[:SMALL]:  # rather a little smaller than broken into two lines
        if _lines_of(text, _grid(size, width, height)[0]) == 1:
            return format_html('<span class="t{}">{}</span>', size, text)
    for size in SIZES:
        cells, lines = _grid(size, width, height)
        if _lines_of(text, cells) <= lines:
            return format_html('<span class="t{}">{}</span>', size, text)
    return format_html('<span class="t{}">{}</span>', SIZES[-1], _cut(text, cells, lines))


def _grid(size, width, height):
    """Return how many characters go into a line of the cell, and how many lines."""
    point = size / 10 * POINT
    return max(1, int((width - PADDING) / point)), max(1, int(height / (point * PITCH)))


def _lines_of(text, cells):
    return sum(max(1, ceil(_width(line) / cells)) for line in text.splitlines())


def _width(line):
    return sum(NARROW if sign.isascii() else 1 for sign in line)


def _cut(text, cells, lines):
    end = min(len(text), cells * lines * 2)
    while _lines_of(text[:end] + GONE_ON, cells) > lines:
        end -= 1
    return text[:end] + GONE_ON


@register.filter
def padded(rows, shape):
    """Return rows of texts filled up with blank ones, as "4x5" rows and cells, to be written in by hand."""
    number, cells = map(int, shape.split("x"))
    return [*rows, *([[""] * cells] * (number - len(rows)))]
