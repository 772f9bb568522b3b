"""The selection of 优秀专职委员."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.appraisals import papers
from assessments.appraisals.choices import HonourState, NoticeKind, Standing
from assessments.appraisals.forms.following import ChoiceForm, NoticeForm, SelectionForm
from assessments.appraisals.forms.people import ReasonForm
from assessments.appraisals.models import AppraisalNotice, HonourNominee, HonourSelection
from assessments.appraisals.proving import code_of_honours
from assessments.appraisals.selectors.honours import candidates_of
from assessments.appraisals.services import honours
from assessments.appraisals.views.asking import act, show_form, submit, year_of
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf
from orgs.proofs.papers import keep_code


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def honour_detail(request, pk):
    """The candidates with their criteria; POST puts up those who are ticked."""
    year = year_of(request, pk)
    selection = _selection(request, year)
    lines = candidates_of(year)
    form = ChoiceForm(request.POST or None, lines=lines)
    if selection is not None:
        chosen = submit(
            request, form,
            lambda **who: honours.choose(selection, form.keys(), reason=form.why(), **who),
        )  # fmt: skip
        if chosen is not None:
            messages.success(request, "已确定拟表彰名单，可以公示。")
            return redirect(selection)
    context = _context(request, year, selection, lines) | {"form": form}
    return render(request, "assessments/appraisals/honour_detail.html", context, fragment="results")


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def honour_open(request, pk):
    """Begin the selection."""
    year = year_of(request, pk)
    form = SelectionForm(request.POST or None, initial={"places": year.terms.honour_places})
    made = submit(request, form, lambda **who: honours.open_selection(year, **form.cleaned_data, **who))
    if made is not None:
        messages.success(request, f"已开始{made}。")
        return redirect(made)
    return show_form(
        request, form, title="开始评选优秀专职委员", button="开始评选", facts=str(year),
        back_url=year.get_absolute_url(), back_name=str(year),
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def honour_notice(request, pk):
    """Hang out those who are put up."""
    year = year_of(request, pk)
    selection = get_object_or_404(HonourSelection.objects.within(request.scope), year=year)
    form = NoticeForm(request.POST or None, days=year.terms.notice_days)
    made = submit(request, form, lambda **who: honours.post_honours(selection, **form.cleaned_data, **who))
    if made is not None:
        messages.success(request, f"已登记公示，公示至 {made.last_day:%Y-%m-%d}。请打印张贴。")
        return redirect(selection)
    return show_form(
        request, form, title="公示拟表彰人员", button="登记公示", facts=str(year),
        back_url=selection.get_absolute_url(), back_name="优秀专职委员评选",
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE, methods=["POST"])
def honour_finish(request, pk):
    """Honour those against whom no objection was upheld."""
    year = year_of(request, pk)
    selection = get_object_or_404(HonourSelection.objects.within(request.scope), year=year)
    return act(
        request, selection, lambda people: f"已表彰 {len(people)} 人，并写入人才库。",
        lambda **who: honours.honour(selection, **who),
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def nominee_drop(request, pk):
    """Take somebody out of those put up."""
    rows = HonourNominee.objects.within(request.scope).select_related(
        "selection__year__county", "appraisal__year", "appraisal__appointment__member"
    )
    nominee, form = get_object_or_404(rows, pk=pk), ReasonForm(request.POST or None)
    done = submit(request, form, lambda **who: honours.drop_nominee(nominee, **form.cleaned_data, **who))
    if done is not None:
        messages.success(request, f"已取消{nominee.appraisal.member.name}的拟表彰。")
        return redirect(nominee.selection)
    return show_form(
        request, form, title="取消拟表彰", button="取消拟表彰", facts=str(nominee),
        back_url=nominee.selection.get_absolute_url(), back_name="优秀专职委员评选",
    )  # fmt: skip


@page(Permission.APPRAISAL_VIEW)
def honour_print(request, pk):
    """Show the list of those who are put up or honoured."""
    rows = HonourSelection.objects.within(request.scope).select_related("year__county")
    selection = get_object_or_404(rows, year=pk)
    proof = code_of_honours(selection, by=request.user)
    content, name = papers.honours_pdf(selection, proof=proof), f"{selection.title}名单"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=selection), proof)


def _selection(request, year):
    return (
        HonourSelection.objects.within(request.scope).select_related("year__county").filter(year=year).first()
    )


def _context(request, year, selection, lines):
    rows = AppraisalNotice.objects.within(request.scope).filter(year=year, kind=NoticeKind.HONOURS)
    notice, today = rows.select_related("unit").first(), timezone.localdate()
    nominees = selection.nominees.select_related(
        "appraisal__year", "appraisal__appointment__member", "appraisal__appointment__post__unit__parent"
    ) if selection else []  # fmt: skip
    chosen = {one.appraisal_id for one in nominees}
    return {
        "year": year,
        "terms": year.terms,
        "selection": selection,
        "lines": [(line, line.appraisal.pk in chosen) for line in lines],
        "nominees": nominees,
        "standing": sum(one.standing != Standing.DROPPED for one in nominees),
        "notice": notice,
        "badge": notice.badge(today) if notice else None,
        "is_over": bool(notice and notice.last_day < today and not notice.closed_on),
        "is_open": selection is not None and selection.state == HonourState.OPEN,
    }
