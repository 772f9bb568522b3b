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
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.statistics.forms import HeadForm
from reports.statistics.heads import head_in_force, shipped
from reports.statistics.models import StatisticalHead
from reports.statistics.services import save_head


@page(Permission.STATISTICS_MANAGE)
def head_list(request):
    """The statistical forms of a county with the head that is printed over each."""
    today = timezone.localdate()
    county, counties = chosen_county(request)
    if county is None:
        raise Http404
    rows = StatisticalHead.objects.within(request.scope).filter(unit=county)
    now = {row.form: row for row in rows.in_force(today)}
    context = {
        "county": county,
        "counties": counties,
        "forms": [(KINDS[code], now.get(code)) for code in shipped()],
        "others": [(KINDS[row.form], row) for row in [*rows.coming(today), *rows.past(today)]],
    }
    return render(request, "reports/head_list.html", context, fragment="results")


@page(Permission.STATISTICS_MANAGE, methods=["GET", "POST"])
def head_edit(request, county_pk, form_code):
    """Another head for a statistical form from a day on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    if form_code not in shipped():
        raise Http404
    head = head_in_force(county, form_code, timezone.localdate())
    form = HeadForm(request.POST or None, head=head)
    if request.method == "POST" and form.is_valid():
        try:
            save_head(county, form_code, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotPossible as problem:
            form.add_error("since", str(problem))
        else:
            messages.success(request, f"已保存“{KINDS[form_code].name}”的表头。")
            return redirect(f"{reverse('reports:head_list')}?county={county.pk}")
    context = {"form": form, "kind": KINDS[form_code], "county": county}
    return render(request, "reports/head_form.html", context, fragment="form")
