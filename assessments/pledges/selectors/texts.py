"""Which wording of the pledge a county has on a day."""

from assessments.pledges.models import PledgeText
from assessments.pledges.wording import DEFAULTS


def row_of(county, subject, on):
    """Return the row in force; None where the shipped wording holds. One query."""
    return PledgeText.objects.filter(unit=county, subject=subject).in_force(on).first()


def wording_of(county, subject, on):
    """Return the `Wording` of the county for the units of a subject. One query."""
    row = row_of(county, subject, on)
    return row.wording if row else DEFAULTS[subject]
