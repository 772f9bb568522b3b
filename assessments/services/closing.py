"""Closing a quarter: facts are frozen into checks, and nothing in it changes again."""

from django.db import transaction

from accounts import audit
from assessments import facts
from assessments.models import Check, ClosedQuarter
from assessments.selectors.matrix import items_of
from assessments.selectors.periods import is_closed
from assessments.selectors.places import checklists_for, measured_units
from assessments.services.checking import FACT_RESULTS, FACT_TEXT_LENGTH, FACT_VALUES
from orgs.models import Unit
from orgs.scoping import UnitScope

FROZEN = ["result", "source", "awaits_confirmation", "fact_value", "fact_text", "updated_at"]


class NotClosable(Exception):
    """The quarter is not over, or is closed already; the message is fit to show to the user."""


@transaction.atomic
def close_quarter(county, period, *, by, at, today):
    """Freeze the facts of a quarter that is over and return how many cells the facts decided.

    Facts are looked at on the last day of the quarter. What a person overruled keeps the value that the
    person saw; what a village said of itself and nobody confirmed gives way to the fact. The number of
    queries does not grow with the units.

    :raises NotClosable: the quarter is not over or closed already.
    """
    if period.end >= today:
        raise NotClosable(f"{period.label}尚未结束，不能截止。")
    Unit.objects.select_for_update().get(pk=county.pk)  # whoever is writing a finding finishes first
    if is_closed(county, period):
        raise NotClosable(f"{period.label}已经截止。")
    closing = ClosedQuarter.objects.create(
        county=county, year=period.year, quarter=period.number, closed_at=at, closed_by=by
    )
    frozen = sum(
        _freeze(checklist, period, county, at=at) for checklist in checklists_for(county, period.end)
    )
    audit.record(audit.Event.CHANGE, by=by, about=closing, unit=county, period=period.label, frozen=frozen)
    return frozen


def _freeze(checklist, period, county, *, at):
    units = list(measured_units(checklist, UnitScope(paths=frozenset({county.path})), period.end))
    items = items_of(checklist, period)
    measured = facts.measure(items, units, period, on=period.end)
    own = Check.objects.of(period).filter(item__in=items)
    checks = {(check.unit_id, check.item_id): check for check in own}
    new, kept = [], []
    for item_id, answers in measured.items():
        for unit in units:
            check = checks.get((unit.pk, item_id))
            if check is not None and not check.is_by_fact and not check.awaits_confirmation:
                continue
            if check is None:
                new.append(
                    frozen_check(Check(unit_id=unit.pk, item_id=item_id), answers[unit.pk], period, at)
                )
            else:
                kept.append(frozen_check(check, answers[unit.pk], period, at))
    Check.objects.bulk_create(new, batch_size=500)
    Check.objects.bulk_update(kept, FROZEN, batch_size=500)
    return len(new) + len(kept)


def frozen_check(check, fact, period, at):
    """Make `check` say what the fact says in the quarter, as of the moment `at`, and return it unsaved."""
    check.year, check.quarter, check.source = period.year, period.number, Check.Source.FACT
    check.result, check.fact_value = FACT_RESULTS[fact.value], FACT_VALUES[fact.value]
    check.awaits_confirmation = False
    check.fact_text, check.updated_at = fact.text[:FACT_TEXT_LENGTH], at
    return check
