"""Writing down what an inspection found; a person may overrule a fact, never in silence."""

from dataclasses import dataclass

from django.db import transaction

from assessments import facts
from assessments.models import Check, ChecklistItem
from assessments.selectors.periods import is_closed
from assessments.selectors.places import county_of
from core.permissions import Permission
from orgs.models import Unit

FACT_VALUES = {True: Check.FactValue.YES, False: Check.FactValue.NO, None: Check.FactValue.UNKNOWN}
FACT_RESULTS = {True: Check.Result.YES, False: Check.Result.NO, None: Check.Result.UNSEEN}


FACT_TEXT_LENGTH = Check._meta.get_field("fact_text").max_length


class CheckRefused(Exception):
    """The finding cannot be written down, for a reason its inspector should read."""

    def __init__(self, message, *, item=None):
        super().__init__(message)
        self.item = item


class QuarterClosed(CheckRefused):
    """The quarter is closed; what it says never changes again."""


class ReasonMissing(CheckRefused):
    """A fact is overruled without a reason."""


class NotMeasured(CheckRefused):
    """The list does not measure the unit, or the item does not hold in the quarter."""


class DateOutside(CheckRefused):
    """The inspection lies before the quarter or in the future."""


@dataclass(frozen=True)
class Finding:
    """What was found for one item. `result` None leaves it to the fact, or withdraws a finding by hand."""

    item: ChecklistItem
    result: str | None
    note: str = ""
    reason: str = ""


@transaction.atomic
def record_findings(unit, period, findings, *, by, on, today):
    """Write down the findings of one inspection of `unit` and return the checks that changed.

    :param on: the day of the inspection, within the quarter or after it, never in the future.
    :raises CheckRefused: the quarter is closed, the day or an item does not fit, or a reason is missing.
    """
    refuse_closed(unit, period)
    if not period.start <= on <= today:
        raise DateOutside(f"查验日期须在 {period.label}开始之后，且不晚于今天。")
    items = [finding.item for finding in findings]
    for item in items:
        refuse_unmeasured(unit, item, period)
    measured = facts.measure(items, [unit], period, on=period.as_of(today))
    own = Check.objects.of(period).filter(unit=unit, item__in=items)
    checks = {check.item_id: check for check in own}
    changed = []
    for finding in findings:
        fact = measured.get(finding.item.pk, {}).get(unit.pk)
        check = checks.get(finding.item.pk) or _new_check(unit, finding.item, period)
        if _apply(check, finding, fact, by=by, on=on):
            changed.append(check)
    return changed


def refuse_unmeasured(unit, item, period):
    """Refuse an item that does not apply to the unit or does not hold in the quarter.

    :raises NotMeasured: always in that case.
    """
    ends = item.valid_to
    holds = item.valid_from <= period.end and (ends is None or ends >= period.end)
    if not (holds and item.checklist.applies_to(unit)):
        raise NotMeasured(f"“{item.name}”在{period.label}不适用于{unit.name}。", item=item)


def ensure_check(unit, item, period, *, today):
    """Return the check of a cell so that evidence can hang on it; a cell decided by a fact gets its row.

    :raises CheckRefused: the quarter is closed, or the item is decided by hand and was not inspected yet.
    """
    refuse_closed(unit, period)
    refuse_unmeasured(unit, item, period)
    check = Check.objects.of(period).filter(unit=unit, item=item).first()
    if check is not None:
        return check
    fact = facts.measure([item], [unit], period, on=period.as_of(today)).get(item.pk, {}).get(unit.pk)
    if fact is None:
        raise CheckRefused("请先登记查验结果，再上传佐证材料。", item=item)
    check = _new_check(unit, item, period)
    _leave_to_fact(check, fact)
    check.save()
    return check


def refuse_closed(unit, period):
    """Refuse to touch a quarter that is closed, and keep it open until this transaction ends.

    The county's row is locked: nobody closes the quarter meanwhile, nobody else writes the same cell.

    :raises QuarterClosed: it is closed.
    """
    county = county_of(unit)
    if county is None:
        return
    Unit.objects.select_for_update().get(pk=county.pk)
    if is_closed(county, period):
        raise QuarterClosed(f"{period.label}已截止，查验结果和佐证材料不能再修改。")


def _new_check(unit, item, period):
    return Check(unit=unit, item=item, year=period.year, quarter=period.number)


def _apply(check, finding, fact, *, by, on):
    """Bring `check` in line with the finding; True if anything was written."""
    if finding.result is None and fact is None:
        return _withdraw(check)
    before = _said(check)
    if fact is not None and finding.result in (None, FACT_RESULTS[fact.value]):
        if check.pk is None and not finding.note:
            return False  # The fact speaks for itself; no row is needed until the quarter closes.
        _leave_to_fact(check, fact)
    elif fact is not None:
        _overrule(check, finding, fact, by=by)
    else:
        check.source, check.result = Check.Source.HAND, finding.result
    check.note = finding.note
    if not check.is_by_fact:
        if _said(check) == before and check.checked_on == on:
            return False
        check.inspector, check.checked_on = by, on
    elif _said(check) == before:
        return False
    check.save()
    return True


def _said(check):
    return (check.pk, check.source, check.result, check.reason, check.note)


def _leave_to_fact(check, fact):
    check.source, check.result = Check.Source.FACT, FACT_RESULTS[fact.value]
    check.fact_value, check.fact_text = FACT_VALUES[fact.value], fact.text[:FACT_TEXT_LENGTH]
    check.reason, check.inspector, check.checked_on = "", None, None
    check.awaits_confirmation, check.confirmed_by, check.confirmed_at = False, None, None


def _overrule(check, finding, fact, *, by):
    if not finding.reason.strip():
        raise ReasonMissing(f"“{finding.item.name}”改判与系统判定不同，须写明理由。", item=finding.item)
    check.source, check.result = Check.Source.OVERRIDE, finding.result
    check.reason = finding.reason.strip()
    check.fact_value, check.fact_text = FACT_VALUES[fact.value], fact.text[:FACT_TEXT_LENGTH]
    _ask_for_confirmation(check, by)


def _ask_for_confirmation(check, by):
    """Let what a village says of itself wait for the unit above; whoever stands above it needs nobody."""
    unit = check.unit
    check.awaits_confirmation = unit.is_grassroots and not may_confirm(by, unit)
    check.confirmed_by = check.confirmed_at = None


def may_confirm(user, unit):
    """True if the user inspects from above the unit, and so may find right what it says of itself."""
    return bool(unit.parent) and user.scope_of(Permission.CHECK_EDIT).covers(unit.parent)


@transaction.atomic
def confirm_overruling(check, *, by, at):
    """Find right that a village has overruled the system about itself; from now on it counts. Return it.

    A second click changes nothing.

    :raises CheckRefused: the quarter is closed, nothing is overruled, or the actor does not stand above.
    """
    refuse_closed(check.unit, check.period)
    check = (
        Check.objects.select_for_update(of=("self",)).select_related("unit__parent", "item").get(pk=check.pk)
    )
    if not may_confirm(by, check.unit):
        raise CheckRefused("由上一级残联确认。", item=check.item)
    if not check.is_override:
        raise CheckRefused("这一项没有改判，不需确认。", item=check.item)
    if check.awaits_confirmation:
        check.awaits_confirmation, check.confirmed_by, check.confirmed_at = False, by, at
        check.save()
    return check


def _withdraw(check):
    """Take back a finding by hand: the item counts as not inspected. The audit log keeps what was said."""
    if check.pk is None or check.result == Check.Result.UNSEEN:
        return False
    check.result, check.note = Check.Result.UNSEEN, ""
    check.save()
    return True
