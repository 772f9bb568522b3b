"""The weather of many units on one day, and its course through the year."""

from collections import defaultdict
from dataclasses import dataclass

from assessments.rounds.models import Round
from assessments.rounds.selectors.scores import scores_of, sheets_of
from assessments.weather.forecast import outlook
from assessments.weather.models import WeatherDay
from core.freshness import remember
from orgs.scoping import EVERYWHERE


@dataclass(frozen=True)
class Costly:
    """One item, and what it costs all units together."""

    item: object
    points: object
    units: int


def outlooks_of(round_, scope, *, on):
    """Return the `Outlook`s of the units of a round within the scope, in tree order.

    They are remembered until something changes. The number of queries does not depend on how many there are.
    """
    key = f"weather:{round_.pk}:{scope.key}:{on}"
    return remember(key, lambda: _looked_up(round_, scope, on))


def _looked_up(round_, scope, on):
    sheets = list(sheets_of(round_, scope))
    scores = scores_of(round_, sheets, on=on)
    return tuple(outlook(scores[sheet.unit_id], on) for sheet in sheets)


def rounds_within(scope, year):
    """Return the rounds of a year that assess units within the scope, townships before villages."""
    rounds = Round.objects.within(scope).filter(year=year).select_related("scheme", "county")
    return [one for one in rounds.order_by("county__path", "-subject") if sheets_of(one, scope).exists()]


def costliest(outlooks):
    """Return the `Costly` items, the dearest first: where a county loses most."""
    found = defaultdict(lambda: [None, 0, 0])
    for one in outlooks:
        for loss in one.losses:
            entry = found[loss.scored.item.lineage]
            entry[0] = loss.scored.item
            entry[1] += loss.points
            entry[2] += 1
    rows = [Costly(item, points, units) for item, points, units in found.values()]
    return sorted(rows, key=lambda row: (-row.points, -row.units))


def course_of(sheet):
    """Return [(day, points expected)] of a unit through the year, oldest first. One query."""
    rows = WeatherDay.objects.filter(sheet=sheet).order_by("day")
    return list(rows.values_list("day", "expected"))


def earlier(round_, scope, *, before):
    """Return {sheet id: points so far} as last recorded on or before a day. One query."""
    rows = WeatherDay.objects.within(scope).filter(sheet__round=round_, day__lte=before)
    return dict(rows.order_by("day", "pk").values_list("sheet", "so_far"))


def everybody(round_, *, on):
    """Return the `Outlook`s of all units of a round."""
    return outlooks_of(round_, EVERYWHERE, on=on)
