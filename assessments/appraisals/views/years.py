"""Opening a year, its list, the quota, the notice and the end; the terms of a county."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from assessments.appraisals import papers
from assessments.appraisals.choices import NoticeKind
from assessments.appraisals.forms.following import NoticeForm
from assessments.appraisals.forms.years import TermsForm, YearForm
from assessments.appraisals.models import Appraisal, AppraisalNotice, AppraisalRule, AppraisalYear
from assessments.appraisals.proving import code_of_bulletin, code_of_notice
from assessments.appraisals.selectors.ranking import pools_of
from assessments.appraisals.selectors.years import terms_for
from assessments.appraisals.services import judging, noticing, years
from assessments.appraisals.views.asking import act, county_of_page, show_form, submit, year_of
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf
from orgs.proofs.papers import keep_code


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def year_create(request, county_pk):
    """Open the appraisal of a year."""
    county = county_of_page(request, county_pk)
    form = YearForm(request.POST or None, scope=request.scope)
    made = submit(request, form, lambda **who: years.open_year(county, **form.cleaned_data, **who))
    if made is not None:
        people = Appraisal.objects.within(request.scope).filter(year=made).count()
        messages.success(request, f"已布置{made}，名单 {people} 人。")
        return redirect(made)
    terms = terms_for(county, timezone.localdate())
    return show_form(
        request, form, title="布置年度考核", button="布置考核", back_url=reverse("appraisals:board"),
        back_name="专职委员考核", facts=county.name,
        note=f"按“{terms.name}”考核；布置之后再改办法，本年度仍按原办法。日常考核表取已发布的专职委员考核方案。",
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def year_edit(request, pk):
    """Change dates, words and tables of a year that is under way."""
    year = year_of(request, pk)
    form = YearForm(request.POST or None, instance=year, scope=request.scope)
    done = submit(request, form, lambda **who: years.edit_year(year, **form.cleaned_data, **who))
    if done is not None:
        messages.success(request, "已保存。")
        return redirect(year)
    return show_form(
        request,
        form,
        title="修改考核安排",
        button="保存",
        back_url=year.get_absolute_url(),
        back_name=str(year),
    )


@page(Permission.APPRAISAL_MANAGE, methods=["POST"])
def list_refresh(request, pk):
    """Bring the list up to date with those who came and went."""
    year = year_of(request, pk)
    return act(request, year, _listed_words, lambda **who: years.refresh_list(year, **who))


@page(Permission.APPRAISAL_EDIT, methods=["POST"])
def grades_propose(request, pk):
    """Propose the grade by points for everybody who is ready and whom the user assesses."""
    rows = AppraisalYear.objects.within(request.scope).select_related("county")
    year = get_object_or_404(rows, pk=pk)
    return act(request, year, _proposed_words, lambda **who: judging.propose_by_points(year, **who))


@page(Permission.APPRAISAL_MANAGE, methods=["POST"])
def grades_decide(request, pk):
    """Decide as proposed, within the quota of 优秀."""
    year = year_of(request, pk)
    return act(
        request, reverse("appraisals:year_result", args=[year.pk]), _decided_words,
        lambda **who: judging.decide_by_quota(year, **who),
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE)
def year_result(request, pk):
    """The quota of 优秀 with its ranking, what is not decided, the notice and objections to it."""
    year = year_of(request, pk)
    rows = AppraisalNotice.objects.within(request.scope)
    notice = rows.filter(year=year, kind=NoticeKind.RESULTS).select_related("unit").first()
    objections = notice.objections.select_related("appraisal__appointment__member") if notice else []
    waiting = Appraisal.objects.within(request.scope).filter(year=year, decided="").included().count()
    today = timezone.localdate()
    context = {
        "year": year,
        "terms": year.terms,
        "pools": pools_of(year),
        "waiting": waiting,
        "notice": notice,
        "badge": notice.badge(today) if notice else None,
        "is_over": bool(notice and notice.last_day < today and not notice.closed_on),
        "objections": list(objections),
    }
    return render(request, "assessments/appraisals/year_result.html", context, fragment="results")


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def notice_create(request, pk):
    """Hang out the results."""
    year = year_of(request, pk)
    form = NoticeForm(request.POST or None, days=year.terms.notice_days)
    made = submit(request, form, lambda **who: noticing.post_notice(year, **form.cleaned_data, **who))
    if made is not None:
        messages.success(request, f"已登记公示，公示至 {made.last_day:%Y-%m-%d}。请打印张贴。")
        return redirect(made)
    return show_form(
        request, form, title="公示考核结果", button="登记公示", facts=str(year),
        back_url=reverse("appraisals:year_result", args=[year.pk]), back_name="名额和公示",
        note=f"公示不少于 {year.terms.notice_days} 天，期满之前不能定案；公示后只有异议成立才能改等次。",
    )  # fmt: skip


@page(Permission.APPRAISAL_VIEW)
def notice_print(request, pk):
    """Show a notice as it is put on the wall."""
    rows = AppraisalNotice.objects.within(request.scope).select_related("year__county", "unit")
    notice = get_object_or_404(rows, pk=pk)
    name = f"{notice.get_kind_display()}{notice.first_day:%Y%m%d}"
    proof = code_of_notice(notice, by=request.user)
    content = papers.notice_pdf(notice, proof=proof)
    return keep_code(request, send_pdf(request, name, content, persons=0, about=notice), proof)


@page(Permission.APPRAISAL_VIEW)
def bulletin_print(request, pk):
    """Show the bulletin of a final year (考核结果通报)."""
    rows = AppraisalYear.objects.within(request.scope).select_related("county")
    year = get_object_or_404(rows, pk=pk)
    people = Appraisal.objects.within(request.scope).filter(year=year)
    proof = code_of_bulletin(year, request.scope, by=request.user)
    content, name = papers.bulletin_pdf(year, people, proof=proof), f"{year.year}年度考核结果通报"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=year), proof)


@page(Permission.APPRAISAL_MANAGE, methods=["POST"])
def year_conclude(request, pk):
    """Make the results final after their notice."""
    year = year_of(request, pk)
    return act(
        request, year, f"{year}结果已定，考核结果运用的建议已列出，由经办人逐项办理。",
        lambda **who: noticing.conclude(year, **who),
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE)
def rule_list(request):
    """The terms as they hold in a county, those to come and those past."""
    county, today = county_of_page(request), timezone.localdate()
    rows = AppraisalRule.objects.within(request.scope).filter(unit=county)
    context = {
        "county": county,
        "terms": terms_for(county, today),
        "own": rows.in_force(today).first(),
        "coming": rows.coming(today),
        "past": rows.past(today),
    }
    return render(request, "assessments/appraisals/rule_list.html", context, fragment="results")


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """Other terms from a day on."""
    county = county_of_page(request, county_pk)
    form = TermsForm(request.POST or None, terms=terms_for(county, timezone.localdate()))
    row = submit(
        request, form,
        lambda **who: years.set_terms(county, form.terms(), since=form.cleaned_data["since"], **who),
    )  # fmt: skip
    if row is not None:
        messages.success(request, f"自 {row.since:%Y-%m-%d} 起布置的考核按“{row.terms.name}”办理。")
        return redirect(f"{reverse('appraisals:rule_list')}?county={county.pk}")
    context = {"form": form, "county": county}
    return render(request, "assessments/appraisals/rule_form.html", context, fragment="form")


def _listed_words(new):
    return f"名单已更新，新增 {new} 人。" if new else "名单已是最新的。"


def _proposed_words(number):
    return f"已按得分提出 {number} 人的等次。" if number else "没有各项齐全、待提出等次的人。"


def _decided_words(counts):
    decided, left = counts
    rest = f"；{left} 人名额边缘同分，请逐人审定" if left else ""
    return f"已审定 {decided} 人{rest}。" if decided or left else "没有别人提出、待您审定的等次。"
