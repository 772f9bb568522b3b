from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.masking import masked_phone
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.survey.forms.steps import ChangeDecisionForm, ChangeFilter
from registry.survey.models import SurveyChange
from registry.survey.services.changes import accept_changes, label_of, refuse_changes, shown
from registry.survey.services.refusal import SurveyRefused
from registry.survey.views.asking import round_of

MOST_CHOSEN = 500
NUMBERS = {"phone", "guardian_phone"}


@page(Permission.SURVEY_REVIEW)
def change_list(request, pk):
    """What the survey says differently from the register, old → new."""
    survey = round_of(request, pk)
    filters = ChangeFilter(request.GET, scope=request.scope)
    changes = filters.apply(SurveyChange.objects.within(request.scope).filter(line__round=survey))
    changes = changes.select_related("line__unit__parent", "line__village", "decided_by")
    rows = page_of(changes.order_by("line__unit_path", "line__number", "pk"), request)
    rows.object_list = told_changes(rows.object_list)
    context = {"survey": survey, "filters": filters, "changes": rows}
    return render(request, "registry/survey/change_list.html", context, fragment="results")


@page(Permission.SURVEY_REVIEW, methods=["POST"])
def changes_decide(request, pk):
    """Accept or refuse the chosen proposals, or all that the filter shows."""
    survey = round_of(request, pk)
    back = f"{reverse('survey:change_list', args=[survey.pk])}?{request.GET.urlencode()}"
    form = ChangeDecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择采纳或不采纳。")
        return redirect(back)
    found = SurveyChange.objects.within(request.scope).filter(line__round=survey)
    if form.cleaned_data["everything"]:
        found = ChangeFilter(request.GET, scope=request.scope).apply(found)
    else:
        keys = [int(key) for key in request.POST.getlist("change") if key.isascii() and key.isdigit()]
        found = found.filter(pk__in=keys[:MOST_CHOSEN])
    try:
        _decide(request, found, is_accepted=form.cleaned_data["decision"] == "accept")
    except SurveyRefused as problem:
        messages.error(request, str(problem))
    return redirect(back)


def _decide(request, found, *, is_accepted):
    if not is_accepted:
        number = refuse_changes(found, by=request.user, at=timezone.now())
        messages.success(request, f"{number} 项不采纳，登记没有改动。")
        return
    number, problems = accept_changes(found, by=request.user, at=timezone.now())
    if number or not problems:
        messages.success(request, f"已采纳 {number} 项，写入登记。")
    for problem in problems[:5]:
        messages.warning(request, problem)
    if len(problems) > 5:
        messages.warning(request, f"另有 {len(problems) - 5} 人没有写入。")


def told_changes(changes):
    """Return the changes as a list, each with `label`, `before` and `after` in words; phones masked."""
    changes = list(changes)
    for change in changes:
        change.label = label_of(change.field)
        told = masked_phone if change.field in NUMBERS else lambda value, change=change: shown(change, value)
        change.before, change.after = told(change.old), told(change.new)
    return changes
