"""Which rounds somebody may look at."""

from django.db.models import Exists, OuterRef

from assessments.rounds.models import Round, Sheet


def rounds_in(scope, year):
    """Return the rounds of a year in which units of the scope are assessed, townships before villages."""
    sheets = Sheet.objects.within(scope).filter(round=OuterRef("pk"))
    rounds = Round.objects.within(scope).filter(Exists(sheets), year=year)
    return rounds.select_related("county", "scheme").order_by("county__path", "-subject")
