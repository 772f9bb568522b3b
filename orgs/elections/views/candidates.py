from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.boards.links import link_people
from orgs.elections.choices import StepKind
from orgs.elections.forms.candidates import CandidateForm, ReasonForm, ReviewForm
from orgs.elections.selectors import candidates as standing
from orgs.elections.services import candidates as services
from orgs.elections.services.refusal import ElectionRefused, may_step
from orgs.elections.views.asking import candidate_of, election_of


@sensitive_post_parameters()
@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def candidate_create(request, pk):
    """Put somebody on the list of candidates."""
    election = election_of(request, pk)
    if not _may_nominate(request, election):
        return redirect(election)
    form = CandidateForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["post_code"]
        try:
            made = services.add_candidate(election, code, by=request.user, at=timezone.now(), **form.facts())
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.success(request, f"已登记{made.name}为{made.post_name}候选人。")
            return redirect(election)
    context = {"election": election, "form": form, "candidate": None}
    return render(request, "orgs/elections/candidate_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def candidate_edit(request, pk):
    """Correct what is written about a candidate."""
    candidate, election = candidate_of(request, pk)
    if not _may_nominate(request, election):
        return redirect(election)
    form = CandidateForm(request.POST or None, election=election, candidate=candidate)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_candidate(candidate, by=request.user, at=timezone.now(), **form.facts())
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.success(request, f"已保存{candidate.name}的资料。")
            return redirect(election)
    context = {"election": election, "form": form, "candidate": candidate}
    return render(request, "orgs/elections/candidate_form.html", context, fragment="form")


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def candidate_review(request, pk):
    """Write down what the joint review says of a candidate."""
    candidate, election = candidate_of(request, pk)
    if not (election.is_open and election.step.kind == StepKind.REVIEW and may_step(request.user, election)):
        return redirect(election)
    form = ReviewForm(request.POST or None, candidate=candidate)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_candidate(candidate, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.success(request, f"已登记{candidate.name}的联审结论。")
            return redirect(election)
    everybody = standing.standing(election)
    on = standing.vote_day(election, timezone.localdate())
    [(_, findings)] = standing.findings_of(election, [candidate], on=on, everybody=everybody)
    link_people([candidate], request.user)
    context = {"election": election, "form": form, "candidate": candidate, "findings": findings}
    return render(request, "orgs/elections/review_form.html", context, fragment="form")


@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def candidate_withdraw(request, pk):
    """Let a candidate leave the list."""
    candidate, election = candidate_of(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_candidate(candidate, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.info(request, f"{candidate.name}已退出。")
            return redirect(election)
    context = {"election": election, "form": form, "candidate": candidate, "what": "withdraw"}
    return render(request, "orgs/elections/reason_form.html", context, fragment="form")


def _may_nominate(request, election):
    at_nominating = election.is_open and election.step.kind == StepKind.NOMINATE
    return at_nominating and may_step(request.user, election)


def _say(form, problem):
    form.add_error(problem.field if problem.field in form.fields else None, str(problem))
