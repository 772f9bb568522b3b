from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.boards.views.asking import chosen_county
from orgs.models import Unit
from reports.catalogue import entries, entry_of
from reports.dues.days import days_in_words
from reports.dues.forms import DueRuleForm
from reports.dues.models import AHEAD, DueRule
from reports.dues.selectors import rules_over
from reports.dues.services import save_due_rule
from reports.periods import NotPossible


@page(Permission.STATISTICS_MANAGE)
def due_list(request):
    """Everything of the catalogue with the days on which a county and its townships hand it in."""
    today = timezone.localdate()
    county, counties = chosen_county(request)
    if county is None:
        raise Http404
    rows = DueRule.objects.within(request.scope).filter(unit=county)
    now = {row.entry: row for row in rows.in_force(today)}
    context = {
        "county": county,
        "counties": counties,
        "ahead": AHEAD,
        "lines": [
            (own, now.get(own.code), days_in_words(own.due), days_in_words(own.due_below))
            for own in entries()
        ],
        "others": [
            (own, row) for row in [*rows.coming(today), *rows.past(today)] if (own := entry_of(row.entry))
        ],
    }
    return render(request, "reports/due_list.html", context, fragment="results")


@page(Permission.STATISTICS_MANAGE, methods=["GET", "POST"])
def due_edit(request, county_pk, code):
    """Other due days for one thing of the catalogue from a day on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    entry = entry_of(code)
    if entry is None:
        raise Http404
    rule = rules_over(county).filter(entry=code).in_force(timezone.localdate()).first()
    form = DueRuleForm(request.POST or None, entry=entry, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            save_due_rule(county, code, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotPossible as problem:
            form.add_error("since", str(problem))
        else:
            messages.success(request, f"已保存“{entry.name}”的报送日期。")
            return redirect(f"{reverse('reports:due_list')}?county={county.pk}")
    context = {"form": form, "entry": entry, "county": county}
    return render(request, "reports/due_form.html", context, fragment="form")
