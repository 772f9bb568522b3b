"""What units were called, and where they stood, on a day."""

from orgs.models import UnitChangePart, UnitPast


def as_of(units, day):
    """Return {key of the unit: the unit as it was on `day`}: a `UnitPast`, or the unit itself. One query."""
    found = {unit.pk: unit for unit in units}
    rows = UnitPast.objects.filter(unit__in=list(found), until__gte=day).select_related("parent")
    for row in rows.order_by("-until"):  # the earliest end on or after the day speaks for the day
        found[row.unit_id] = row
    return found


def name_on(unit, day):
    """Return what one unit was called on `day`. One query."""
    return as_of([unit], day)[unit.pk].name


def past_of(unit):
    """Return what a unit was, latest first, each with its change. One query."""
    rows = UnitPast.objects.filter(unit=unit).select_related("parent", "change")
    return list(rows.order_by("-until"))


def successors_of(unit):
    """Return the parts by which a unit went into others, with those others. One query."""
    parts = UnitChangePart.objects.filter(before=unit, change__state="done").exclude(after=unit)
    return list(parts.select_related("after__parent", "change").order_by("order"))


def predecessors_of(unit):
    """Return the parts by which others went into this unit. One query."""
    parts = UnitChangePart.objects.filter(after=unit, change__state="done").exclude(before=unit)
    return list(
        parts.select_related("before", "parent_before", "change").order_by("change__effective_on", "order")
    )
