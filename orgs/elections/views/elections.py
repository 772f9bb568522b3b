from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_kept_file, send_pdf
from orgs.boards.links import link_people
from orgs.boards.selectors.rules import kind_in_force
from orgs.elections.choices import StepKind
from orgs.elections.forms.candidates import ReasonForm
from orgs.elections.forms.elections import PaperForm, PlanStepForm
from orgs.elections.forms.steps import FORMS, BallotForm, HandoverForm, StepForm
from orgs.elections.paper import handover_pdf, summary_pdf
from orgs.elections.proving import HANDOVER, SUMMARY, code_of_election
from orgs.elections.selectors import candidates as standing
from orgs.elections.selectors import elections as reading
from orgs.elections.services import files, handing_over, starting, steps, voting
from orgs.elections.services.refusal import ElectionRefused, may_decide, may_step
from orgs.elections.views.asking import ballot_of, election_of, file_of, step_of
from orgs.proofs.papers import keep_code


@page(Permission.BOARD_VIEW)
def election_detail(request, pk):
    """One election: where it stands, what the present step needs, candidates, votes, papers."""
    election = election_of(request, pk)
    return render(request, "orgs/elections/election_detail.html", detail(request, election), fragment="case")


@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def step(request, pk):
    """Do the present step."""
    election = election_of(request, pk)
    if not may_step(request.user, election):
        return redirect(election)
    form = _step_form(request, election)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        facts = {name: value for name, value in values.items() if name not in ("at_step", "on", "text")}
        name = election.step.name
        try:
            election = steps.do_step(
                election, by=request.user, at=timezone.now(), at_step=values["at_step"], on=values["on"],
                text=values["text"], **facts,
            )  # fmt: skip
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.success(request, f"“{name}”已完成，{election}{_what_next(election)}。")
            return redirect(election)
    context = {"election": election, "form": form, "steps": _steps(election)}
    return render(request, "orgs/elections/step_form.html", context, fragment="form")


@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def ballot_create(request, pk):
    """Enter the ballots of a vote."""
    election = election_of(request, pk)
    races = voting.open_races(election, standing.standing(election))
    if election.step.kind != StepKind.VOTE or not may_step(request.user, election) or not races:
        return redirect(election)
    form = BallotForm(request.POST or None, election=election, races=races)
    if request.method == "POST" and form.is_valid():
        try:
            ballot = voting.record_ballot(election, by=request.user, at=timezone.now(), **form.facts())
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.success(request, f"已登记第 {ballot.number} 次投票。{ballot.words}")
            return redirect(election)
    context = {"election": election, "form": form, "way": election.way, "rerun": election.rules.rerun}
    return render(request, "orgs/elections/ballot_form.html", context, fragment="form")


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def ballot_undo(request, pk):
    """Take back a vote that was entered by mistake."""
    ballot, election = ballot_of(request, pk)
    if request.method == "POST":
        try:
            voting.take_back_ballot(ballot, by=request.user, at=timezone.now())
        except ElectionRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.info(request, f"第 {ballot.number} 次投票的登记已撤销，请重新登记。")
        return redirect(election)
    context = {"election": election, "ballot": ballot}
    return render(request, "orgs/elections/ballot_undo.html", context, fragment="form")


@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def handover(request, pk):
    """Write down what has been handed over."""
    election = election_of(request, pk)
    if election.step.kind != StepKind.HANDOVER or not may_step(request.user, election):
        return redirect(election)
    form = HandoverForm(request.POST or None, election=election)
    if request.method == "POST" and form.is_valid():
        try:
            handing_over.note_handover(election, by=request.user, at=timezone.now(), **form.facts())
        except ElectionRefused as problem:
            _say(form, problem)
        else:
            messages.success(request, "已保存移交清单。打印后由三方签字，扫描件传到“移交”环节。")
            return redirect(election)
    context = {"election": election, "form": form}
    return render(request, "orgs/elections/handover_form.html", context, fragment="form")


@page(Permission.BOARD_VIEW)
def handover_print(request, pk):
    """Send 移交清单 as a PDF, for three signatures."""
    election = election_of(request, pk)
    proof = code_of_election(HANDOVER, election, by=request.user)
    content, name = handover_pdf(election, proof=proof), f"{election.board.name}移交清单"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=election), proof)


@page(Permission.BOARD_VIEW)
def summary_print(request, pk):
    """Send 换届情况表 of one election as a PDF."""
    election = election_of(request, pk)
    proof = code_of_election(SUMMARY, election, by=request.user)
    content, name = summary_pdf(election, proof=proof), f"{election.board.name}换届情况表"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=election), proof)


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def back(request, pk):
    """Take the last step back."""
    return _with_reason(request, pk, steps.go_back, what="back", done="已退回上一环节，请重新办理。")


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def cancel(request, pk):
    """Stop an election."""
    return _with_reason(
        request, pk, starting.cancel_election, what="cancel", done="换届已中止，在任班子不变。"
    )


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def step_plan(request, pk):
    """Set another deadline for a step."""
    row, election = step_of(request, pk)
    first = {"due_on": row.due_on.isoformat(), "responsible": row.responsible}
    form = PlanStepForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            starting.plan_step(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ElectionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已调整“{row.name}”的期限和责任人。")
            return redirect(election)
    context = {"election": election, "step": row, "form": form}
    return render(request, "orgs/elections/step_plan.html", context, fragment="form")


@page(Permission.BOARD_EDIT, methods=["POST"])
def file_create(request, pk):
    """Keep a paper with a step."""
    election = election_of(request, pk)
    form = PaperForm(request.POST, request.FILES, election=election)
    if form.is_valid():
        values = form.cleaned_data
        try:
            kept = files.add_file(
                election, values["step_code"], values["file"], by=request.user, at=timezone.now()
            )
        except ElectionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已上传“{kept.name}”。")
            return redirect(election)
    context = detail(request, election) | {"file_form": form}
    return render(request, "orgs/elections/election_detail.html", context, fragment="case")


@page(Permission.BOARD_VIEW)
def file_show(request, pk):
    return send_kept_file(request, file_of(request, pk))


@page(Permission.BOARD_EDIT, methods=["GET", "POST"])
def file_withdraw(request, pk):
    """Take a paper down."""
    kept = file_of(request, pk)
    if request.method == "POST":
        try:
            files.withdraw_file(kept, by=request.user, at=timezone.now())
        except ElectionRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.info(request, f"已撤下“{kept.name}”。")
        return redirect(kept.election)
    context = {"election": kept.election, "kept": kept}
    return render(request, "orgs/elections/file_withdraw.html", context, fragment="form")


def detail(request, election):
    """Return the context of the page of an election."""
    today, user = timezone.localdate(), request.user
    rows = _steps(election)
    everybody = list(election.candidates.select_related("reviewed_by").order_by("order", "pk"))
    link_people(everybody, user)
    own = [one for one in everybody if one.is_standing]
    on = standing.vote_day(election, today)
    findings = {c.pk: f for c, f in standing.findings_of(election, own, on=on)}
    for candidate in everybody:
        candidate.findings = findings.get(candidate.pk, [])
    at_step, mine = election.step.kind if election.is_open else "", may_step(user, election)
    return {
        "election": election, "due": election.due_in_words(today), "steps": rows, "candidates": everybody,
        "ballots": _ballots(election, everybody), "files": list(
            election.files.filter(withdrawn_at=None).select_related("uploaded_by").order_by("pk")
        ),
        "may_step": mine, "at": at_step, "may_decide": may_decide(user, election.unit),
        "may_keep": files.may_keep(user, election), "file_form": PaperForm(election=election),
        "is_last": election.term_id is not None, "contests": voting.open_races(election, own),
    }  # fmt: skip


def _ballots(election, candidates):
    names = {one.pk: one for one in candidates}
    ballots = list(election.ballots.order_by("number"))
    for ballot in ballots:
        ballot.shown = [
            {**race, "rows": [(names[key], votes, key in race["elected"]) for key, votes in race["votes"]]}
            for race in ballot.races
        ]
    return ballots


def _steps(election):
    rows = list(election.steps.select_related("done_by").order_by("number"))
    return reading.stepper(election, rows, timezone.localdate())


def _step_form(request, election):
    kind = election.step.kind
    more = {}
    if kind == StepKind.FILE:
        more["kind"] = kind_in_force(election.unit, election.board.kind, timezone.localdate())
    return FORMS.get(kind, StepForm)(request.POST or None, election=election, **more)


def _say(form, problem):
    form.add_error(problem.field if problem.field in form.fields else None, str(problem))


def _what_next(election):
    return f"进入“{election.step.name}”" if election.is_open else "全部完成"


def _with_reason(request, pk, act, *, what, done):
    election = election_of(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(election, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ElectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.info(request, done)
            return redirect(election)
    context = {"election": election, "form": form, "what": what}
    return render(request, "orgs/elections/reason_form.html", context, fragment="form")
