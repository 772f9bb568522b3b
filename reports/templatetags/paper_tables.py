"""The two lines of heads of a table on paper."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from reports import head_lines, tables

register = template.Library()


@register.filter
def head_over(table):
    """Return the upper line: groups, and the heads that stand over both lines, each with its `lines`."""
    rooms = head_lines.rooms_of(table)
    cells = tables.upper_heads(table)
    return [
        cell | {"lines": head_lines.lines_of(cell["label"], sum(rooms[cell["place"] :][: cell["span"]]))}
        for cell in cells
    ]


@register.filter
def head_under(table):
    """Return the lines of each head that stands below a group."""
    return [lines for lines, group in zip(heads(table), tables.group_of_each(table), strict=True) if group]


@register.filter
def heads(table):
    """Return the lines of each head of a table whose heads are a single row."""
    return [
        head_lines.lines_of(label, room)
        for label, room in zip(table["head"], head_lines.rooms_of(table), strict=True)
    ]


@register.filter
def stacked(lines):
    """Return lines one below the other."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
