"""The joint meeting: what is disputed, what is set, and its minutes."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from accounts.sending import send_pdf
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.forms.closing import AdjustForm, MeetingForm
from assessments.rounds.models import Meeting
from assessments.rounds.paper import minutes_pdf
from assessments.rounds.selectors.changes import changes_in
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import deciding
from assessments.rounds.services.marking import Said
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.views.asking import item_of, own_round_of, sheet_of
from assessments.rounds.views.lines import line_of
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def meeting(request, pk):
    """The items that the reviews changed, and what the minutes say."""
    round_ = own_round_of(request, pk)
    kept = Meeting.objects.within(request.scope).filter(round=round_).first()
    form = MeetingForm(request.POST or None, instance=kept, initial={"held_on": round_.meeting_on})
    if request.method == "POST" and form.is_valid():
        try:
            deciding.keep_minutes(round_, form.cleaned_data, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已保存会议情况，可以打印纪要。")
            return redirect("rounds:meeting", round_.pk)
    changes = changes_in(round_, request.scope)
    context = {
        "round": round_,
        "form": form,
        "kept": kept,
        "changes": page_of(changes, request),
        "is_open": round_.phase == Phase.MEETING,
    }
    return render(request, "assessments/rounds/meeting.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def meeting_item(request, pk, lineage):
    """Set what an item of a unit comes to."""
    sheet = sheet_of(request, pk)
    item = item_of(request, sheet, lineage)
    one = score_of(sheet, on=timezone.localdate()).item(lineage)
    mark = one.at(Stage.MEETING)
    initial = {
        "points": one.points,
        "reason": mark.reason if mark else "",
        "revision": mark.revision if mark else None,
    }
    form = AdjustForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = Said(
            points=form.cleaned_data["points"],
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
        )
        try:
            deciding.adjust(sheet, item, said, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已议定{sheet.unit.name}“{item.name}”得 {said.points} 分。")
            return redirect("rounds:meeting", sheet.round_id)
    context = {"sheet": sheet, "round": sheet.round, "line": line_of(sheet, one, 0), "form": form}
    return render(request, "assessments/rounds/meeting_item.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE)
def minutes_print(request, pk):
    """The minutes as a PDF."""
    round_ = own_round_of(request, pk)
    kept = Meeting.objects.within(request.scope).filter(round=round_).first()
    if kept is None:
        messages.error(request, "先填写并保存会议情况，再打印纪要。")
        return redirect(round_)
    content = minutes_pdf(round_, kept)
    return send_pdf(request, f"{round_}联席会议纪要", content, persons=0, about=round_)
