"""What the views of this room ask again and again."""

from datetime import date
from functools import partial

from django.utils import timezone

from assessments.grading.selectors.ranking import ranking_of
from assessments.grading.services.refusal import GradingRefused
from assessments.rounds.views.asking import own_round_of, round_of, rounds_of, sheet_of, submitted

__all__ = ["own_round_of", "ranking_for", "round_of", "rounds_of", "sheet_of", "submit"]

submit = partial(submitted, refusal=GradingRefused)


def ranking_for(round_):
    """Return the ranking of a round as of today, or of the last day of its year."""
    return ranking_of(round_, min(timezone.localdate(), date(round_.year, 12, 31)))
