"""What waits in the running rounds, for the menu and the cards."""

from registry.survey.choices import RoundState, VillageState
from registry.survey.models import SurveyLine, SurveyVillage

TO_FINISH = (VillageState.WORKING, VillageState.RETURNED)


def waiting_in(scope, on):
    """Return how many sheets of a single village, or how many villages, are not finished. Two queries."""
    villages = SurveyVillage.objects.within(scope).filter(
        round__state=RoundState.OPEN, round__starts_on__lte=on, state__in=TO_FINISH
    )
    keys = list(villages.values_list("pk", flat=True))
    if len(keys) > 1:
        return len(keys)
    return SurveyLine.objects.within(scope).filter(village__in=keys).unfinished().count()
