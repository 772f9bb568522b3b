"""The courses of many units through the year, side by side: of townships, or of the units of one township."""

from decimal import Decimal

from django.db.models import Avg

from assessments.weather.models import WeatherDay
from core.pictures import Picture, Row
from orgs.models import Unit

MOST_DAYS, MOST_PLACES = 16, 40
CENT = Decimal("0.01")


def courses_of(round_, scope):
    """Return the `Picture` of the points expected, the same small line for each place; None without a course.

    Of villages and communities in more than one township, the mean of each township is shown. Three queries.
    """
    records = WeatherDay.objects.within(scope).filter(sheet__round=round_)
    days = _some(list(records.order_by("day").values_list("day", flat=True).distinct()))
    if len(days) < 2:
        return None
    by_township = round_.subject != "township"
    path = "sheet__unit__parent__path" if by_township else "sheet__unit__path"
    points = _points(records.filter(day__in=days), path)
    if by_township and len(points) == 1:
        points = _points(records.filter(day__in=days), "sheet__unit__path")
        by_township = False
    if not 1 < len(points) <= MOST_PLACES:
        return None
    names = dict(Unit.objects.filter(path__in=points).values_list("path", "name"))
    rows = tuple(
        Row(names[place], tuple(own.get(day) for day in days)) for place, own in sorted(points.items())
    )
    title = "各乡镇（街道）平均预计得分走势" if by_township else "各单位预计得分走势"
    return Picture(
        "multiples", title, rows, columns=tuple(f"{day.month}-{day.day}" for day in days), unit="分",
        head="单位", noun="个乡镇（街道）" if by_township else "个单位", least=0,
    )  # fmt: skip


def _points(records, path):
    """Return {path: {day: mean of the points expected}}."""
    found = {}
    rows = records.order_by().values_list(path, "day").annotate(mean=Avg("expected"))
    for place, day, mean in rows:
        found.setdefault(place, {})[day] = Decimal(mean).quantize(CENT)
    return found


def _some(days):
    """Return at most MOST_DAYS of the days, evenly spread, the last one always."""
    if len(days) <= MOST_DAYS:
        return days
    step = (len(days) - 1) / (MOST_DAYS - 1)
    return [days[round(number * step)] for number in range(MOST_DAYS)]
