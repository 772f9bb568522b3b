"""The page on which anybody with a slip votes once. Nobody signs in, and nothing is kept of who voted."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from assessments.appraisals.forms.meetings import CodeForm, VoteForm
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.services.voting import WrongCode, cast_vote, open_ballot
from core.public_pages import public_page
from core.throttle import Throttle

# One village votes over one line: many looks are honest, many wrong codes are not.
LOOKS = Throttle(limit=600, seconds=600)
MISSES = Throttle(limit=30, seconds=600)


public = public_page(looks=LOOKS, misses=MISSES, wait="assessments/appraisals/vote_wait.html")


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request):
    """Ask for the code of a slip, and show those who are voted on."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meeting, people = open_ballot(form.cleaned_data["code"], at=timezone.now())
        except AppraisalRefused as problem:
            form.add_error("code", str(problem))
            return _ask_code(request, form, status=404 if isinstance(problem, WrongCode) else 200)
        ballot = VoteForm(people=people, initial={"code": form.cleaned_data["code"]})
        return _show(request, ballot, meeting)
    return _ask_code(request, form)


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def vote_cast(request):
    """Cast the vote, and thank."""
    code = request.POST.get("code", "")
    try:
        meeting, people = open_ballot(code, at=timezone.now())
    except AppraisalRefused as problem:
        form = CodeForm({"code": code})
        if form.is_valid():
            form.add_error("code", str(problem))
        return _ask_code(request, form, status=404 if isinstance(problem, WrongCode) else 200)
    ballot = VoteForm(request.POST, people=people)
    if not ballot.is_valid():
        return _show(request, ballot, meeting)
    try:
        cast_vote(code, ballot.choices(), at=timezone.now())
    except AppraisalRefused as problem:
        ballot.add_error(None, str(problem))
        return _show(request, ballot, meeting)
    return render(request, "assessments/appraisals/vote_done.html", {"people": len(people)})


def _ask_code(request, form, *, status=200):
    return render(request, "assessments/appraisals/vote_code.html", {"form": form}, status=status)


def _show(request, form, meeting):
    return render(request, "assessments/appraisals/vote_form.html", {"form": form, "meeting": meeting})
