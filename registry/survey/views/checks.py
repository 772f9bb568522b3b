from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.survey.forms.entry import AnswerForm
from registry.survey.forms.steps import CheckForm
from registry.survey.models import SurveyCheck, SurveyCheckLine
from registry.survey.rules import Form
from registry.survey.selectors.checks import checks_of, rows_of
from registry.survey.services import checks as writing
from registry.survey.services.entry import subject_of
from registry.survey.services.refusal import SurveyRefused
from registry.survey.views.asking import round_of


@page(Permission.SURVEY_REVIEW, methods=["GET", "POST"])
def check_list(request, pk):
    """The samples of a round, and drawing another."""
    survey = round_of(request, pk)
    form = CheckForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            check = writing.draw_check(
                survey, values["unit"], by=request.user, at=timezone.now(),
                percent=values["percent"], seed=values["seed"],
            )  # fmt: skip
        except SurveyRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已从 {check.drawn_from} 份中抽取 {check.rows.count()} 份。")
            return redirect(check)
    checks = checks_of(SurveyCheck.objects.within(request.scope).filter(round=survey))
    context = {"survey": survey, "form": form, "checks": checks}
    return render(request, "registry/survey/check_list.html", context, fragment="form")


@page(Permission.SURVEY_REVIEW)
def check_detail(request, pk):
    """A sample: who is in it, what was found, the error rate."""
    found = SurveyCheck.objects.within(request.scope).select_related("round", "unit", "by")
    check = get_object_or_404(checks_of(found), pk=pk)
    rows = rows_of(SurveyCheckLine.objects.within(request.scope).filter(check_of=check))
    return render(
        request, "registry/survey/check_detail.html", {"check": check, "rows": rows}, fragment="results"
    )


@page(Permission.SURVEY_REVIEW, methods=["GET", "POST"])
def check_enter(request, pk):
    """Enter what a person of the sample answers the second time; the first answers are not shown."""
    rows = SurveyCheckLine.objects.within(request.scope)
    rows = rows.select_related("line__round", "line__unit__parent", "check_of__unit", "check_of__round")
    row = get_object_or_404(rows, pk=pk)
    fitting = [
        question
        for question in Form(row.line.round.form).questions.values()
        if question.fits(subject_of(row.line)) and not question.is_off
    ]
    form = AnswerForm(request.POST or None, questions=fitting, answers={})
    if request.method == "POST" and form.is_valid():
        try:
            done = writing.enter_check(row, form.read, by=request.user, at=timezone.now())
        except SurveyRefused as problem:
            form.add_error(None, str(problem))
        else:
            wrong = f"{len(done.differing)} 项不一致" if done.differing else "全部一致"
            messages.success(request, f"{row.line.name}：核对 {done.items} 项，{wrong}。")
            return redirect(row.check_of)
    return render(request, "registry/survey/check_form.html", {"form": form, "row": row}, fragment="form")
