from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from staff.models import NumberRule
from staff.numbering.choices import NumberKind
from staff.numbering.services import rule_on, save_number_rule
from staff.recruiting.forms.numbers import NumberRuleForm
from staff.recruiting.forms.recruitments import ConditionsForm, county_of_page
from staff.recruiting.models import RecruitmentRule
from staff.recruiting.rules import PRESETS
from staff.recruiting.selectors.recruitments import recruiting_counties
from staff.recruiting.selectors.rules import conditions_for
from staff.recruiting.services.announcing import set_conditions
from staff.recruiting.views.asking import submit


@page(Permission.STAFF_EDIT)
def rule_list(request):
    """The conditions of recruitment and the ways of numbering, as they hold in a county and before."""
    county, today = county_of_page(request), timezone.localdate()
    if county is None:
        raise Http404
    rows = RecruitmentRule.objects.within(request.scope).filter(unit=county)
    context = {
        "county": county,
        "counties": recruiting_counties(request.scope),
        "rules": conditions_for(county, today),
        "own": rows.in_force(today).first(),
        "coming": rows.coming(today),
        "past": rows.past(today),
        "presets": PRESETS,
        "numbers": [_numbering(county, kind, today) for kind in NumberKind],
        "changes": NumberRule.objects.within(request.scope).filter(unit=county).order_by("kind", "-since"),
    }
    return render(request, "staff/recruiting/rule_list.html", context, fragment="results")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """Other conditions from a day on; `?preset=` begins with those of another place."""
    county = _county(request, county_pk)
    start = PRESETS.get(request.GET.get("preset", "")) or conditions_for(county, timezone.localdate())
    form = ConditionsForm(request.POST or None, conditions=start)
    row = submit(
        request, form,
        lambda **who: set_conditions(county, form.result(), since=form.cleaned_data["since"], **who),
    )  # fmt: skip
    if row is not None:
        messages.success(request, f"自 {row.since:%Y-%m-%d} 起按“{row.rules.name}”的条件招聘。")
        return redirect(f"{reverse('recruiting:rule_list')}?county={county.pk}")
    context = {"form": form, "county": county, "presets": PRESETS}
    return render(request, "staff/recruiting/rule_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def number_edit(request, county_pk, kind):
    """Write the numbers of one kind otherwise from a day on."""
    county = _county(request, county_pk)
    if kind not in NumberKind.values:
        raise Http404
    today = timezone.localdate()
    form = NumberRuleForm(request.POST or None, rule=rule_on(county, kind, today))
    row = submit(request, form, lambda **who: save_number_rule(county, kind, **form.cleaned_data, **who))
    if row is not None:
        messages.success(request, f"自 {row.since:%Y-%m-%d} 起{row.get_kind_display()}按新规则编写。")
        return redirect(f"{reverse('recruiting:rule_list')}?county={county.pk}")
    context = {"form": form, "county": county, "kind": NumberKind(kind)}
    return render(request, "staff/recruiting/number_form.html", context, fragment="form")


def _numbering(county, kind, day):
    rule = rule_on(county, kind, day)
    return {
        "kind": kind,
        "example": rule.written(1, county=county, year=day.year),
        "own": rule.pk is not None,
    }


def _county(request, pk):
    return get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)
