from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf
from staff.models import Appointment
from staff.recruiting import paper
from staff.recruiting.choices import Standing, State
from staff.recruiting.forms.candidates import CandidateForm, HireForm, OverrideForm
from staff.recruiting.models import EligibilityOverride
from staff.recruiting.selectors.facts import findings_differ
from staff.recruiting.selectors.recruitments import timeline_of
from staff.recruiting.services import applying, hiring, noticing
from staff.recruiting.views.asking import act, ask_reason, candidate_of, recruitment_of, submit

UNDER_REVIEW = (Standing.APPLIED, Standing.INELIGIBLE)


@sensitive_post_parameters()
@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def candidate_create(request, pk):
    """Take down an application or a recommendation."""
    recruitment = recruitment_of(request, pk)
    form = CandidateForm(request.POST or None, scope=request.scope, recruitment=recruitment)
    made = submit(request, form, lambda **who: applying.take_application(recruitment, **form.facts(), **who))
    if made is not None:
        messages.success(request, f"已登记 {made.name} 报名，资格条件已核对。")
        return redirect(made)
    context = {"form": form, "recruitment": recruitment, "candidate": None}
    return render(request, "staff/recruiting/candidate_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def candidate_edit(request, pk):
    """Correct what was taken down; the review begins anew."""
    candidate = candidate_of(request, pk)
    form = CandidateForm(
        request.POST or None, instance=candidate, scope=request.scope, recruitment=candidate.recruitment
    )
    changed = submit(
        request, form, lambda **who: applying.change_application(candidate, **form.facts(), **who)
    )
    if changed is not None:
        messages.success(request, f"已更正 {changed.name} 的报名资料，请重新审查。")
        return redirect(changed)
    context = {"form": form, "recruitment": candidate.recruitment, "candidate": candidate}
    return render(request, "staff/recruiting/candidate_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT)
def candidate_detail(request, pk):
    """One applicant: every condition with its fact, marks, objections and what comes next."""
    candidate = candidate_of(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=candidate, request=request)
    )
    return render(
        request, "staff/recruiting/candidate_detail.html", _detail(request, candidate), fragment="case"
    )


@page(Permission.STAFF_EDIT, methods=["POST"])
def candidate_check(request, pk):
    """Check again against what the register says today."""
    candidate = candidate_of(request, pk)
    return act(
        request, candidate, "已重新核对资格条件。", lambda **who: applying.check_again(candidate, **who)
    )


@page(Permission.STAFF_EDIT, methods=["POST"])
def candidate_approve(request, pk):
    """Close the review: every condition is met."""
    candidate = candidate_of(request, pk)
    return act(
        request, candidate, f"{candidate.name}资格合格。",
        lambda **who: applying.review_candidate(candidate, is_eligible=True, **who),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def candidate_refuse(request, pk):
    """Close the review: a condition is not met."""
    candidate = candidate_of(request, pk)
    return ask_reason(
        request, candidate, title=f"{candidate.name}资格不合格", button="定为不合格", label="不合格的理由",
        hint="会写入记录，请告知本人。", done=f"已登记 {candidate.name} 资格不合格。",
        call=lambda **given: applying.review_candidate(candidate, is_eligible=False, **given),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def override_create(request, pk):
    """Propose to let a condition pass."""
    candidate = candidate_of(request, pk)
    checks = [check for check in candidate.findings if check.may_be_overridden]
    form = OverrideForm(request.POST or None, checks=checks)
    made = submit(request, form, lambda **who: applying.ask_override(candidate, **form.cleaned_data, **who))
    if made is not None:
        messages.success(request, f"已提出放宽“{made.get_code_display()}”，请由另一人复核。")
        return redirect(candidate)
    context = {
        "form": form, "title": f"放宽{candidate.name}的条件", "button": "提出放宽", "back": candidate,
        "facts": "",
    }  # fmt: skip
    return render(request, "staff/recruiting/reason_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["POST"])
def override_confirm(request, pk):
    """Confirm what somebody else proposed."""
    rows = EligibilityOverride.objects.within(request.scope).select_related("candidate__recruitment__unit")
    override = get_object_or_404(rows, pk=pk)
    return act(
        request,
        override.candidate,
        "已复核同意放宽。",
        lambda **who: applying.confirm_override(override, **who),
    )


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def candidate_withdraw(request, pk):
    """The candidate does not want the post any more."""
    candidate = candidate_of(request, pk)
    return ask_reason(
        request, candidate, title=f"{candidate.name}放弃", button="登记放弃", label="放弃的原因",
        done=f"已登记 {candidate.name} 放弃。",
        call=lambda **given: applying.withdraw_candidate(candidate, **given),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def candidate_drop(request, pk):
    """Give up hiring somebody whose notice is over."""
    candidate = candidate_of(request, pk)
    return ask_reason(
        request, candidate, title=f"取消拟聘{candidate.name}", button="取消拟聘", label="取消拟聘的理由",
        hint="之后可以公示下一名。", done=f"已取消拟聘 {candidate.name}，可以公示下一名。",
        call=lambda **given: noticing.drop_candidate(candidate, **given),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def candidate_hire(request, pk):
    """Put a candidate into the post, with a contract."""
    candidate = candidate_of(request, pk)
    form = HireForm(request.POST or None)
    appointment = submit(request, form, lambda **who: hiring.hire(candidate, **form.cleaned_data, **who))
    if appointment is not None:
        messages.success(
            request, f"{candidate.name}已聘用到岗，合同号 {appointment.contract_number}。请办理上岗证。"
        )
        return redirect(candidate)
    context = {"form": form, "candidate": candidate}
    return render(request, "staff/recruiting/hire_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["POST"])
def permit_issue(request, pk):
    """Give the certificate of post its number."""
    appointment = _appointment(request, pk)
    return act(
        request, appointment.member, lambda made: f"已发上岗证，编号 {made.work_permit_number}。",
        lambda **who: hiring.issue_permit(appointment, **who),
    )  # fmt: skip


@page(Permission.STAFF_VIEW)
def permit_print(request, pk):
    """Show the certificate of post (上岗证)."""
    appointment = _appointment(request, pk)
    if not appointment.work_permit_number:
        messages.error(request, f"{appointment.member.name}还没有上岗证编号，请先发证。")
        return redirect(appointment.member)
    content = paper.permit_pdf(appointment)
    return send_pdf(request, f"上岗证{appointment.work_permit_number}", content, persons=1, about=appointment)


def _appointment(request, pk):
    rows = Appointment.objects.within(request.scope).select_related(
        "member__person", "post__unit__parent__parent"
    )
    return get_object_or_404(rows, pk=pk)


def _detail(request, candidate):
    state, standing = candidate.recruitment.state, candidate.standing
    overrides = {one.code: one for one in candidate.overrides.select_related("asked_by", "confirmed_by")}
    unmet = [check for check in candidate.findings if not check.passes]
    return {
        "candidate": candidate,
        "recruitment": candidate.recruitment,
        "checks": [(check, overrides.get(check.code)) for check in candidate.findings],
        "has_changed": bool(candidate.standing != Standing.HIRED and findings_differ(candidate)),
        "may_edit": state == State.OPEN and standing in (*UNDER_REVIEW, Standing.ELIGIBLE),
        "may_review": state == State.OPEN and standing in UNDER_REVIEW,
        "may_override": state == State.OPEN and standing in UNDER_REVIEW
        and any(check.may_be_overridden and check.code not in overrides for check in unmet),
        "may_withdraw": standing in (Standing.APPLIED, Standing.ELIGIBLE, Standing.CLEARED),
        "may_hire": state == State.HIRING and standing == Standing.CLEARED,
        "may_object": state == State.NOTICE and standing == Standing.CHOSEN,
        "objections": candidate.objections.order_by("-pk"),
        "may_see": {
            person.pk
            for person in (candidate.person, candidate.relative)
            if person and request.user.scope_of(Permission.PERSON_VIEW).covers(person.unit)
        },
        "timeline": timeline_of(candidate.recruitment, candidate),
    }  # fmt: skip
