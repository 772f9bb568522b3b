from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.certificates.columns import EXPIRY_COLUMNS
from registry.certificates.forms.filters import ExpiryFilter
from registry.certificates.selectors.expiry import (
    EXPIRED,
    expiring_people,
    expiry_tally,
    rows_of,
    spans_within,
)
from registry.certificates.services.refusal import CaseRefused
from registry.certificates.services.starting import start_renewals
from registry.models import Person

SORTS = {
    "name": ("pinyin", "name", "pk"),
    "unit": ("unit_path", "pinyin", "pk"),
    "expires": ("card_expires_on", "pk"),
}
SOONEST_FIRST = ("card_expires_on", "pk")


@page(Permission.PERSON_VIEW)
def expiry_list(request):
    """Whose certificate has run out or soon will, by span and unit."""
    today = timezone.localdate()
    spans = spans_within(request.scope, today)
    span = _span(request, spans)
    filters = ExpiryFilter(request.GET, scope=request.scope)
    people = page_of(list(_people(request, filters, span, today).values_list("pk", flat=True)), request)
    people.object_list = rows_of(people.object_list)
    tally = expiry_tally(filters.narrowed, spans, today)
    context = {
        "filters": filters,
        "span": span,
        "tabs": [(one, tally.totals[one.key]) for one in spans.values()],
        "rows": [(unit, [counts[key] for key in spans]) for unit, counts in tally.rows],
        "people": people,
        "may_edit": request.user.holds(Permission.PERSON_EDIT),
        "may_export": request.user.holds(Permission.PERSON_EXPORT),
    }
    return render(request, "registry/certificates/expiry_list.html", context, fragment="results")


@page(Permission.PERSON_EXPORT)
def expiry_export(request):
    """Send what the work-list shows under the same tab and filters; who did it is logged."""
    today = timezone.localdate()
    span = _span(request, spans_within(request.scope, today))
    filters = ExpiryFilter(request.GET, scope=request.scope)
    people = list(_people(request, filters, span, today).defer("bank_account", "guardian_phone").for_list())
    title, name = f"残疾人证{span.label}（{today:%Y-%m-%d}）", f"残疾人证{span.label}名单{today:%Y%m%d}"
    return send_workbook(
        request, name, lambda: workbook(title, EXPIRY_COLUMNS, people),
        persons=len(people), filters=filters, fields=EXPIRY_COLUMNS, rows=len(people),
    )  # fmt: skip


@page(Permission.PERSON_EDIT, methods=["POST"])
def expiry_renew(request):
    """Start 换领 for the chosen persons."""
    chosen = [int(pk) for pk in request.POST.getlist("person") if pk.isascii() and pk.isdigit()]
    people = Person.objects.within(request.scope).active().filter(pk__in=chosen).select_related("unit")
    if not chosen:
        messages.warning(request, "请先在名单中选择要换领的人。")
        return redirect(_back(request))
    try:
        started, left = start_renewals(people, by=request.user, at=timezone.now())
    except CaseRefused as problem:
        messages.error(request, str(problem))
    else:
        rest = f"另有 {left} 人正在办理或不能换领，没有重复受理。" if left else ""
        messages.success(request, f"已为 {started} 人受理换领。{rest}")
    return redirect(_back(request))


def _back(request):
    span = request.POST.get("span", "")
    span = span if span.isascii() and span.isdigit() else EXPIRED
    return f"{reverse('certificates:expiry_list')}?span={span}"


def _span(request, spans):
    return spans.get(request.GET.get("span", "")) or spans[EXPIRED]


def _people(request, filters, span, today):
    people = expiring_people(filters.narrowed, span, today).matching(filters.cleaned_data.get("q", ""))
    return people.order_by(*ordering_of(request, SORTS, SOONEST_FIRST))
