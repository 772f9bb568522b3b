"""Writing down the weather of a day, so that its course can be seen."""

from django.db import transaction
from django.utils import timezone

from assessments.rounds.choices import Phase
from assessments.rounds.models import Round
from assessments.rounds.selectors.scores import scores_of, sheets_of
from assessments.weather.forecast import outlook
from assessments.weather.models import WeatherDay
from orgs.scoping import EVERYWHERE

FIELDS = ("so_far", "expected", "best")


@transaction.atomic
def record_weather(round_, *, at):
    """Write the weather of every unit of a round on the day of `at`, in place of an earlier one of that day.

    Return how many units. Set-based; a final year is left as it is.
    """
    if round_.is_final:
        return 0
    day = timezone.localtime(at).date()
    sheets = list(sheets_of(round_, EVERYWHERE))
    scores = scores_of(round_, sheets, on=day)
    days = []
    for sheet in sheets:
        seen = outlook(scores[sheet.unit_id], day)
        days.append(
            WeatherDay(sheet=sheet, day=day, so_far=seen.so_far, expected=seen.expected, best=seen.best)
        )
    WeatherDay.objects.bulk_create(
        days, batch_size=500, update_conflicts=True, unique_fields=["sheet", "day"], update_fields=FIELDS
    )
    return len(days)


def record_everywhere(*, at):
    """Write the weather of a day for every running round; return {round: units}."""
    running = Round.objects.exclude(phase__in=(Phase.PLANNING, Phase.FINAL)).filter(
        year=timezone.localtime(at).year
    )
    return {one: record_weather(one, at=at) for one in running.select_related("scheme").order_by("pk")}
