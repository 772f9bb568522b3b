from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.models import PetitionRule
from registry.petitions.defaults import DEADLINE
from registry.petitions.forms.rules import RuleForm
from registry.petitions.selectors.rules import CategoryRule, rules_of
from registry.petitions.services import rules
from registry.petitions.services.refusal import PetitionRefused


@page(Permission.PETITION_MANAGE)
def rule_list(request):
    """The categories of each county that the user manages, with the deadlines in force today."""
    today = timezone.localdate()
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    county = counties.filter(pk=_asked(request)).first() or counties.first()
    if county is None:
        raise Http404
    rows = PetitionRule.objects.within(request.scope).filter(unit=county)
    context = {
        "county": county,
        "counties": counties,
        "rules": list(rules_of(county, today).values()),
        "coming": rows.coming(today),
        "past": rows.past(today),
    }
    return render(request, "registry/petitions/rule_list.html", context, fragment="results")


@page(Permission.PETITION_MANAGE, methods=["GET", "POST"])
def rule_create(request, county_pk):
    """A category of the county's own."""
    county = _county(request, county_pk)
    return _save(request, county, CategoryRule("", "", DEADLINE))


@page(Permission.PETITION_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk, code):
    """Other deadlines, or another name, for a category from a day on."""
    county = _county(request, county_pk)
    rule = rules_of(county, timezone.localdate()).get(code)
    if rule is None:
        raise Http404
    return _save(request, county, rule)


def _save(request, county, rule):
    form = RuleForm(request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            row = rules.save_rule(
                county, by=request.user, at=timezone.now(), code=rule.code, **form.cleaned_data
            )
        except PetitionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{row.name}”，自{row.since.isoformat()} 起执行。")
            return redirect(f"{reverse('petitions:rule_list')}?county={county.pk}")
    context = {"form": form, "rule": rule, "county": county}
    return render(request, "registry/petitions/rule_form.html", context, fragment="form")


def _county(request, pk):
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    return get_object_or_404(counties, pk=pk)


def _asked(request):
    asked = request.GET.get("county", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
