"""Writing the work diary (工作记录册)."""

import re

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from registry.ledgers.choices import PeriodKind
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.locks import is_locked
from registry.ledgers.services.refusal import LedgerRefused

WHOLE_ID = re.compile(r"(?<!\d)\d{17}[\dXx]")
TEXTS = ("place", "content", "visited", "problems", "handling", "note")


@transaction.atomic
def save_entry(entry, *, by, at):
    """Write a day's work and return the entry.

    :raises LedgerRefused: outside the scope, in the future, in a locked month, or with an ID number in it:
        the diary is searched as plain text and must not hold one.
    """
    _must_be_open(entry, by=by, at=at)
    if entry.day > timezone.localdate(at):
        raise LedgerRefused("日期不能晚于今天。", field="day")
    for name in TEXTS:
        if WHOLE_ID.search(getattr(entry, name)):
            raise LedgerRefused("请不要在工作记录里写身份证号或残疾人证号，写姓名即可。", field=name)
    if entry.pk is None:
        entry.written_by = by
    entry.save()
    return entry


@transaction.atomic
def remove_entry(entry, *, by, at):
    """Take out an entry written by mistake.

    :raises LedgerRefused: outside the scope, or in a locked month.
    """
    _must_be_open(entry, by=by, at=at)
    entry.delete()


def _must_be_open(entry, *, by, at):
    if not by.scope_of(Permission.LEDGER_EDIT).covers(entry.unit):
        raise LedgerRefused("该单位不在您的管辖范围内。", field="unit")
    period = period_of(PeriodKind.MONTH, entry.day)
    if is_locked(entry.unit, None, period, timezone.localdate(at)):
        raise LedgerRefused(f"{period.label}已锁定，工作记录不能再改。", field="day")
