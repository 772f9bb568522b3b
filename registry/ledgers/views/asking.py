"""What an address asks for: a unit, a month, a book. Outside the scope it is not found."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit
from registry.ledgers.choices import PeriodKind
from registry.ledgers.models import LedgerBook, LedgerType
from registry.ledgers.periods import MonthConverter, add_months, period_of
from registry.ledgers.selectors.books import reaches_up_to
from registry.ledgers.services.books import Place, may_review

MONTHS_BACK = 12


def unit_of(request, pk):
    """Return the unit, or raise `Http404`."""
    return get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=pk)


def place_of(request, pk, type_pk, start):
    """Return the `Place` of an address, or raise `Http404`: nothing there, wrong level, in the future."""
    unit = unit_of(request, pk)
    types = LedgerType.objects.within(request.scope).select_related("county")
    ledger_type = get_object_or_404(types, pk=type_pk)
    period = period_of(ledger_type.period, start)
    if not (ledger_type.is_kept_by(unit) or reaches_up_to(unit, ledger_type, period)):
        raise Http404
    if period.start != start or start > timezone.localdate():
        raise Http404
    return Place(unit, ledger_type, period)


def book_at(request, place):
    """Return the place's book, or None while it has not been begun."""
    books = LedgerBook.objects.within(request.scope).select_related("reported_by", "reviewed_by")
    books = books.select_related("ledger_type__county", "unit__parent", "reported_by", "reviewed_by")
    return books.filter(unit=place.unit, ledger_type=place.ledger_type, start=place.period.start).first()


def default_month(types, today):
    """Return the month that is being worked on: the last one until its day for handing in has passed."""
    month = period_of(PeriodKind.MONTH, today)
    days = [one.due_days for one in types if one.period == PeriodKind.MONTH and one.is_due]
    before = month.previous
    return before.start if today <= before.due_on(max(days, default=0)) else month.start


def month_asked(request, types):
    """Return the first day of the month in `?month=`; nonsense and the future give the present one."""
    today, asked = timezone.localdate(), request.GET.get("month", "")
    if re.fullmatch(MonthConverter.regex, asked, re.ASCII):
        month = MonthConverter().to_python(asked)
        if month <= today:
            return month
    return default_month(types, today)


def month_named(text):
    """Return the month that a posted text like 2026-10 names, or raise `Http404`."""
    if not re.fullmatch(MonthConverter.regex, text, re.ASCII):
        raise Http404
    return MonthConverter().to_python(text)


def months_on_offer(chosen):
    """Return the last months, newest first, and the chosen one, as periods."""
    month = period_of(PeriodKind.MONTH, timezone.localdate())
    months = [period_of(PeriodKind.MONTH, add_months(month.start, -back)) for back in range(MONTHS_BACK)]
    own = period_of(PeriodKind.MONTH, chosen)
    return months if own in months else [*months, own]


def rights_at(user, unit):
    """Return what the user may do with the ledgers of the unit, as a mapping that templates read."""
    scope = user.scope_of(Permission.LEDGER_EDIT)
    return {
        "edit": scope.covers(unit),
        "review": may_review(user, unit),
        "lock": user.holds(Permission.LEDGER_EDIT) and scope.covers(unit) and not unit.is_grassroots,
        "manage": user.holds(Permission.LEDGER_MANAGE),
    }
