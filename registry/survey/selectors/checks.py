"""Samples of a round with what came out of them."""

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce


def checks_of(checks):
    """Return the samples, newest first, each with `size`, `done` and `items`. One query."""
    return (
        checks.select_related("round", "unit", "by")
        .annotate(
            size=Count("rows"),
            done=Count("rows", filter=Q(rows__done_at__isnull=False)),
            items=Coalesce(Sum("rows__items"), 0),
        )
        .order_by("-pk")
    )


def rows_of(rows):
    """Return a sample as {rows, items, errors, wrong}: wrong are those with any difference. One query."""
    found = list(
        rows.select_related("line__unit__parent", "done_by").order_by("line__unit_path", "line__number")
    )
    return {
        "rows": found,
        "items": sum(row.items for row in found),
        "errors": sum(len(row.differing) for row in found),
        "wrong": sum(1 for row in found if row.differing),
        "done": sum(1 for row in found if row.done_at),
    }
