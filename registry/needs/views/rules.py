from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.needs.forms.rules import RuleForm
from registry.needs.models import NeedRule
from registry.needs.selectors.rules import kinds_for
from registry.needs.services import rules
from registry.needs.services.refusal import NeedRefused


@page(Permission.SERVICE_MANAGE)
def rule_list(request):
    """The kinds of need as they hold in a county, and the rules before and to come."""
    today = timezone.localdate()
    counties = _counties(request).current().in_tree_order()
    asked = request.GET.get("county", "")
    county = counties.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    county = county or counties.first()
    if county is None:
        raise Http404
    rows = NeedRule.objects.within(request.scope).filter(unit=county)
    own = {row.kind: row for row in rows.in_force(today)}
    context = {
        "county": county,
        "counties": counties,
        "kinds": [(kind, own.get(code)) for code, kind in kinds_for(county, today).items()],
        "coming": rows.coming(today),
        "past": rows.past(today),
    }
    return render(request, "registry/needs/rule_list.html", context, fragment="results")


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk, code):
    """Another way with a kind of need from a day on."""
    county = get_object_or_404(_counties(request), pk=county_pk)
    kind = kinds_for(county, timezone.localdate()).get(code)
    if kind is None:
        raise Http404
    form = RuleForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            row = rules.save_rule(county, code, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{kind.name}”的办理规定，自 {row.since.isoformat()} 起执行。")
            return redirect(f"{reverse('needs:rule_list')}?county={county.pk}")
    context = {"form": form, "county": county, "kind": kind}
    return render(request, "registry/needs/rule_form.html", context, fragment="form")


def _counties(request):
    return Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
