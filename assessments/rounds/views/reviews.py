"""Reviewing: one screen per unit, item by item or all at once, and on to the next unit."""

from django.contrib import messages
from django.shortcuts import redirect
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone

from assessments.rounds.choices import Stage
from assessments.rounds.forms.items import ItemForm
from assessments.rounds.models import Sheet
from assessments.rounds.rights import stage_of
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import reviewing
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.views.asking import item_of, sheet_of, told
from assessments.rounds.views.lines import lines_of
from core.htmx import wants_fragment
from core.pages import page
from core.permissions import Permission

ATTENTION = "attention"


@page(Permission.ASSESSMENT_REVIEW)
def sheet_review(request, pk):
    """All items of a unit with what was said of them, and what the reviewer says."""
    sheet = sheet_of(request, pk)
    if why := reviewing.why_not(request.user, sheet):
        messages.error(request, why)
        return redirect(sheet)
    score = score_of(sheet, on=timezone.localdate())
    stage = stage_of(request.user, sheet)
    sections = lines_of(score)
    lines = [line for _, found, _ in sections for line in found]
    wanted = request.GET.get("show") == ATTENTION
    shown = [line for line in lines if line.needs_attention] if wanted else lines
    for line in shown:
        line.form = _form(line, stage)
    before, after = _neighbours(request, sheet)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "score": score,
        "stage": stage,
        "lines": shown,
        "attention": sum(line.needs_attention for line in lines),
        "is_narrowed": wanted,
        "is_done": getattr(sheet, reviewing.DONE[stage][0]),
        "before": before,
        "after": after,
    }
    return render_template(request, "assessments/rounds/sheet_review.html", context)


def _form(line, stage, data=None):
    return ItemForm(data, one=line.one, stage=stage)


def _neighbours(request, sheet):
    """Return the sheets before and after this one in the tree. Two queries."""
    sheets = Sheet.objects.within(request.scope).filter(round=sheet.round).counted()
    before = sheets.filter(unit__path__lt=sheet.unit.path).order_by("-unit__path")
    after = sheets.filter(unit__path__gt=sheet.unit.path).order_by("unit__path")
    return before.select_related("unit").first(), after.select_related("unit").first()


@page(Permission.ASSESSMENT_REVIEW, methods=["POST"])
def review_save(request, pk, lineage):
    """Save what the reviewer says of one item."""
    sheet = sheet_of(request, pk)
    item, stage = item_of(request, sheet, lineage), stage_of(request.user, sheet) or Stage.COUNTY
    line = _line(sheet, item)
    line.form = form = _form(line, stage, request.POST)
    saved = False
    if form.is_valid():
        try:
            reviewing.review_item(sheet, item, form.said, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.tell(problem)
        else:
            saved, line = True, _line(sheet, item)
            line.form = _form(line, stage)
    if not wants_fragment(request):
        for problems in form.errors.values():
            messages.error(request, "；".join(problems))
        if saved:
            messages.success(request, f"已保存“{item.name}”。")
        return redirect(f"{reverse('rounds:sheet_review', args=[sheet.pk])}#{line.anchor}")
    context = {
        "sheet": sheet,
        "line": line,
        "saved": saved,
        "is_swap": True,
        "score": line.score,
        "stage": stage,
    }
    return render_template(request, "assessments/rounds/_review_item.html", context)


def _line(sheet, item):
    score = score_of(sheet, on=timezone.localdate())
    [line] = [line for _, lines, _ in lines_of(score) for line in lines if line.item.lineage == item.lineage]
    line.score = score
    return line


@page(Permission.ASSESSMENT_REVIEW, methods=["POST"])
def review_finish(request, pk):
    """Accept what nobody has changed, and go on to the next unit."""
    sheet = sheet_of(request, pk)
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() else -1
    done = f"已完成{sheet.unit.name}的审核。"
    if told(request, lambda: reviewing.finish(sheet, revision, by=request.user, at=timezone.now()), done):
        _, after = _neighbours(request, sheet)
        if after is not None and not reviewing.why_not(request.user, sheet_of(request, after.pk)):
            return redirect("rounds:sheet_review", after.pk)
        return redirect(sheet)
    return redirect("rounds:sheet_review", sheet.pk)


@page(Permission.ASSESSMENT_REVIEW, methods=["POST"])
def review_reopen(request, pk):
    """Take back that the review is finished."""
    sheet = sheet_of(request, pk)
    done = "已重新打开审核，改完后请再次完成。"
    if told(request, lambda: reviewing.reopen(sheet, by=request.user, at=timezone.now()), done):
        return redirect("rounds:sheet_review", sheet.pk)
    return redirect(sheet)
