"""One person's appraisal: reports, daily points, the grade, and what was done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from assessments.appraisals import papers
from assessments.appraisals.choices import Grade, Side
from assessments.appraisals.forms.people import GradeForm, MarksForm, ReasonForm, ReportForm
from assessments.appraisals.models import AppraisalFile, AppraisalReport
from assessments.appraisals.selectors.results import outcome_of
from assessments.appraisals.selectors.tables import items_of
from assessments.appraisals.services import judging, marks, reports
from assessments.appraisals.spans import Span
from assessments.appraisals.views.asking import act, appraisal_of, show_form, submit
from assessments.appraisals.views.person_page import next_of, page_context
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_kept_file, send_pdf


@page(Permission.APPRAISAL_VIEW)
def appraisal_detail(request, pk):
    """Everything about one person's year."""
    context = page_context(request, appraisal_of(request, pk))
    return render(request, "assessments/appraisals/appraisal_detail.html", context, fragment="case")


@page(Permission.APPRAISAL_VIEW)
def appraisal_print(request, pk):
    """Show the registration form (年度考核登记表)."""
    one = appraisal_of(request, pk)
    content = papers.forms_pdf(one.year, [one])
    name = f"{one.year.year}年度考核登记表{one.member.name}"
    return send_pdf(request, name, content, persons=1, about=one)


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def report_edit(request, pk, side):
    """Write down what the member tells one side."""
    one, side = appraisal_of(request, pk), _side(side)
    report = AppraisalReport.objects.within(request.scope).filter(appraisal=one, side=side).first()
    form = ReportForm(request.POST or None, request.FILES or None, report=report)
    done = submit(request, form, lambda **who: reports.save_report(one, side, **form.cleaned_data, **who))
    if done is not None:
        messages.success(request, f"已保存向{one.audience(side)}的述职报告。")
        return redirect(one)
    if "revision" not in form.errors and request.method == "POST" and report is not None:
        form.data = form.data.copy()
        form.data["revision"] = report.revision
    return show_form(
        request, form, title=f"向{one.audience(side)}述职", button="保存述职报告", is_upload=True,
        facts=str(one), back_url=one.get_absolute_url(), back_name=one.member.name,
    )  # fmt: skip


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def marks_edit(request, pk, period):
    """Give the daily points of one period."""
    one = appraisal_of(request, pk)
    span = _span(one, period)
    form = MarksForm(request.POST or None, items=items_of(one), marks=marks.marks_of(one, span))
    try:
        changed = submit(
            request, form,
            lambda **who: marks.save_marks(one, span, form.answers(), revisions=form.revisions(), **who),
        )  # fmt: skip
    except marks.MarksRefused as refused:
        form.tell(refused.problems)
        changed = None
    if changed is not None:
        messages.success(request, f"已保存{one.member.name}{span.label}的评分（{changed} 项有变化）。")
        after = next_of(request, one) if "next" in request.POST else None
        return redirect("appraisals:marks_edit", after.pk, period) if after else redirect(one)
    context = page_context(request, one) | {"form": form, "span": span, "after": next_of(request, one)}
    return render(request, "assessments/appraisals/marks_form.html", context, fragment="form")


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def grade_propose(request, pk):
    """Propose a grade."""
    one = appraisal_of(request, pk)
    outcome = outcome_of(one)
    by_points = outcome.grade(one.year.terms)
    initial = {"grade": one.proposed or by_points, "because": one.proposed_because, "revision": one.revision}
    form = GradeForm(request.POST or None, initial=initial, hint="与按得分应定的等次不同的，须写明理由。")
    done = submit(request, form, lambda **who: judging.propose_grade(one, **form.cleaned_data, **who))
    if done is not None:
        messages.success(
            request, f"已对{one.member.name}提出“{Grade(done.proposed).label}”，由县（区）残联审定。"
        )
        return redirect(one)
    return show_form(
        request, form, title="提出等次", button="提出等次", facts=str(one), note=_words(outcome, by_points),
        back_url=one.get_absolute_url(), back_name=one.member.name,
    )  # fmt: skip


@page(Permission.APPRAISAL_EDIT, methods=["POST"])
def proposal_withdraw(request, pk):
    """Take back a proposed grade."""
    one = appraisal_of(request, pk)
    return act(request, one, "已撤回建议等次。", lambda **who: judging.withdraw_proposal(one, **who))


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def grade_decide(request, pk):
    """Decide a grade."""
    one = appraisal_of(request, pk)
    outcome = outcome_of(one)
    initial = {
        "grade": one.decided or one.proposed, "because": one.decided_because, "revision": one.revision,
    }  # fmt: skip
    form = GradeForm(request.POST or None, initial=initial, hint="与建议等次不同的，须写明理由。")
    done = submit(request, form, lambda **who: judging.decide_grade(one, **form.cleaned_data, **who))
    if done is not None:
        messages.success(request, f"已审定{one.member.name}为“{Grade(done.decided).label}”。")
        return redirect(one)
    note = _words(outcome, outcome.grade(one.year.terms))
    if one.proposed:
        reason = f"（{one.proposed_because}）" if one.proposed_because else ""
        note += f"{one.proposed_by}建议{Grade(one.proposed).label}{reason}。"
    return show_form(
        request, form, title="审定等次", button="审定", facts=str(one), note=note,
        back_url=one.get_absolute_url(), back_name=one.member.name,
    )  # fmt: skip


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def appraisal_exclude(request, pk):
    """Take somebody out of the grading, for a reason."""
    one = appraisal_of(request, pk)
    return _ask(request, one, title="改为不定等次", call=judging.exclude, done="已改为不定等次。")


@page(Permission.APPRAISAL_EDIT, methods=["GET", "POST"])
def appraisal_include(request, pk):
    """Grade somebody after all, by the part of the year in post."""
    one = appraisal_of(request, pk)
    return _ask(request, one, title="改为参加考核", call=judging.include, done="已改为参加考核。")


@page(Permission.APPRAISAL_VIEW)
def file_show(request, pk):
    """Show or send a file of a report or a meeting."""
    rows = AppraisalFile.objects.within(request.scope).standing()
    return send_kept_file(request, get_object_or_404(rows, pk=pk))


@page(Permission.APPRAISAL_EDIT, methods=["POST"])
def file_withdraw(request, pk):
    """Take a file down that was uploaded by mistake."""
    rows = (
        AppraisalFile.objects.within(request.scope)
        .standing()
        .select_related("report__appraisal__year", "meeting__year")
    )
    kept = get_object_or_404(rows, pk=pk)
    back = kept.report.appraisal if kept.report_id else kept.meeting
    told = f"已撤下“{kept.name}”。"
    return act(request, back, told, lambda **who: reports.withdraw_file(kept, **who))


def _ask(request, one, *, title, call, done):
    form = ReasonForm(request.POST or None)
    if submit(request, form, lambda **who: call(one, reason=form.cleaned_data["reason"], **who)) is not None:
        messages.success(request, f"{one.member.name}{done}")
        return redirect(one)
    return show_form(
        request, form, title=title, button=title, facts=str(one), back_url=one.get_absolute_url(),
        back_name=one.member.name, note=one.excluded_because and f"现在不定等次：{one.excluded_because}。",
    )  # fmt: skip


def _words(outcome, grade):
    if outcome.missing:
        return f"还不能定等次，缺：{'；'.join(outcome.missing)}。"
    return f"总分 {outcome.total} 分，按得分应为{grade.label}。"


def _side(side):
    if side not in Side.values:
        raise Http404
    return Side(side)


def _span(one, period):
    if period not in one.year.terms.periods:
        raise Http404
    return Span(one.year.year, one.year.terms.rhythm, period)
