"""The holidays that a county keeps."""

from django.db import transaction

from core.permissions import Permission
from registry.certificates.models import Holiday
from registry.certificates.services.refusal import COUNTY_ONLY, CaseRefused


@transaction.atomic
def save_holiday(*, by, at, unit, day, is_working, name):
    """Declare a day free or working for a county and return it; a day declared before is changed.

    :raises CaseRefused: the actor does not keep this county's calendar.
    """
    _must_keep(by, unit)
    holiday = Holiday.objects.filter(unit=unit, day=day).first() or Holiday(unit=unit, day=day)
    holiday.is_working, holiday.name = is_working, name
    holiday.save()
    return holiday


@transaction.atomic
def remove_holiday(holiday, *, by, at):
    """Take back what was declared of a day.

    :raises CaseRefused: the actor does not keep this county's calendar.
    """
    _must_keep(by, holiday.unit)
    holiday.delete()


def _must_keep(by, unit):
    if not by.scope_of(Permission.CERTIFICATE_REVIEW).covers(unit):
        raise CaseRefused(COUNTY_ONLY)
