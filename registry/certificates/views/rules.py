from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.certificates.forms.rules import RuleForm
from registry.certificates.models import CertificateRule
from registry.certificates.selectors.rules import rules_for
from registry.certificates.services import rules
from registry.certificates.services.refusal import CaseRefused


@page(Permission.CERTIFICATE_REVIEW)
def rule_list(request):
    """The figures in force in each county that the user reviews for, and those before and to come."""
    today = timezone.localdate()
    counties = _counties(request).current().in_tree_order()
    asked = request.GET.get("county", "")
    county = counties.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    county = county or counties.first()
    if county is None:
        raise Http404
    rows, own = CertificateRule.objects.within(request.scope).filter(unit=county), rules_for(county)
    context = {
        "county": county,
        "counties": counties,
        "rule": own.on(today),
        "row": own.row_on(today),
        "coming": rows.coming(today),
        "past": rows.past(today),
    }
    return render(request, "registry/certificates/rule_list.html", context, fragment="results")


@page(Permission.CERTIFICATE_REVIEW, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """Other figures for a county from a day on."""
    county = get_object_or_404(_counties(request), pk=county_pk)
    form = RuleForm(request.POST or None, rule=rules_for(county).on(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            row = rules.save_rule(county, by=request.user, at=timezone.now(), **form.cleaned_data)
        except CaseRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(
                request, f"已保存{county.name}的证件办理规定，自 {row.since.isoformat()} 起执行。"
            )
            return redirect(f"{reverse('certificates:rule_list')}?county={county.pk}")
    context = {"form": form, "county": county}
    return render(request, "registry/certificates/rule_form.html", context, fragment="form")


def _counties(request):
    return Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
