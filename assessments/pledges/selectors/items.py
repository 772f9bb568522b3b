"""The items of a scheme for which each unit has its own target."""

from assessments.schemes.models import Item

COUNTED = "proportional"  # its targets are whole numbers that add up to those of the unit above


def pledged_items(scheme):
    """Return the items with a target for each unit, in the order of the table. One query."""
    rows = Item.objects.filter(section__scheme=scheme, is_pledged=True)
    return list(rows.select_related("section").in_order())


def measure_of(item):
    """Return the unit of measure of an item's target (例, 人次, %)."""
    return item.params.get("unit", "")


def is_counted(item):
    """True if the targets of an item are whole numbers that may be added up."""
    return item.rule == COUNTED


def plain_number(value):
    """Return a target as it is written: without the zeros behind the point."""
    return f"{value.normalize():f}" if value is not None else ""
