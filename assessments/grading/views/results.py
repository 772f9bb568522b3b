from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_pdf
from assessments.grading.choices import RecognitionKind
from assessments.grading.forms.results import CloseForm, NoteForm, PlanForm, RecogniseForm, WithdrawForm
from assessments.grading.models import Recognition, WeakPlan
from assessments.grading.paper import LIST_TITLES, recognitions_pdf
from assessments.grading.proving import code_of_list
from assessments.grading.selectors.proposals import proposals_of, recognised
from assessments.grading.services import planning, recognising
from assessments.grading.views.asking import own_round_of, ranking_for, round_of, sheet_of, submit
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.proofs.papers import keep_code


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def recognition_list(request, pk, kind):
    """Who is proposed for a plaque, as 示范点, for a reward or a criticism, and what was decided."""
    if kind not in RecognitionKind.values:
        raise Http404
    round_, kind = own_round_of(request, pk), RecognitionKind(kind)
    rows = list(recognised(round_, kind))
    known = {(row.sheet_id, row.name) for row in rows}
    proposals = [
        one for one in proposals_of(ranking_for(round_), kind)
        if (one.line.sheet.pk, one.name) not in known
    ]  # fmt: skip
    form = RecogniseForm(request.POST or None, proposals=proposals, needs_note=kind == RecognitionKind.DEMO)

    def act(**who):
        day = form.cleaned_data["decided_on"]
        return recognising.recognise(round_, form.chosen(), decided_on=day, kind=kind, **who)

    number = submit(request, form, act)
    if number is not None:
        messages.success(request, f"已登记 {number} 个单位：{kind.label}。")
        return redirect("grading:recognition_list", pk=round_.pk, kind=kind)
    context = {
        "form": form, "round": round_, "kind": kind, "kinds": list(RecognitionKind), "rows": rows,
        "proposals": proposals,
    }  # fmt: skip
    return render(request, "assessments/grading/recognition_list.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def recognition_print(request, pk, kind):
    """Show the list of what was decided, of one kind, on paper."""
    if kind not in RecognitionKind.values:
        raise Http404
    round_, kind = round_of(request, pk), RecognitionKind(kind)
    rows = [row for row in recognised(round_, kind) if request.scope.covers(row.sheet.unit)]
    if not rows:
        raise Http404
    name = f"{round_.county.name}{round_.year}年度{LIST_TITLES[kind]}"
    proof = code_of_list(round_, kind, request.scope, by=request.user)
    content = recognitions_pdf(round_, kind, rows, proof=proof)
    answer = send_pdf(request, name, content, persons=0, unit=round_.county, rows=len(rows))
    return keep_code(request, answer, proof)


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def recognition_withdraw(request, pk):
    """Take back what was decided, with the reason."""
    rows = Recognition.objects.within(request.scope).standing()
    row = get_object_or_404(rows.select_related("sheet__unit__parent", "sheet__round__county"), pk=pk)
    form = WithdrawForm(request.POST or None)

    def act(by, at):
        reason = form.cleaned_data["reason"]
        return recognising.withdraw_recognition(row, by=by, on=timezone.localdate(at), reason=reason)

    if submit(request, form, act) is not None:
        messages.success(request, f"已撤销{row.sheet.unit.name}的“{row.name}”，记录保留。")
        return redirect("grading:recognition_list", pk=row.sheet.round_id, kind=row.kind)
    context = {"form": form, "row": row, "round": row.sheet.round}
    return render(request, "assessments/grading/withdraw_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def plan_edit(request, pk):
    """Make or change the plan of a weak unit."""
    sheet = sheet_of(request, pk)
    if not planning.may_plan(request.user, sheet):
        raise Http404
    known = WeakPlan.objects.within(request.scope).filter(sheet=sheet).first()
    line = next((one for one in ranking_for(sheet.round).lines if one.sheet == sheet), None)
    tier = known.tier if known else line.grading.tier if line else ""
    form = PlanForm(request.POST or None, instance=known)
    plan = submit(
        request, form, lambda **who: planning.save_plan(sheet, tier=tier, **form.cleaned_data, **who)
    )
    if plan is not None:
        messages.success(request, f"已保存{sheet.unit.name}的整改提升计划。")
        return redirect(plan)
    context = {"form": form, "sheet": sheet, "unit": sheet.unit, "tier": tier, "line": line}
    return render(request, "assessments/grading/plan_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def plan_detail(request, pk):
    """The plan of a weak unit and its progress."""
    return _plan_page(request, _plan(request, pk))


@page(Permission.ASSESSMENT_SCORE, methods=["POST"])
def plan_note(request, pk):
    """Write down a step of progress."""
    plan = _plan(request, pk)
    form = NoteForm(request.POST)
    if (
        submit(request, form, lambda **who: planning.note_progress(plan, **form.cleaned_data, **who))
        is not None
    ):
        messages.success(request, "已填写进展。")
        return redirect(plan)
    return _plan_page(request, plan, note_form=form)


@page(Permission.ASSESSMENT_REVIEW, methods=["POST"])
def plan_close(request, pk):
    """Close a plan with what came of it."""
    plan = _plan(request, pk)
    form = CloseForm(request.POST)
    if submit(request, form, lambda **who: planning.close_plan(plan, **form.cleaned_data, **who)) is not None:
        messages.success(request, f"{plan.sheet.unit.name}的整改提升计划已销号。")
        return redirect(plan)
    return _plan_page(request, plan, close_form=form)


def _plan(request, pk):
    rows = WeakPlan.objects.within(request.scope).select_related("sheet__unit__parent", "sheet__round", "by")
    return get_object_or_404(rows, pk=pk)


def _plan_page(request, plan, *, note_form=None, close_form=None):
    context = {
        "plan": plan, "unit": plan.sheet.unit, "round": plan.sheet.round,
        "notes": list(plan.notes.select_related("by")),
        "note_form": note_form or NoteForm(), "close_form": close_form or CloseForm(),
        "may_note": planning.may_note(request.user, plan.sheet) and not plan.closed_on,
        "may_plan": planning.may_plan(request.user, plan.sheet) and not plan.closed_on,
        "back": f"{reverse('grading:tier_moves')}?round={plan.sheet.round_id}",
    }  # fmt: skip
    return render(request, "assessments/grading/plan_detail.html", context, fragment="plan")
