"""One unit's sheet: what it comes to, filling it in, handing it in, more time."""

from django.contrib import messages
from django.shortcuts import redirect
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone

from assessments.rounds.choices import Stage
from assessments.rounds.forms.items import ItemForm
from assessments.rounds.forms.years import ExemptForm, ExtendForm
from assessments.rounds.models import Appeal, Result, RoundEntry
from assessments.rounds.rights import may_manage, may_score
from assessments.rounds.selectors.history import history_of
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import reviewing, selfscoring
from assessments.rounds.services import year as years
from assessments.rounds.services.deciding import why_no_appeal
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.views.asking import item_of, sheet_of, told
from assessments.rounds.views.lines import line_of, lines_of
from core.htmx import render, wants_fragment
from core.pages import page
from core.permissions import Permission

WHY = "与系统判定不同的，写明理由，并上传佐证。"


@page(Permission.ASSESSMENT_VIEW)
def sheet_detail(request, pk):
    """What a unit's sheet comes to, item by item, with every stage's points."""
    sheet, today = sheet_of(request, pk), timezone.localdate()
    score = score_of(sheet, on=today)
    entries = RoundEntry.objects.within(request.scope).filter(sheet=sheet).select_related("by")
    result = Result.objects.within(request.scope).filter(sheet=sheet).first()
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "score": score,
        "result": result,
        "sections": lines_of(score, result),
        "entries": entries.order_by("-pk"),
        "appeals": Appeal.objects.within(request.scope).filter(sheet=sheet).order_by("pk"),
        "closed": selfscoring.why_closed(sheet, today),
        "may_score": may_score(request.user, sheet),
        "may_review": not reviewing.why_not(request.user, sheet),
        "may_extend": may_manage(request.user, sheet.round)
        and not sheet.round.is_final
        and not sheet.self_at,
        "may_exempt": may_manage(request.user, sheet.round) and not sheet.round.is_final,
        "may_appeal": not why_no_appeal(request.user, sheet, today),
    }
    return render(request, "assessments/rounds/sheet_detail.html", context, fragment="results")


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def sheet_fill(request, pk):
    """All items of the unit on one page; without script one button saves them all."""
    sheet = sheet_of(request, pk)
    if _is_shut(request, sheet):
        return redirect(sheet)
    score = score_of(sheet, on=timezone.localdate())
    data = request.POST if request.method == "POST" else None
    sections = _with_forms(score, data)
    if data is not None:
        saved, wrong = _save_all(request, sheet, sections)
        if not wrong:
            messages.success(request, f"已保存 {saved} 项。" if saved else "没有改动。")
            return redirect(_after(request, sheet))
    context = _filling(sheet, score, sections)
    return render_template(request, "assessments/rounds/sheet_fill.html", context)


def _is_shut(request, sheet):
    """Tell why the unit's score cannot be filled in now; return True if so."""
    why = selfscoring.why_closed(sheet, timezone.localdate())
    if not may_score(request.user, sheet):
        why = "自评由本单位填报；村（社区）的可由所属乡镇（街道）代填。"
    if why:
        messages.error(request, why)
    return bool(why)


def _with_forms(score, data):
    sections = lines_of(score)
    for _, lines, _ in sections:
        for line in lines:
            line.form = ItemForm(data, one=line.one, stage=Stage.SELF, hint=WHY if line.facts else "")
    return sections


def _save_all(request, sheet, sections):
    """Save every item that was changed; return how many were, and how many were not taken."""
    saved = wrong = 0
    for line in (line for _, lines, _ in sections for line in lines):
        if line.form.is_valid() and not line.form.has_news:
            continue
        if _save(request, sheet, line):
            saved += 1
        else:
            wrong += 1
    if wrong:
        messages.error(request, f"有 {wrong} 项没有保存，原因见各项；其余 {saved} 项已保存。")
    return saved, wrong


def _save(request, sheet, line):
    """Save one item; say in its form why not. Return True if it was."""
    if not line.form.is_valid():
        return False
    try:
        selfscoring.save_item(sheet, line.row, line.form.said, by=request.user, at=timezone.now())
    except RoundRefused as problem:
        line.form.tell(problem)
        return False
    return True


def _after(request, sheet):
    here = reverse("rounds:sheet_fill", args=[sheet.pk])
    pressed = request.POST.get("save", "")
    if pressed == "submit":
        return reverse("rounds:sheet_submit", args=[sheet.pk])
    return f"{here}#item-{pressed}" if pressed.isascii() and pressed.isdigit() else here


def _filling(sheet, score, sections):
    return {"sheet": sheet, "round": sheet.round, "score": score, "sections": sections}


@page(Permission.ASSESSMENT_SCORE, methods=["POST"])
def item_save(request, pk, lineage):
    """Save one item of the unit's own score."""
    sheet = sheet_of(request, pk)
    item = item_of(request, sheet, lineage)
    score = score_of(sheet, on=timezone.localdate())
    line = _line(score, sheet, item, request.POST)
    saved = _save(request, sheet, line)
    if saved:
        score = score_of(sheet, on=timezone.localdate())
        line = _line(score, sheet, item, None)
    if not wants_fragment(request):
        if not saved:
            messages.error(
                request, "；".join(error for errors in line.form.errors.values() for error in errors)
            )
        return redirect(f"{reverse('rounds:sheet_fill', args=[sheet.pk])}#item-{item.pk}")
    context = _filling(sheet, score, []) | {"line": line, "saved": saved, "is_swap": True}
    return render_template(request, "assessments/rounds/_fill_item.html", context)


def _line(score, sheet, item, data):
    [line] = [line for _, lines, _ in lines_of(score) for line in lines if line.item.lineage == item.lineage]
    line.form = ItemForm(data, one=line.one, stage=Stage.SELF, hint=WHY if line.facts else "")
    return line


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def sheet_submit(request, pk):
    """What is still missing, and handing in."""
    sheet, today = sheet_of(request, pk), timezone.localdate()
    if _is_shut(request, sheet):
        return redirect(sheet)
    if request.method == "POST":
        done = "自评已提交。截止日期前、审核开始前可以撤回修改。"
        if told(request, lambda: selfscoring.submit(sheet, by=request.user, at=timezone.now()), done):
            return redirect(sheet)
    score = score_of(sheet, on=today)
    wanting = selfscoring.wanting_of(score)
    named = {
        name: [line_of(sheet, one, 0) for one in getattr(wanting, name)]
        for name in ("unanswered", "unproven", "bare")
    }
    context = {"sheet": sheet, "round": sheet.round, "score": score, "wanting": wanting, **named}
    return render_template(request, "assessments/rounds/sheet_submit.html", context)


@page(Permission.ASSESSMENT_SCORE, methods=["POST"])
def sheet_withdraw(request, pk):
    """Take the unit's score back."""
    sheet = sheet_of(request, pk)
    done = "已撤回自评，可以继续修改；改完后请重新提交。"
    told(request, lambda: selfscoring.withdraw(sheet, by=request.user, at=timezone.now()), done)
    return redirect(sheet)


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def sheet_extend(request, pk):
    """Let one unit hand in later."""
    sheet = sheet_of(request, pk)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            years.extend(sheet, **form.cleaned_data, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, f"已同意{sheet.unit.name}延期至 {form.cleaned_data['until']:%Y-%m-%d}。"
            )
            return redirect(sheet)
    context = {"form": form, "sheet": sheet, "round": sheet.round}
    return render(request, "assessments/rounds/sheet_extend.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def sheet_exempt(request, pk):
    """Leave one unit out of this year's assessment, or take it in again."""
    sheet = sheet_of(request, pk)
    form = ExemptForm(request.POST or None, initial={"reason": sheet.exempt_reason})
    if request.method == "POST" and form.is_valid():
        try:
            found = years.exempt(sheet, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            done = "不参加本年度考核" if found.is_exempt else "恢复参加本年度考核"
            messages.success(request, f"{sheet.unit.name}{done}。")
            return redirect(sheet)
    context = {"form": form, "sheet": sheet, "round": sheet.round}
    return render(request, "assessments/rounds/sheet_exempt.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def item_detail(request, pk, lineage):
    """One item of a unit: every stage's mark, what the facts say, the evidence, and who changed it when."""
    sheet = sheet_of(request, pk)
    item = item_of(request, sheet, lineage)
    score = score_of(sheet, on=timezone.localdate())
    line = _line(score, sheet, item, None)
    answers = [(slot.label, line.form.initial.get(slot.key)) for slot in line.item.slots]
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "line": line,
        "answers": answers,
        "history": history_of(line.one.marks),
        "appeal": Appeal.objects.within(request.scope).filter(sheet=sheet, lineage=lineage).first(),
        "may_appeal": not why_no_appeal(request.user, sheet, timezone.localdate()),
    }
    return render(request, "assessments/rounds/item_detail.html", context, fragment="results")
