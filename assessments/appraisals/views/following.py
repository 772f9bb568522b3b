"""Objections to a result, and what follows from it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from assessments.appraisals.choices import Act, ActState
from assessments.appraisals.forms.following import CarryOutForm, ConsequenceFilter
from assessments.appraisals.forms.people import ReasonForm
from assessments.appraisals.models import AppraisalConsequence, AppraisalObjection
from assessments.appraisals.services import consequences, noticing
from assessments.appraisals.views.asking import appraisal_of, show_form, submit
from assessments.appraisals.views.person_page import visible_consequences
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.applications.forms.steps import ObjectionForm, SettleForm


@page(Permission.APPRAISAL_VIEW)
def consequence_list(request):
    """What the results lead to: proposed, done, set aside."""
    filters = ConsequenceFilter(request.GET, scope=request.scope)
    rows = filters.apply(visible_consequences(request)).select_related(
        "appraisal__year", "appraisal__appointment__member", "appraisal__appointment__post__unit__parent",
        "done_by",
    )  # fmt: skip
    context = {
        "filters": filters,
        "rows": page_of(
            rows.order_by("-state", "act", "appraisal__appointment__post__unit__path", "pk"), request
        ),
        "waiting": visible_consequences(request).filter(state=ActState.PROPOSED).count(),
        "may_carry_out": request.user.holds(Permission.STAFF_EDIT),
    }
    return render(request, "assessments/appraisals/consequence_list.html", context, fragment="results")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def consequence_edit(request, pk):
    """Carry out what was proposed."""
    row = _consequence(request, pk)
    form = CarryOutForm(request.POST or None, consequence=row)
    done = submit(request, form, lambda **who: consequences.carry_out(row, **form.cleaned_data, **who))
    member = row.appraisal.member
    if done is not None:
        messages.success(request, f"已办理{member.name}：{row.get_act_display()}。")
        return redirect("appraisals:consequence_list")
    label = Act(row.act).label
    return show_form(
        request, form, title=f"{member.name}：{label}", button=f"办理{label}", facts=row.why,
        note=_hint(row), back_url=reverse("appraisals:consequence_list"), back_name="考核结果运用",
        other_url=reverse("appraisals:consequence_drop", args=[row.pk]), other="不办理",
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def consequence_drop(request, pk):
    """Set aside what was proposed, for a reason."""
    row = _consequence(request, pk)
    form = ReasonForm(request.POST or None)
    done = submit(request, form, lambda **who: consequences.set_aside(row, **form.cleaned_data, **who))
    if done is not None:
        messages.success(request, f"已登记不办理{row.appraisal.member.name}的{row.get_act_display()}。")
        return redirect("appraisals:consequence_list")
    return show_form(
        request, form, title=f"不办理{row.get_act_display()}", button="不办理", facts=str(row.appraisal),
        note=row.why, back_url=row.get_absolute_url(), back_name=row.appraisal.member.name,
    )  # fmt: skip


@sensitive_post_parameters()
@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def objection_create(request, pk):
    """Take down an objection to a result that hangs out."""
    one = appraisal_of(request, pk)
    form = ObjectionForm(request.POST or None)
    made = submit(request, form, lambda **who: noticing.record_objection(one, **form.cleaned_data, **who))
    if made is not None:
        messages.success(request, f"已登记对{one.member.name}的异议，答复之前不能定案。")
        return redirect(one)
    return show_form(
        request, form, title="登记异议", button="登记异议", facts=str(one), back_url=one.get_absolute_url(),
        back_name=one.member.name,
    )  # fmt: skip


@page(Permission.APPRAISAL_MANAGE, methods=["GET", "POST"])
def objection_settle(request, pk):
    """Write down what was found about an objection."""
    rows = AppraisalObjection.objects.within(request.scope).select_related(
        "appraisal__year__county", "appraisal__appointment__member"
    )
    objection = get_object_or_404(rows, pk=pk)
    one, form = objection.appraisal, SettleForm(request.POST or None)
    settled = submit(
        request, form, lambda **who: noticing.settle_objection(objection, **form.cleaned_data, **who)
    )
    if settled is not None:
        more = "异议成立，请重新审定等次。" if settled.is_upheld else ""
        messages.success(request, f"已答复对{one.member.name}的异议。{more}")
        return redirect(one)
    return show_form(
        request, form, title="答复异议", button="登记答复", facts=str(one), note=f"异议：{objection.matter}",
        back_url=one.get_absolute_url(), back_name=one.member.name,
    )  # fmt: skip


def _consequence(request, pk):
    rows = AppraisalConsequence.objects.within(request.scope).select_related(
        "appraisal__year", "appraisal__appointment__member", "appraisal__appointment__post__unit__parent"
    )
    return get_object_or_404(rows, pk=pk)


def _hint(row):
    hints = {
        Act.RENEW: "办理后写入聘用合同和任职记录。",
        Act.MEND: "办理后写入任职记录，到期在“队伍提醒”里提示验收。",
        Act.NOT_RENEW: "先登记谈话告知；合同期满时再办理离岗，也可以现在就办理离岗。",
        Act.DISMISS: "办理后此人自办理日期起离岗，离岗原因为考核不称职。",
        Act.REWARD: "登记给予的奖励；奖金另在“补贴发放”的奖励与扣款里提出。",
    }
    return hints[Act(row.act)]
