"""What the views of this room ask again and again, and how a refusal is told."""

from django.contrib import messages
from django.shortcuts import get_object_or_404

from core.permissions import Permission
from orgs.models import Unit
from registry.survey.models import SurveyLine, SurveyRound, SurveyVillage
from registry.survey.services.refusal import SurveyRefused


def round_of(request, pk):
    """Return a round that has been opened, within the scope of the page, or 404.

    Whoever manages rounds sees those in preparation, too.
    """
    rounds = SurveyRound.objects.within(request.scope).select_related("unit")
    survey = get_object_or_404(rounds, pk=pk)
    if survey.is_draft and not request.user.scope_of(Permission.SURVEY_MANAGE).covers(survey.unit):
        return get_object_or_404(rounds.opened(), pk=pk)
    return survey


def managed_round_of(request, pk):
    """Return a round of a county that lies within the scope, or 404: handed down ones are not theirs."""
    return get_object_or_404(SurveyRound.objects.within(request.scope).set_by(request.scope), pk=pk)


def unit_in_round(request, survey, unit_pk):
    """Return a unit of the scope that lies in the county of the round, or 404."""
    units = Unit.objects.within(request.scope).below(survey.unit).select_related("parent")
    return get_object_or_404(units, pk=unit_pk)


def village_of(request, pk):
    villages = SurveyVillage.objects.within(request.scope)
    return get_object_or_404(
        villages.select_related("round__unit", "unit__parent", "submitted_by", "decided_by"), pk=pk
    )


def line_of(request, pk):
    return get_object_or_404(SurveyLine.objects.within(request.scope).for_page(), pk=pk)


def told(request, action, done):
    """Do `action()`; tell what was done, or why not. Return True if it was."""
    try:
        action()
    except SurveyRefused as problem:
        messages.error(request, str(problem))
        return False
    messages.success(request, done)
    return True
