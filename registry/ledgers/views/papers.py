"""Printed forms: made by a job, kept with what was frozen for them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.attachments import PDF
from core.file_names import file_name
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_file
from registry.ledgers.models import LedgerPrint
from registry.ledgers.selectors.places import county_of
from registry.ledgers.services import papers
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.views.asking import month_named, place_of, unit_of


@page(Permission.LEDGER_VIEW, methods=["POST"])
def book_print(request, pk, type_pk, start):
    place = place_of(request, pk, type_pk, start)
    return redirect(papers.print_book(place, by=request.user, at=timezone.now()).job)


@page(Permission.LEDGER_VIEW, methods=["POST"])
def year_print(request, pk):
    """Print all ledgers of a unit for the year of the month in view."""
    unit = unit_of(request, pk)
    month, county = month_named(request.POST.get("month", "")), county_of(unit)
    if county is None or month > timezone.localdate():
        raise Http404
    try:
        made = papers.print_year(unit, county, month.year, by=request.user, at=timezone.now())
    except LedgerRefused as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('ledgers:unit_month', args=[unit.pk])}?month={month:%Y-%m}")
    return redirect(made.job)


@page(Permission.LEDGER_VIEW)
def print_detail(request, pk):
    made = get_object_or_404(_prints(request), pk=pk)
    return render(request, "registry/ledgers/print_detail.html", {"made": made}, fragment="facts")


@page(Permission.LEDGER_VIEW)
def print_file(request, pk):
    """Send the PDF, and log who took it."""
    made = get_object_or_404(_prints(request), pk=pk)
    if not made.file or not made.file.storage.exists(made.file.name):
        raise Http404
    return send_file(
        request, made.file, file_name(made.file_name), kind=PDF,
        persons=made.rows, about=made, unit=made.unit, pages=made.pages,
    )  # fmt: skip


def _prints(request):
    return LedgerPrint.objects.within(request.scope).select_related("unit", "ledger_type", "made_by", "job")
