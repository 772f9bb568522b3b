from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from staff.forms.stipends import RuleForm, StandardForm
from staff.models import StipendRule, StipendStandard
from staff.services import standards
from staff.services.refusal import StaffRefused


@page(Permission.STIPEND_VIEW)
def standard_list(request):
    """What is paid a month since when, and how months are counted."""
    rows = StipendStandard.objects.within(request.scope).select_related("unit")
    rules = StipendRule.objects.within(request.scope).select_related("unit")
    context = {
        "standards": rows.order_by("unit__path", "post_type", "-since", "pk"),
        "rules": rules.order_by("unit__path", "-since", "pk"),
        "today": timezone.localdate(),
        "may_edit": request.user.holds(Permission.STIPEND_EDIT),
    }
    return render(request, "staff/standard_list.html", context, fragment="results")


@page(Permission.STIPEND_EDIT, methods=["GET", "POST"])
def standard_create(request):
    form = StandardForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            standard = standards.add_standard(
                facts.pop("county"), by=request.user, at=timezone.now(), **facts
            )
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{standard.since:%Y-%m-%d} 起执行：{standard}。")
            return redirect("staff:standard_list")
    return render(request, "staff/standard_form.html", {"form": form}, fragment="form")


@page(Permission.STIPEND_EDIT, methods=["GET", "POST"])
def rule_create(request):
    form = RuleForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            rule = standards.set_rule(facts.pop("county"), by=request.user, at=timezone.now(), **facts)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{rule.since:%Y-%m-%d} 起{rule.in_words}。")
            return redirect("staff:standard_list")
    return render(request, "staff/rule_form.html", {"form": form}, fragment="form")
