from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.survey.forms.rounds import RoundForm
from registry.survey.selectors.board import round_board
from registry.survey.selectors.rounds import rounds_of
from registry.survey.services import rounds as writing
from registry.survey.services.refusal import SurveyRefused
from registry.survey.tasks import OPEN_ROUND
from registry.survey.views.asking import managed_round_of, round_of, told

FORM = "registry/survey/round_form.html"


@page(Permission.SURVEY_VIEW)
def round_list(request):
    """The rounds of the years, newest first."""
    manages = request.user.scope_of(Permission.SURVEY_MANAGE)
    rounds = [
        survey
        for survey in rounds_of(request.scope, drafts=bool(manages))
        if not survey.is_draft or manages.covers(survey.unit)
    ]
    context = {"rounds": rounds, "may_manage": bool(manages)}
    return render(request, "registry/survey/round_list.html", context, fragment="results")


@page(Permission.SURVEY_VIEW)
def board(request, pk):
    """How far a round is, by township or by village."""
    survey = round_of(request, pk)
    may = request.user.scope_of
    context = {
        "survey": survey,
        "may_manage": may(Permission.SURVEY_MANAGE).covers(survey.unit),
        "may_review": bool(may(Permission.SURVEY_REVIEW)),
        "today": timezone.localdate(),
    }
    if not survey.is_draft:
        township = _township(request, survey)
        found = round_board(survey, request.scope, on=context["today"], township=township)
        context |= {"board": found, "township": township, "unit": township or _own_unit(request, survey)}
    return render(request, "registry/survey/board.html", context, fragment="results")


@page(Permission.SURVEY_MANAGE, methods=["GET", "POST"])
def round_create(request):
    form = RoundForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            made = writing.create_round(facts.pop("unit"), by=request.user, at=timezone.now(), **facts)
        except SurveyRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "已新建，核对调查表以后生成底册。")
            return redirect(made)
    return render(request, FORM, {"form": form, "survey": None}, fragment="form")


@page(Permission.SURVEY_MANAGE, methods=["GET", "POST"])
def round_edit(request, pk):
    survey = managed_round_of(request, pk)
    form = RoundForm(request.POST or None, instance=survey, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            writing.update_round(survey, by=request.user, at=timezone.now(), **form.cleaned_data)
        except SurveyRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "已保存。")
            return redirect(survey)
    return render(request, FORM, {"form": form, "survey": survey}, fragment="form")


@page(Permission.SURVEY_MANAGE, methods=["POST"])
def round_open(request, pk):
    """Have the 底册 drawn; the round opens when it is there."""
    survey = managed_round_of(request, pk)
    if not survey.is_draft:
        messages.error(request, "底册已经生成，没有再生成一次。")
        return redirect(survey)
    return redirect(enqueue(OPEN_ROUND, by=request.user, label=f"生成{survey.title}底册", round=survey.pk))


@page(Permission.SURVEY_MANAGE, methods=["POST"])
def round_close(request, pk):
    survey = managed_round_of(request, pk)
    told(
        request,
        lambda: writing.close_round(survey, by=request.user, at=timezone.now()),
        "本轮调查已结束，底册不能再改。",
    )
    return redirect(survey)


def _township(request, survey):
    """Return the township that the address names, if the scope has it; nonsense is ignored."""
    asked = request.GET.get("township", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 12):
        return None
    units = Unit.objects.within(request.scope).below(survey.unit).townships()
    return units.filter(code=asked).first()


def _own_unit(request, survey):
    """Return the highest unit of the scope within the county of the round."""
    return Unit.objects.within(request.scope).below(survey.unit).in_tree_order().first()
