"""The two lines of heads of a table on paper."""

from django import template

from reports import tables

register = template.Library()


@register.filter
def head_over(table):
    """Return the upper line: groups, and the heads that stand over both lines."""
    return tables.upper_heads(table)


@register.filter
def head_under(table):
    """Return the heads that stand below a group."""
    return [label for label, group in zip(table["head"], tables.group_of_each(table), strict=True) if group]
