from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from staff.models import GuardRule, InsuranceRate, PayPolicy, StipendRule, StipendStandard
from staff.pay.forms.settings import GuardForm, PolicyForm, RateForm, RuleForm, StandardForm
from staff.pay.selectors.settings import GUARDS
from staff.pay.services import settings
from staff.services.refusal import StaffRefused


@page(Permission.STIPEND_VIEW)
def standard_list(request):
    """What is paid a month since when, how months are counted, and how a run goes."""

    def rows(model, *order):
        return model.objects.within(request.scope).select_related("unit").order_by("unit__path", *order, "pk")

    context = {
        "standards": rows(StipendStandard, "post_type", "-since"),
        "rules": rows(StipendRule, "-since"),
        "policies": rows(PayPolicy, "-since"),
        "guards": rows(GuardRule, "code", "-since"),
        "usual": [(code.label, level.label) for code, level in GUARDS.items()],
        "rates": rows(InsuranceRate, "post_type", "name", "-since"),
        "may_edit": request.user.holds(Permission.STIPEND_EDIT),
    }
    return render(request, "staff/pay/standard_list.html", context, fragment="results")


def _setting(form_class, save, told, *, title, saving):
    """Return a page on which a dated setting is made."""

    def view(request):
        form = form_class(request.POST or None, scope=request.scope)
        if request.method == "POST" and form.is_valid():
            facts = dict(form.cleaned_data)
            unit = facts.pop("unit") if "unit" in facts else facts.pop("county")
            try:
                row = save(unit, by=request.user, at=timezone.now(), **facts)
            except StaffRefused as problem:
                form.add_error(problem.field, str(problem))
            else:
                messages.success(request, told(row))
                return redirect("staff:standard_list")
        context = {"form": form, "title": title, "saving": saving}
        return render(request, "staff/pay/setting_form.html", context, fragment="form")

    return page(Permission.STIPEND_EDIT, methods=["GET", "POST"])(view)


standard_create = _setting(
    StandardForm,
    settings.add_standard,
    lambda row: f"{row.since:%Y-%m-%d} 起执行：{row.unit.name}{row}。",
    title="新增补贴标准",
    saving="保存补贴标准",
)
rule_create = _setting(
    RuleForm,
    settings.set_rule,
    lambda row: f"{row.since:%Y-%m-%d} 起{row.in_words}。",
    title="调整计发规则",
    saving="保存计发规则",
)
policy_create = _setting(
    PolicyForm,
    settings.set_policy,
    lambda row: f"{row.since:%Y-%m-%d} 起{row}。",
    title="调整发放规定",
    saving="保存发放规定",
)
guard_create = _setting(
    GuardForm,
    settings.set_guard,
    lambda row: f"{row.since:%Y-%m-%d} 起，{row}。",
    title="调整发放前检查",
    saving="保存检查规定",
)
rate_create = _setting(
    RateForm,
    settings.set_rate,
    lambda row: f"{row.since:%Y-%m-%d} 起执行：{row.get_post_type_display()}{row}。",
    title="新增保险费率",
    saving="保存保险费率",
)
