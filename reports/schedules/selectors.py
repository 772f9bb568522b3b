"""Which schedules hold, what is due of them, and what was made."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from reports.schedules.models import Schedule, ScheduledRun
from reports.schedules.spans import Span, latest_over, span_of


def current_schedules(day):
    """Return the versions of each schedule that is switched on on the day, the oldest first. One query."""
    rows = Schedule.objects.filter(since__lte=day).select_related("unit", "place", "owner")
    rows = rows.order_by("unit__path", "code", "since", "pk")
    found = [list(own) for _, own in groupby(rows, key=lambda row: (row.unit_id, row.code))]
    return [own for own in found if own[-1].is_on and (own[-1].until is None or own[-1].until >= day)]


def due_spans(versions, day):
    """Yield (version, period) of everything that has come due until the day under one of the versions.

    A period belongs to the version in force on the day on which it is due, so that nothing is made for the
    time before a schedule was switched on, and nothing is left out after a machine was off.
    """
    for schedule in versions:
        if schedule.is_on:
            until = min(day, schedule.until or day)
            span = span_of(schedule.every, schedule.since - timedelta(days=schedule.offset))
            while schedule.due_on(span) <= until:
                yield schedule, span
                span = span.next


def next_due(schedule, day):
    """Return the first day from `day` on for which nothing has been made, as far as days tell."""
    span = span_of(schedule.every, max(day, schedule.since) - timedelta(days=schedule.offset))
    return schedule.due_on(span), span


def runs_of(schedule):
    """Return the makings of a schedule, all versions of it, the newest period first."""
    runs = ScheduledRun.objects.filter(unit=schedule.unit_id, code=schedule.code)
    return runs.select_related("job", "schedule__place", "schedule__owner").order_by("-last", "-first")


@dataclass(frozen=True)
class Line:
    """One schedule as the list shows it."""

    schedule: Schedule
    last: ScheduledRun | None
    next_due: date | None
    makes_now: Span | None  # the newest period that is over, unless it is made
    may_edit: bool


def lines_for(scope, manageable, day):
    """Return the schedules of the scope as they hold on the day, each with its last making; two queries."""
    rows = Schedule.objects.within(scope).in_force(day).select_related("unit", "place", "owner")
    schedules = list(rows.order_by("unit__path", "pk"))
    runs = ScheduledRun.objects.filter(
        unit__in={row.unit_id for row in schedules}, code__in={row.code for row in schedules}
    )
    newest = {}
    for run in runs.select_related("job", "schedule__place").order_by("last", "first"):
        newest[run.unit_id, run.code] = run
    return [
        Line(
            row, newest.get((row.unit_id, row.code)), next_due(row, day)[0] if row.is_on else None,
            _not_made(latest_over(row.every, day), newest.get((row.unit_id, row.code))),
            manageable.covers(row.unit),
        )
        for row in schedules
    ]  # fmt: skip


def _not_made(span, newest):
    """Return the period, or None if the newest making is of it and has come off."""
    return None if newest is not None and newest.span == span and newest.is_done else span
