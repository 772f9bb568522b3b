"""The end of a comparison: closed, opened again, and the other department's data deleted."""

import contextlib

from django.db import transaction
from django.utils import timezone

from accounts import audit
from registry.comparing.choices import State
from registry.comparing.selectors.figures import figures_for_keeping
from registry.comparing.services.refusal import ComparisonRefused, locked, must_own
from registry.models import Comparison, ComparisonDecision, ComparisonRow, ComparisonTask


@transaction.atomic
def close_comparison(comparison, *, by, at):
    """Close a comparison (办结); from then on the days run after which the list should be deleted.

    :raises ComparisonRefused: not the actor's, not ready, or villages are still at work on it.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    if comparison.state != State.READY:
        raise ComparisonRefused(f"这次比对{comparison.get_state_display()}，不能办结。")
    waiting = ComparisonTask.objects.open().filter(comparison=comparison).count()
    if waiting:
        raise ComparisonRefused(f"还有 {waiting} 个村（社区）的核实任务没有办结，请先审核或收回。")
    comparison.state, comparison.closed_at, comparison.closed_by = State.CLOSED, at, by
    comparison.keep_until = comparison.closed_on(at)
    comparison.save()
    return comparison


@transaction.atomic
def reopen_comparison(comparison, *, by, at):
    """Take a closed comparison up again.

    :raises ComparisonRefused: not the actor's, not closed, or its list has been deleted.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    if comparison.state != State.CLOSED or comparison.is_wiped:
        raise ComparisonRefused("只有已办结、名单还在的比对可以重新办理。")
    comparison.state = State.READY
    comparison.closed_at = comparison.closed_by = comparison.keep_until = None
    comparison.save()
    return comparison


@transaction.atomic
def wipe_comparison(comparison, *, by, at):
    """Delete the other department's list with everything taken from it; only the counts stay.

    :raises ComparisonRefused: not the actor's, not closed, or deleted already.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    if comparison.state != State.CLOSED:
        raise ComparisonRefused("办结以后才能删除对方的名单。")
    if comparison.is_wiped:
        raise ComparisonRefused("名单已经删除。")
    _wipe(comparison, by=by, at=at)
    return comparison


def wipe_due(*, at, today):
    """Delete the lists that have been kept longer than agreed, each on its own; return their comparisons.

    It is done in nobody's name: who closed a comparison agreed to the day (domain.md §9).
    """
    wiped = []
    for due in Comparison.objects.kept_past(today).order_by("pk"):
        with transaction.atomic():
            comparison = locked(due)
            if comparison.should_be_wiped(today):  # opened again or deleted since
                _wipe(comparison, by=None, at=at, reason="保存期限已过，系统删除")
                wiped.append(comparison)
    return wiped


def _wipe(comparison, *, by, at, reason=""):
    comparison.counts |= {"final": figures_for_keeping(comparison)}
    rows = ComparisonRow.objects.filter(comparison=comparison)
    ComparisonDecision.objects.filter(row__comparison=comparison)._raw_delete(rows.db)
    rows._raw_delete(rows.db)
    name, storage = comparison.file.name, comparison.file.storage
    comparison.file, comparison.sample, comparison.mapping = "", None, {}
    comparison.wiped_at, comparison.wiped_by = at, by
    comparison.save()
    audit.record(
        audit.Event.IMPORT,
        by=by,
        about=comparison,
        reason=reason,
        what="删除比对名单",
        file=comparison.file_name,
        rows=comparison.counts.get("rows", 0),
        day=timezone.localdate(at).isoformat(),
    )
    transaction.on_commit(lambda: _forget(storage, name))


def _forget(storage, name):
    with contextlib.suppress(FileNotFoundError):
        if name:
            storage.delete(name)
