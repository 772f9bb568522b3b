"""Which terms hold, which years there are, and who is on their lists."""

from assessments.appraisals.models import AppraisalRule, AppraisalYear
from assessments.appraisals.terms import DEFAULT
from orgs.models import Unit


def terms_for(county, on):
    """Return the `Terms` that hold in the county on the day `on`. One query."""
    row = AppraisalRule.objects.filter(unit=county).in_force(on).first()
    return row.terms if row else DEFAULT


def years_for(scope):
    """Return the appraisal years of the counties in the scope and above it, newest first. One query."""
    rows = AppraisalYear.objects.within(scope).select_related("county")
    return list(rows.newest_first())


def counties_of(scope):
    """Return the counties that the scope covers, in tree order."""
    return list(Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order())
