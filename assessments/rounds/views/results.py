"""The results: preliminary and public, then final; the bulletin and the score sheets on paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.shortcuts import render as render_template
from django.utils import timezone

from accounts.sending import send_pdf, send_workbook
from assessments.rounds.columns import PLACES
from assessments.rounds.forms.closing import BulletinForm
from assessments.rounds.models import Bulletin, Result
from assessments.rounds.paper import bulletin_pdf, sheet_pdf
from assessments.rounds.proving import code_of_bulletin
from assessments.rounds.rights import may_see_places
from assessments.rounds.selectors.results import frozen_places, grade_names, places_of
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import bulletins, finishing
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.views.asking import own_round_of, round_of, sheet_of, told
from assessments.rounds.wording import proposed
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.proofs.papers import keep_code

UNPUBLISHED = "初步结果在“公示申诉”阶段公布。"


@page(Permission.ASSESSMENT_VIEW)
def standing_list(request, pk):
    """The places of all units: for the county at any time, for everybody once they are public."""
    round_ = round_of(request, pk)
    if not may_see_places(request.user, round_):
        messages.info(request, UNPUBLISHED)
        return redirect(round_)
    places, ties = places_of(round_, timezone.localdate())
    context = {
        "round": round_,
        "places": page_of(places, request, size=100),
        "ties": ties,
        "has_groups": any(place.group for place in places),
        "has_stars": any(place.stars for place in places),
        "has_tiers": any(place.tier for place in places),
    }
    context["rows"] = [(place, request.scope.covers(place.unit)) for place in context["places"].object_list]
    return render(request, "assessments/rounds/standing_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def standing_export(request, pk):
    """Send the places of all units as a workbook, under the same rule as the page."""
    round_ = round_of(request, pk)
    if not may_see_places(request.user, round_):
        raise Http404
    places, _ = places_of(round_, timezone.localdate())
    title = f"{round_}{'结果' if round_.is_final else '初步结果'}"
    content = workbook(title, PLACES, places)
    return send_workbook(request, title, content, persons=0, about=round_, rows=len(places))


@page(Permission.ASSESSMENT_DECIDE, methods=["GET", "POST"])
def round_finish(request, pk):
    """What stands against making the year final; then make it so."""
    round_, now = own_round_of(request, pk), timezone.now()
    if request.method == "POST":
        done = "考核结果已定稿并固定，不再变动。请拟通报。"
        if told(request, lambda: finishing.finish(round_, by=request.user, at=now), done):
            return redirect(round_)
    wrong = (
        ["本年度考核已定稿。"] if round_.is_final else finishing.obstacles(round_, timezone.localdate(now))
    )
    context = {"round": round_, "wrong": wrong}
    return render_template(request, "assessments/rounds/round_finish.html", context)


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def bulletin(request, pk):
    """The wording of the bulletin."""
    round_ = own_round_of(request, pk)
    if not round_.is_final:
        messages.error(request, "考核定稿以后才能拟通报。")
        return redirect(round_)
    kept = Bulletin.objects.within(request.scope).filter(round=round_).first()
    initial = {} if kept else proposed(round_, frozen_places(round_), grade_names(round_))
    form = BulletinForm(request.POST or None, instance=kept, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            bulletins.word_bulletin(round_, form.cleaned_data, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已保存通报。")
            return redirect("rounds:bulletin", round_.pk)
    context = {"round": round_, "form": form, "kept": kept}
    return render(request, "assessments/rounds/bulletin.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def bulletin_print(request, pk):
    """The bulletin as a PDF, for everybody in the county."""
    round_ = round_of(request, pk)
    kept = Bulletin.objects.within(request.scope).filter(round=round_).first()
    if kept is None:
        raise Http404
    proof = code_of_bulletin(round_, by=request.user)
    content = bulletin_pdf(round_, kept, proof=proof)
    return keep_code(request, send_pdf(request, f"{round_}通报", content, persons=0, about=round_), proof)


@page(Permission.ASSESSMENT_VIEW)
def sheet_print(request, pk):
    """考核评分表 of a unit as a PDF."""
    sheet = sheet_of(request, pk)
    result = Result.objects.within(request.scope).filter(sheet=sheet).first()
    content = sheet_pdf(score_of(sheet, on=timezone.localdate()), result)
    name = f"{sheet.unit.name}{sheet.round.year}年度考核评分表"
    return send_pdf(request, name, content, persons=0, about=sheet, unit=sheet.unit)
