"""What this room hangs into the menu and the unit page."""

from django.utils import timezone

from assessments.weather.selectors.outlooks import outlooks_of, rounds_within
from core.permissions import Permission
from core.registers import MenuItem, Panel, register


def weather_card(unit, user, scope):
    """Return what the unit page says of this year's score of the unit itself; None where it has none."""
    today = timezone.localdate()
    for round_ in rounds_within(scope, today.year):
        if unit.level in round_.scheme.subject_kind.levels:
            found = outlooks_of(round_, scope, on=today)
            return next(({"outlook": one} for one in found if one.unit == unit), None)
    return None


def register_all():
    """Register the menu entry and the card."""
    register(
        MenuItem(
            group="考核",
            label="得分预报",
            url_name="weather:board",
            permission=Permission.ASSESSMENT_VIEW,
            order=505,
            also=("weather:costs", "weather:unit_weather"),
        ),
        Panel(
            key="weather",
            title="得分预报",
            permission=Permission.ASSESSMENT_VIEW,
            template="assessments/weather/_unit_card.html",
            context=weather_card,
            order=25,
        ),
    )
