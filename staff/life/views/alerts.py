from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from staff.life.columns import ALERT_COLUMNS
from staff.life.forms.careers import AlertFilter, AlertRuleForm
from staff.life.models import AlertRule
from staff.life.selectors.alerts import alerts_in, tally
from staff.life.services.careers import set_alert_rule
from staff.recruiting.views.asking import submit
from staff.selectors.dated import RuleBook

SHOWN = 500  # rows on the page; the export has them all


@page(Permission.STAFF_VIEW)
def alert_list(request):
    """What somebody should look at about those in post, the gravest first."""
    filters, everything = _found(request)
    alerts = filters.keep_alerts(everything)
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    book = RuleBook.on(AlertRule, timezone.localdate())
    context = {
        "filters": filters,
        "alerts": alerts[:SHOWN],
        "count": len(alerts),
        "tally": tally(everything),
        "rules": [(county, book.at(county.path)) for county in counties[:20]],
        "may_edit": request.user.holds(Permission.STAFF_EDIT),
    }
    return render(request, "staff/life/alert_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def alert_export(request):
    """Send the alerts that the list shows under the same filters."""
    filters, everything = _found(request)
    rows = filters.keep_alerts(everything)
    today = timezone.localdate()
    title = f"队伍提醒（{today:%Y-%m-%d}）"
    return send_workbook(
        request, f"队伍提醒{today:%Y%m%d}", lambda: workbook(title, ALERT_COLUMNS, rows),
        persons=len(rows), filters=filters, fields=ALERT_COLUMNS, unit=filters.place, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """How many days ahead the county wants to be told, from a day on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    rule = RuleBook.on(AlertRule, timezone.localdate()).at(county.path)
    form = AlertRuleForm(request.POST or None, rule=rule)
    row = submit(request, form, lambda **who: set_alert_rule(county, **form.cleaned_data, **who))
    if row is not None:
        messages.success(request, f"自 {row.since:%Y-%m-%d} 起{row}。")
        return redirect("life:alert_list")
    context = {
        "form": form, "title": f"{county.name}的提醒规则", "button": "保存规则", "facts": "", "note": "",
        "back_url": reverse("life:alert_list"), "back_name": "队伍提醒",
    }  # fmt: skip
    return render(request, "staff/life/form.html", context, fragment="form")


def _found(request):
    filters = AlertFilter(request.GET, scope=request.scope)
    return filters, alerts_in(filters.narrowed, timezone.localdate())
