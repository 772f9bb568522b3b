from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from orgs.selectors import visible_roots
from registry.health.forms import RuleForm
from registry.health.rules import RULES, full_points
from registry.health.selectors.board import rule_counts
from registry.health.services import deciding
from registry.health.services.deciding import FindingRefused
from registry.health.settings import county_of, rule_in_force, rules_in_force


@page(Permission.HEALTH_VIEW)
def rule_list(request):
    """The catalogue as it holds in the user's county, with how much each rule finds now."""
    county = _county(request)
    today = timezone.localdate()
    counts = rule_counts(request.scope)
    in_force = rules_in_force(county, today).values()
    context = {
        "county": county,
        "rows": [(rule, counts.get(rule.rule.code, 0)) for rule in in_force],
        "full": full_points(today),
        "may_edit": county is not None and request.user.scope_of(Permission.HEALTH_MANAGE).covers(county),
    }
    return render(request, "registry/health/rule_list.html", context, fragment="results")


@page(Permission.HEALTH_MANAGE, methods=["GET", "POST"])
def rule_edit(request, pk, code):
    """Decide how a rule holds in a county from today on."""
    county = get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)
    if code not in RULES:
        raise Http404
    in_force = rule_in_force(county, code, timezone.localdate())
    form = RuleForm(request.POST or None, in_force=in_force)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.set_rule(county, code, by=request.user, at=timezone.now(), **form.cleaned_data)
        except FindingRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            name = in_force.rule.name
            messages.success(request, f"已保存规则“{name}”，从今天起执行；重新体检后，问题和得分随之更新。")
            return redirect(reverse("health:rule_list"))
    context = {"form": form, "county": county, "told": in_force}
    return render(request, "registry/health/rule_form.html", context, fragment="form")


def _county(request):
    """Return the county whose decisions hold for the user, the first if they see several."""
    top = visible_roots(request.scope).first()
    if top is None:
        return None
    return county_of(top) or Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY).first()
