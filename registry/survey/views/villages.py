from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.survey.choices import ChangeState
from registry.survey.forms.entry import AnswerForm
from registry.survey.forms.steps import DecideForm, InvestigatorForm, LineFilter
from registry.survey.investigators import known_investigators
from registry.survey.models import SurveyChange, SurveyLine
from registry.survey.rules import Form
from registry.survey.selectors.board import round_board
from registry.survey.services import review
from registry.survey.services.entry import save_village_form
from registry.survey.services.refusal import SurveyRefused
from registry.survey.views.asking import told, village_of
from registry.survey.views.offline import KEPT_HOURS


@page(Permission.SURVEY_VIEW)
def village_detail(request, pk):
    """The sheets of a village, and what can be done with all of them."""
    village = village_of(request, pk)
    own = SurveyLine.objects.within(request.scope).filter(village=village)
    filters = LineFilter(request.GET)
    rows = page_of(filters.apply(own).order_by("number"), request)
    may = request.user.scope_of
    narrowed = request.scope.narrowed_to(village.unit)
    context = {
        "village": village, "survey": village.round, "filters": filters, "lines": rows,
        "progress": round_board(village.round, narrowed, on=timezone.localdate()).total,
        "waiting": SurveyChange.objects.within(narrowed)
        .filter(line__round=village.round, state=ChangeState.PROPOSED).count(),
        "may_edit": may(Permission.SURVEY_EDIT).covers(village.unit),
        "may_review": may(Permission.SURVEY_REVIEW).covers(village.unit),
        "may_decide": may(Permission.SURVEY_MANAGE).covers(village.unit),
        "investigator": _investigator_form(request, village),
        "offline_hours": KEPT_HOURS,
    }  # fmt: skip
    return render(request, "registry/survey/village_detail.html", context, fragment="results")


@page(Permission.SURVEY_EDIT, methods=["GET", "POST"])
def village_form(request, pk):
    """The village's own form."""
    village = village_of(request, pk)
    questions = [one for one in Form(village.round.form, "village").questions.values() if not one.is_off]
    form = AnswerForm(request.POST or None, questions=questions, answers=village.answers)
    if request.method == "POST" and form.is_valid():
        try:
            save_village_form(village, form.read, by=request.user, at=timezone.now())
        except SurveyRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "村（社区）调查表已保存。")
            return redirect(village)
    context = {"form": form, "village": village}
    return render(request, "registry/survey/village_form.html", context, fragment="form")


@page(Permission.SURVEY_EDIT, methods=["POST"])
def investigator(request, pk):
    village = village_of(request, pk)
    form = _investigator_form(request, village, request.POST)
    if form.is_valid():
        told(
            request,
            lambda: review.assign_investigator(village, form.name, by=request.user, at=timezone.now()),
            "调查员已保存。",
        )
    else:
        messages.error(request, "".join(words for rows in form.errors.values() for words in rows))
    return redirect(village)


@page(Permission.SURVEY_REVIEW, methods=["POST"])
def village_approve(request, pk):
    """Approve all sheets that are filled in and propose no change."""
    village = village_of(request, pk)
    try:
        number = review.approve_village(village, by=request.user, at=timezone.now())
    except SurveyRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已审核 {number} 份；有登记变更未审核的没有动。")
    return redirect(village)


@page(Permission.SURVEY_REVIEW, methods=["POST"])
def village_submit(request, pk):
    village = village_of(request, pk)
    told(
        request,
        lambda: review.submit_village(village, by=request.user, at=timezone.now()),
        f"{village.unit.name}已报送县残联。",
    )
    return redirect(village)


@page(Permission.SURVEY_MANAGE, methods=["POST"])
def village_decide(request, pk):
    """Accept a village that was handed in, or send it back."""
    village = village_of(request, pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        is_accepted = form.cleaned_data["decision"] == "accept"
        told(
            request,
            lambda: review.decide_village(
                village, by=request.user, at=timezone.now(), is_accepted=is_accepted,
                reason=form.cleaned_data["reason"],
            ),
            "已验收。" if is_accepted else "已退回乡镇。",
        )  # fmt: skip
    return redirect(village)


def _investigator_form(request, village, data=None):
    known = known_investigators(village, request.user, timezone.localdate())
    return InvestigatorForm(data, known=known, standing=village.investigator)
