"""Meetings at which people are voted on, their tallies and their slips."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from assessments.appraisals import papers
from assessments.appraisals.choices import Side
from assessments.appraisals.forms.meetings import MeetingForm, TallyForm
from assessments.appraisals.models import Appraisal, AppraisalMeeting, AppraisalTally
from assessments.appraisals.rights import may_enter, meeting_unit
from assessments.appraisals.selectors.results import is_shown
from assessments.appraisals.services import meetings
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.views.asking import act, chosen_year, show_form, submit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_pdf
from orgs.models import Unit


@page(Permission.APPRAISAL_VIEW)
def meeting_list(request):
    """The meetings of a year, and where some are still to be called."""
    year, years = chosen_year(request)
    rows = AppraisalMeeting.objects.within(request.scope).filter(year=year).select_related("unit__parent")
    places = _places(request, year) if year else []
    context = {
        "year": year,
        "years": years,
        "meetings": page_of(rows.order_by("unit__path", "side", "pk"), request),
        "places": places[:60],
        "more": max(0, len(places) - 60),
    }
    return render(request, "assessments/appraisals/meeting_list.html", context, fragment="results")


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def meeting_create(request, unit_pk, side):
    """Call a meeting of one side at a unit."""
    unit = get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=unit_pk)
    year, _ = chosen_year(request)
    open_ones = [one for one, at, which in _unvoted(request, year) if at == unit and which == side]
    form = MeetingForm(request.POST or None, candidates=open_ones)
    made = submit(
        request, form, lambda **who: meetings.call_meeting(form.chosen(), side=side, **form.facts(), **who)
    )
    if made is not None:
        told = "可以发测评码了。" if made.is_phone else "可以打印测评票，会后登记计票结果。"
        messages.success(request, f"已登记测评会。{told}")
        return redirect(made)
    window = (
        f"县（区）规定 {year.ballots_from:%Y-%m-%d} 至 {year.ballots_until:%Y-%m-%d} 测评。" if year else ""
    )
    return show_form(
        request, form, title=f"登记{Side(side).label}测评会" if side in Side.values else "登记测评会",
        button="登记测评会", facts=unit.name, note=window if open_ones else "没有待安排测评的人员。",
        back_url=reverse("appraisals:meeting_list"), back_name="述职测评会",
    )  # fmt: skip


@page(Permission.APPRAISAL_VIEW)
def meeting_detail(request, pk):
    """A meeting with its people and, once it is over, its result."""
    meeting, tallies = _meeting(request, pk), None
    tallies = list(_tallies(request, meeting))
    terms, now = meeting.year.terms, timezone.now()
    context = {
        "meeting": meeting,
        "audience": tallies[0].appraisal.audience(meeting.side) if tallies else "",
        "rows": [(tally, is_shown(tally, terms)) for tally in tallies],
        "form": None,
        "used": meeting.codes.filter(is_used=True).count(),
        "codes": meeting.codes.count(),
        "is_open": meeting.is_open_at(now),
        "is_over": meeting.is_phone and not meeting.is_closed and now >= meeting.closes_at,
        "may_enter": meeting.year.is_running and all(may_enter(request.user, t.appraisal) for t in tallies),
        "files": meeting.files.filter(withdrawn_at=None),
        "least": terms.least_votes,
    }
    return render(request, "assessments/appraisals/meeting_detail.html", context, fragment="case")


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def tally_edit(request, pk):
    """Write down the counted papers."""
    meeting = _meeting(request, pk)
    tallies = list(_tallies(request, meeting))
    form = TallyForm(request.POST or None, request.FILES or None, meeting=meeting, tallies=tallies)
    done = submit(request, form, lambda **who: _record(meeting, form, **who))
    if done is not None:
        messages.success(request, "已登记测评结果。")
        return redirect(done)
    context = {"form": form, "meeting": meeting, "kinds": [label for _, label in TallyForm.KINDS]}
    return render(request, "assessments/appraisals/tally_form.html", context, fragment="form")


@page(Permission.APPRAISAL_VIEW)
def ballots_blank(request, pk):
    """Show the voting papers of a meeting, to be cut apart."""
    meeting = _meeting(request, pk)
    people = list(_tallies(request, meeting))
    content = papers.ballot_papers_pdf(meeting, people)
    return send_pdf(request, "民主测评票", content, persons=len(people), about=meeting)


@page(Permission.APPRAISAL_EDIT, methods=["POST"])
def codes_print(request, pk):
    """Make the codes of a phone ballot and answer with their slips: they are told this once only."""
    meeting = _meeting(request, pk)
    try:
        codes = meetings.make_codes(meeting, by=request.user, at=timezone.now())
    except AppraisalRefused as problem:
        messages.error(request, str(problem))
        return redirect(meeting)
    address = request.build_absolute_uri(reverse("appraisals:vote"))
    content = papers.slips_pdf(meeting, codes, address)
    return send_pdf(request, "测评码纸条", content, persons=0, about=meeting)


@page(Permission.APPRAISAL_EDIT, methods=["POST"])
def meeting_close(request, pk):
    """Take over the result of a phone ballot."""
    meeting = _meeting(request, pk)
    return act(
        request, meeting, "已汇总手机测评结果。", lambda **who: meetings.close_phone_ballot(meeting, **who)
    )


@page(Permission.APPRAISAL_EDIT, methods=["POST"])
def meeting_cancel(request, pk):
    """Take out a meeting without a result."""
    meeting = _meeting(request, pk)
    try:
        meetings.cancel_meeting(meeting, by=request.user, at=timezone.now())
    except AppraisalRefused as problem:
        messages.error(request, str(problem))
        return redirect(meeting)
    messages.success(request, "已取消测评会。")
    return redirect("appraisals:meeting_list")


def _record(meeting, form, **who):
    given = form.cleaned_data
    names = ("counted_by", "witness", "upload", "revision")
    return meetings.record_tally(meeting, form.votes(), **{name: given[name] for name in names}, **who)


def _meeting(request, pk):
    rows = AppraisalMeeting.objects.within(request.scope).select_related("unit__parent", "year__county")
    return get_object_or_404(rows.select_related("recorded_by"), pk=pk)


def _tallies(request, meeting):
    rows = AppraisalTally.objects.within(request.scope).filter(meeting=meeting)
    ready = rows.select_related(
        "appraisal__year__county",
        "appraisal__appointment__member",
        "appraisal__appointment__post__unit__parent",
    )
    return ready.order_by("appraisal__appointment__post__unit__path", "pk")


def _unvoted(request, year):
    """Yield (appraisal, unit of the meeting, side) for everybody on whom a side has not voted."""
    rows = Appraisal.objects.within(request.scope).included().filter(year=year, year__state="running")
    voted = set(
        AppraisalTally.objects.within(request.scope)
        .filter(appraisal__year=year)
        .values_list("appraisal", "side")
    )
    for one in rows.for_list().in_tree_order():
        if may_enter(request.user, one):
            for side in Side:
                if (one.pk, side.value) not in voted:
                    yield one, meeting_unit(one, side), side.value


def _places(request, year):
    """Return [(unit, side, audience, how many people)] where a meeting is still to be called."""
    found = {}
    for one, unit, side in _unvoted(request, year):
        key = (unit.pk, side, one.level if side == Side.ABOVE else "")
        known = found.setdefault(key, [unit, side, one.audience(Side(side)), 0])
        known[3] += 1
    return sorted(found.values(), key=lambda row: (row[1] != Side.ABOVE, row[0].path))
