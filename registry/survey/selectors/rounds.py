"""Which rounds there are, and which one is looked at."""

from registry.survey.choices import RoundState
from registry.survey.models import SurveyRound


def rounds_of(scope, *, drafts):
    """Return the rounds that the scope sees, newest first; drafts only for who prepares them."""
    rounds = SurveyRound.objects.within(scope).select_related("unit").order_by("-year", "unit__path")
    return rounds if drafts else rounds.opened()


def running_rounds(scope):
    """Return the open rounds that the scope sees."""
    return SurveyRound.objects.within(scope).filter(state=RoundState.OPEN).select_related("unit")
