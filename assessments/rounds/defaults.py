"""What is proposed for a year: its days (建议: no document names them), and the wording of the bulletin."""

from datetime import date

from assessments.rounds.services.opening import Days

# (month, day) within the year that is assessed.
SELF_FROM, SELF_UNTIL, REVIEW_UNTIL, MEETING, APPEAL = (11, 20), (12, 5), (12, 20), (12, 24), (12, 31)


def days_for(year):
    """Return the proposed `Days` of a year."""
    return Days(*(date(year, *day) for day in (SELF_FROM, SELF_UNTIL, REVIEW_UNTIL, MEETING, APPEAL)))
