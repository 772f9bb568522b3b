from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sending import send_pdf
from core.sheets.writing import workbook
from orgs.proofs.papers import keep_code
from staff.recruiting import paper
from staff.recruiting.choices import STEPS, Standing, State
from staff.recruiting.columns import CANDIDATE_COLUMNS, RECRUITMENT_COLUMNS
from staff.recruiting.forms.recruitments import RecruitmentFilter, RecruitmentForm, county_of_page
from staff.recruiting.models import Recruitment
from staff.recruiting.proving import code_of_recruitment
from staff.recruiting.selectors import recruitments as reading
from staff.recruiting.selectors.rules import conditions_for
from staff.recruiting.services import announcing, examining
from staff.recruiting.views.asking import act, ask_reason, may_run, recruitment_of, submit

NEWEST_FIRST = ("-announced_on", "-pk")
SORTS = {
    "date": ("announced_on", "pk"),
    "title": ("title", "pk"),
    "until": ("applies_until", "pk"),
    "people": ("people", "pk"),
}


@page(Permission.STAFF_VIEW)
def recruitment_list(request):
    """The recruitments of the user's counties, and what waits in them."""
    filters, found = _found(request)
    context = {
        "filters": filters,
        "recruitments": page_of(found, request),
        "waiting": reading.waiting_in(request.scope, timezone.localdate()),
        "may_edit": request.user.holds(Permission.STAFF_EDIT),
    }
    return render(request, "staff/recruiting/recruitment_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def recruitment_export(request):
    """Send the recruitments that the list shows under the same filters."""
    filters, found = _found(request)
    rows = list(found)
    content = workbook("专职委员招聘情况", RECRUITMENT_COLUMNS, rows)
    name, place = "专职委员招聘情况", filters.place
    return send_workbook(request, name, content, persons=0, unit=place, rows=len(rows))


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def recruitment_create(request):
    """Announce a recruitment; `?post=` ticks a vacant post beforehand."""
    county = county_of_page(request)
    if county is None:
        raise Http404
    chosen = request.GET.getlist("post")
    form = RecruitmentForm(
        request.POST or None, scope=request.scope, county=county, initial={"posts": chosen}
    )
    made = submit(
        request, form,
        lambda **who: announcing.announce_recruitment(
            county, form.cleaned_data["posts"], **form.facts(), **who
        ),
    )  # fmt: skip
    if made is not None:
        messages.success(request, f"已登记招聘，编号 {made.number}。请打印公告张贴。")
        return redirect(made)
    rules = conditions_for(county, timezone.localdate())
    context = {"form": form, "county": county, "rules": rules}
    return render(request, "staff/recruiting/recruitment_form.html", context, fragment="form")


@page(Permission.STAFF_VIEW)
def recruitment_detail(request, pk):
    """One recruitment; who applies is seen by those who run it."""
    recruitment = recruitment_of(request, pk)
    return render(
        request, "staff/recruiting/recruitment_detail.html", _detail(request, recruitment), fragment="case"
    )


@page(Permission.STAFF_VIEW)
def recruitment_print(request, pk):
    """Show the notice of recruitment as it is put on the wall."""
    recruitment = recruitment_of(request, pk)
    proof = code_of_recruitment(recruitment, by=request.user)
    content, name = paper.recruitment_pdf(recruitment, proof=proof), f"招聘公告{recruitment.number}"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=recruitment), proof)


@page(Permission.STAFF_EDIT)
def candidate_export(request, pk):
    """Send who applies, with checks and marks; numbers masked."""
    recruitment = recruitment_of(request, pk)
    rows = [(rank, one) for field in reading.fields_of(recruitment) for rank, one in field.rows]
    title = f"{recruitment.title}报名和成绩"
    return send_workbook(
        request, f"报名和成绩{recruitment.number}", lambda: workbook(title, CANDIDATE_COLUMNS, rows),
        persons=len(rows), fields=CANDIDATE_COLUMNS, about=recruitment, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["POST"])
def applications_close(request, pk):
    """Close the list of applicants and go on to the exam."""
    recruitment = recruitment_of(request, pk)
    return act(
        request,
        recruitment,
        "报名已截止，可以登记成绩。",
        lambda **who: examining.close_applications(recruitment, **who),
    )


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def recruitment_cancel(request, pk):
    """Call a recruitment off."""
    recruitment = recruitment_of(request, pk)
    return ask_reason(
        request, recruitment, title="取消招聘", button="取消招聘", label="取消的理由",
        facts=recruitment.title,
        done=f"已取消“{recruitment.title}”，岗位可以另行招聘。",
        call=lambda **given: announcing.cancel_recruitment(recruitment, **given),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def recruitment_finish(request, pk):
    """End a recruitment whose posts were not all filled."""
    recruitment = recruitment_of(request, pk)
    return ask_reason(
        request, recruitment, title="办结招聘", button="办结", label="没有招满的理由",
        facts=recruitment.title,
        hint="岗位全部招满的自动办结，不必在这里办理。", done=f"已办结“{recruitment.title}”。",
        call=lambda **given: announcing.finish_recruitment(recruitment, **given),
    )  # fmt: skip


def _found(request):
    filters = RecruitmentFilter(request.GET, scope=request.scope)
    found = filters.apply(Recruitment.objects.within(request.scope))
    return filters, reading.for_list(found).order_by(*ordering_of(request, SORTS, NEWEST_FIRST))


def _detail(request, recruitment):
    today, runs = timezone.localdate(), may_run(request, recruitment)
    fields, notice = reading.fields_of(recruitment), reading.notice_now(recruitment)
    everybody = [one for field in fields for _, one in field.rows]
    return {
        "recruitment": recruitment,
        "rules": recruitment.rules,
        "steps": [state.label for state in STEPS],
        "fields": fields,
        "people": len(everybody),
        "to_review": sum(one.standing == Standing.APPLIED for one in everybody),
        "may_run": runs,
        "takes": runs and reading.takes_applications(recruitment),
        "may_close": runs and recruitment.state == State.OPEN and recruitment.applies_until < today,
        "may_mark": runs and recruitment.rules.has_exam and recruitment.state in (State.EXAM, State.HIRING),
        "may_post": runs and recruitment.state in (State.EXAM, State.HIRING),
        "notice": notice,
        "notice_state": notice.badge(today) if notice else None,
        "may_end": runs and notice is not None and notice.last_day < today,
        "may_finish": runs and recruitment.state in (State.EXAM, State.HIRING),
        "timeline": reading.timeline_of(recruitment) if runs else (),
    }
