from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.debug import sensitive_post_parameters

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf
from orgs.proofs.papers import keep_code
from registry.applications.forms.steps import ObjectionForm, SettleForm
from staff.recruiting import paper
from staff.recruiting.choices import Standing
from staff.recruiting.forms.candidates import MarksForm, NoticeForm
from staff.recruiting.models import CandidateObjection, RecruitmentNotice
from staff.recruiting.proving import code_of_notice
from staff.recruiting.services import examining, noticing
from staff.recruiting.views.asking import act, candidate_of, recruitment_of, submit
from staff.services.refusal import StaffRefused


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def marks_edit(request, pk):
    """Write down the marks of everybody who takes part in the exam."""
    recruitment = recruitment_of(request, pk)
    rows = recruitment.candidates.filter(standing=Standing.ELIGIBLE).for_list()
    candidates = list(rows.order_by("opening__post__unit__path", "pinyin", "pk"))
    form = MarksForm(request.POST or None, recruitment=recruitment, candidates=candidates)
    changed = submit(
        request, form,
        lambda **who: examining.record_marks(recruitment, form.marks(), seen=_seen(form), **who),
    )  # fmt: skip
    if changed is not None:
        messages.success(request, f"已登记 {changed} 人的成绩。" if changed else "成绩没有变化。")
        return redirect(recruitment)
    context = {"form": form, "recruitment": recruitment, "rules": recruitment.rules}
    return render(request, "staff/recruiting/marks_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def notice_create(request, pk):
    """Put up the best of each post."""
    recruitment = recruitment_of(request, pk)
    form = NoticeForm(request.POST or None, initial={"first_day": timezone.localdate()})
    made = submit(request, form, lambda **who: examining.post_notice(recruitment, **form.cleaned_data, **who))
    if made is not None:
        messages.success(request, f"已登记公示，公示至 {made.last_day:%Y-%m-%d}。请打印张贴。")
        return redirect(recruitment)
    rules = recruitment.rules
    context = {"form": form, "recruitment": recruitment, "rules": rules}
    return render(request, "staff/recruiting/notice_form.html", context, fragment="form")


@page(Permission.STAFF_VIEW)
def notice_print(request, pk):
    """Show the notice of those to be hired, as it is put on the wall."""
    rows = RecruitmentNotice.objects.within(request.scope).select_related("recruitment__unit", "unit")
    notice = get_object_or_404(rows, pk=pk)
    proof = code_of_notice(notice, by=request.user)
    content, name = paper.notice_pdf(notice, proof=proof), f"拟聘公示{notice.first_day:%Y%m%d}"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=notice), proof)


@page(Permission.STAFF_EDIT, methods=["POST"])
def notice_conclude(request, pk):
    """End a notice that has hung its days."""
    recruitment = recruitment_of(request, pk)
    return act(
        request, recruitment, lambda cleared: f"公示已结束，{len(cleared)} 人待聘用。",
        lambda **who: noticing.conclude_notice(recruitment, **who),
    )  # fmt: skip


@sensitive_post_parameters()
@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def objection_create(request, pk):
    """Take down an objection to somebody who hangs out."""
    candidate = candidate_of(request, pk)
    form = ObjectionForm(request.POST or None)
    made = submit(
        request, form, lambda **who: noticing.record_objection(candidate, **form.cleaned_data, **who)
    )
    if made is not None:
        messages.success(request, f"已登记对 {candidate.name} 的异议，答复之前不能结束公示。")
        return redirect(candidate)
    context = {"form": form, "candidate": candidate, "objection": None}
    return render(request, "staff/recruiting/objection_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def objection_settle(request, pk):
    """Write down what was found about an objection."""
    rows = CandidateObjection.objects.within(request.scope).select_related("candidate__recruitment__unit")
    objection = get_object_or_404(rows, pk=pk)
    form = SettleForm(request.POST or None)
    settled = submit(
        request, form, lambda **who: noticing.settle_objection(objection, **form.cleaned_data, **who)
    )
    if settled is not None:
        messages.success(request, f"已答复对 {objection.candidate.name} 的异议。")
        return redirect(objection.candidate)
    context = {"form": form, "candidate": objection.candidate, "objection": objection}
    return render(request, "staff/recruiting/objection_form.html", context, fragment="form")


def _seen(form):
    """Return when the clerk opened the page.

    :raises StaffRefused: the page was tampered with.
    """
    try:
        seen = parse_datetime(form.cleaned_data["seen"])
    except ValueError:
        seen = None
    if seen is None:
        raise StaffRefused("页面已失效，请重新打开后登记。")
    return seen
