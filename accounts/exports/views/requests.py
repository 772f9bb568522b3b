from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts.exports import services
from accounts.exports.forms import SHOWN, DecisionForm, RequestForm, RevokeForm
from accounts.exports.gate import SALT, ask_page
from accounts.exports.models import ExportRequest
from accounts.exports.selectors import approvers_of, may_decide, rule_for, seen_by, to_decide
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from orgs.models import Unit

TOKEN_SECONDS = 12 * 60 * 60  # as long as a session
FACTS = ("what", "path", "query", "address", "filters", "kinds", "persons", "reach")


@page(Permission.WORKBENCH_VIEW)
def request_list(request):
    """One's own applications; those that wait for one's word; all of them for who approves or audits."""
    waiting = to_decide(request.user)
    sees_all = request.user.holds(Permission.EXPORT_APPROVE) or request.user.holds(Permission.AUDIT_VIEW)
    offered = [pair for pair in SHOWN if pair[0] == "mine" or sees_all]
    if not request.user.holds(Permission.EXPORT_APPROVE):
        offered = [pair for pair in offered if pair[0] != "decide"]
    asked = request.GET.get("show", "")
    shown = asked if asked in dict(offered) else "decide" if waiting else "mine"
    context = {
        "rows": page_of(_rows(request.user, shown, waiting), request), "shown": shown, "offered": offered,
        "waiting": len(waiting),
    }  # fmt: skip
    return render(request, "accounts/exports/request_list.html", context, fragment="results")


def _rows(user, shown, waiting):
    if shown == "decide":
        return waiting
    return (seen_by(user) if shown == "all" else ExportRequest.objects.owned_by(user)).for_list()


@sensitive_post_parameters()
@page(Permission.WORKBENCH_VIEW, methods=["POST"])
def request_create(request):
    """Write down an application for the list that the token names."""
    form = RequestForm(request.POST)
    asked = _asked(request)
    if asked is None:
        messages.error(request, "申请页面已经过期，请回到名单重新点导出。")
        return redirect("exports:request_list")
    if not form.is_valid():
        return ask_page(request, asked, rule_for(asked["unit"], timezone.localdate()), form)
    values = {name: form.cleaned_data[name] for name in ("purpose", "reason", "recipient")}
    made = services.apply_for(asked, by=request.user, at=timezone.now(), **values)
    told = "已提交，同意后会出现在您的工作台上" if made.is_waiting else "已登记，现在可以导出"
    messages.success(request, f"申请 {made.number}（{made.what}）{told}。")
    return redirect(made)


def _asked(request):
    """Return the facts that the gate signed for this user, or None."""
    try:
        facts = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    if facts["user"] != request.user.pk:
        return None
    unit = Unit.objects.within(request.scope).filter(pk=facts["unit"]).first()
    return {"unit": unit} | {name: facts[name] for name in FACTS} if unit else None


@page(Permission.WORKBENCH_VIEW)
def request_detail(request, pk):
    """What is asked for, why and for whom; what became of it; who has fetched it when."""
    return _detail(request, _request_of(request, pk))


@page(Permission.EXPORT_APPROVE, methods=["POST"])
def request_decide(request, pk):
    """Approve or refuse an application of somebody else."""
    found, form = _request_of(request, pk), DecisionForm(request.POST)
    grants = request.POST.get("answer") == "grant"
    if form.is_valid():
        try:
            services.decide(found, grants, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.ExportRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            done = "已同意" if grants else "未同意"
            messages.success(request, f"申请 {found.number}（{found.what}）{done}，已告知{found.asked_by}。")
            return redirect("exports:request_list")
    return _detail(request, found, decision=form)


@page(Permission.EXPORT_APPROVE, methods=["POST"])
def request_revoke(request, pk):
    """Take back an approval: nothing more is fetched under it."""
    found, form = _request_of(request, pk), RevokeForm(request.POST)
    if form.is_valid():
        try:
            services.revoke(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.ExportRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已收回申请 {found.number} 的同意，不能再下载。")
            return redirect(found)
    return _detail(request, found, revocation=form)


@page(Permission.WORKBENCH_VIEW, methods=["POST"])
def request_withdraw(request, pk):
    """Take back one's own application."""
    found = get_object_or_404(ExportRequest.objects.owned_by(request.user), pk=pk)
    try:
        services.withdraw(found, by=request.user, at=timezone.now())
    except services.ExportRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已撤回申请 {found.number}。")
    return redirect(found)


def _request_of(request, pk):
    rows = seen_by(request.user).select_related("unit", "asked_by", "decided_by", "ended_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _detail(request, found, *, decision=None, revocation=None):
    is_own = found.asked_by_id == request.user.pk
    approvers, is_above = approvers_of(found.unit, found.asked_by) if found.is_waiting else ([], False)
    decides = found.is_waiting and may_decide(request.user, found)
    approves = request.user.scope_of(Permission.EXPORT_APPROVE).covers(found.unit)
    context = {
        "one": found, "is_own": is_own, "approvers": approvers, "is_above": is_above,
        "fetched": list(found.fetched.order_by("number")),
        "decision": (decision or DecisionForm()) if decides else None,
        "revocation": (revocation or RevokeForm()) if approves and found.is_usable else None,
    }  # fmt: skip
    return render(request, "accounts/exports/request_detail.html", context, fragment="one")
