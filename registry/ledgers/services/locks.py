"""Locking a period, and letting a unit in again."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit
from registry.ledgers.models import LedgerException, LedgerLock, LedgerType
from registry.ledgers.selectors.locks import covering_locks
from registry.ledgers.services.refusal import LedgerRefused

LOCKING_LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


@transaction.atomic
def lock_period(unit, period, *, by, at):
    """Lock the books of one period in a township or county and return the lock.

    :raises LedgerRefused: outside the scope, a village, locked already, or not all are due yet.
    """
    if not by.scope_of(Permission.LEDGER_EDIT).covers(unit):
        raise LedgerRefused("该单位不在您的管辖范围内。", field="unit")
    if unit.level not in LOCKING_LEVELS:
        raise LedgerRefused("由乡镇或县锁定，村（社区）不能锁定。", field="unit")
    if covering_locks(unit, period):
        raise LedgerRefused(f"{period.label}的台账已经锁定。", field="period")
    counties = LedgerType.objects.active().filter(county__path__in=[*unit.ancestor_paths, unit.path])
    days = [one.due_days for one in counties.filter(period=period.kind) if one.is_due_in(period)]
    due_on = period.due_on(max(days, default=0))
    if timezone.localdate(at) <= due_on:
        raise LedgerRefused(
            f"{period.label}的报送期限是 {due_on:%Y-%m-%d}，过了期限才能锁定。", field="period"
        )
    return LedgerLock.objects.create(
        unit=unit, kind=period.kind, start=period.start, locked_by=by, locked_at=at
    )


@transaction.atomic
def grant_exception(unit, period, *, by, at, reason, until, ledger_type=None):
    """Let a unit change its books of a locked period until the day `until`; return the exception.

    :raises LedgerRefused: not one's own lock to open, nothing is locked, or the day has passed.
    """
    locks = covering_locks(unit, period)
    if not locks:
        raise LedgerRefused(f"{unit.name}{period.label}的台账没有锁定，不需放行。", field="period")
    scope = by.scope_of(Permission.LEDGER_EDIT)
    if not all(scope.covers(lock.unit) for lock in locks):
        raise LedgerRefused("这一期由上级锁定，请联系上级放行。", field="unit")
    if until < timezone.localdate(at):
        raise LedgerRefused("放行的截止日期不能早于今天。", field="until")
    return LedgerException.objects.create(
        unit=unit, ledger_type=ledger_type, kind=period.kind, start=period.start,
        reason=reason, until=until, granted_by=by, granted_at=at,
    )  # fmt: skip
