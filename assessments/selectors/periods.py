"""Which quarters are closed."""

from assessments.models import ClosedQuarter
from assessments.periods import Quarter


def is_closed(county, period):
    """True if the county has closed the quarter, so that its checks are frozen."""
    return ClosedQuarter.objects.filter(county=county, year=period.year, quarter=period.number).exists()


def closed_quarters(county):
    """Return the set of quarters that the county has closed."""
    rows = ClosedQuarter.objects.filter(county=county).values_list("year", "quarter")
    return {Quarter(year, number) for year, number in rows}
