from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.exports.forms import RuleForm
from accounts.exports.models import ExportRule
from accounts.exports.selectors import rule_for
from accounts.exports.services import ExportRefused, save_rule
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit

LEVELS = (Unit.Level.CITY, Unit.Level.COUNTY)


@page(Permission.EXPORT_RULE)
def rule_list(request):
    """The limits of a county (or city): what holds, what is to come and what was."""
    units = list(_units(request).in_tree_order())
    asked = request.GET.get("unit", "")
    unit = next((each for each in units if str(each.pk) == asked), units[0] if units else None)
    today = timezone.localdate()
    rows = ExportRule.objects.within(request.scope).select_related("unit").filter(unit=unit)
    context = {
        "unit": unit, "units": units, "rule": rule_for(unit, today) if unit else None,
        "coming": list(rows.coming(today)), "past": list(rows.past(today)),
    }  # fmt: skip
    return render(request, "accounts/exports/rule_list.html", context, fragment="results")


@page(Permission.EXPORT_RULE, methods=["GET", "POST"])
def rule_edit(request, unit_pk):
    """Other limits from a day on."""
    unit = get_object_or_404(_units(request), pk=unit_pk)
    form = RuleForm(request.POST or None, rule=rule_for(unit, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            rule = save_rule(unit, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ExportRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存{unit.name}的导出规定：{rule}。")
            return redirect(f"{reverse('exports:rule_list')}?unit={unit.pk}")
    context = {"form": form, "unit": unit}
    return render(request, "accounts/exports/rule_form.html", context, fragment="form")


def _units(request):
    return Unit.objects.within(request.scope).current().filter(level__in=LEVELS)
