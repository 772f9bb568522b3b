"""How many rows of each kind, how far they are, and how many differ in which field."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from registry.comparing.choices import Answer, Choice, Kind, RowState
from registry.comparing.defaults import WARN_DAYS
from registry.comparing.fields import title_of
from registry.comparing.models.rows import keys_in
from registry.models import Comparison, ComparisonDecision, ComparisonRow, ComparisonTask


@dataclass(frozen=True)
class Figure:
    """One of the figures: the kind, all rows of it, and those that wait."""

    kind: Kind
    count: int
    open: int

    @property
    def url(self):
        """Return the query that shows the rows of this kind."""
        return f"?kind={self.kind.value}"


def rows_of(comparison, scope):
    """Return the rows of a comparison that a scope sees."""
    return ComparisonRow.objects.within(scope).filter(comparison=comparison)


def figures_of(rows):
    """Return kind → `Figure` for a queryset of rows. One query."""
    tally = {kind.value: [0, 0] for kind in Kind}
    grouped = rows.order_by().values("kind", "state").annotate(count=Count("pk"))
    for group in grouped.values_list("kind", "state", "count"):
        kind, state, count = group
        tally[kind][0] += count
        tally[kind][1] += count if state != RowState.SETTLED else 0
    return {kind: Figure(Kind(kind), *numbers) for kind, numbers in tally.items()}


def field_counts(rows):
    """Return (key, title, rows, rows that wait) for each field that differs, most first. One query."""
    every, waiting = Counter(), Counter()
    groups = (
        rows.filter(kind=Kind.DIFFERING).order_by().values("diffs", "open_diffs").annotate(count=Count("pk"))
    )
    for diffs, left, count in groups.values_list("diffs", "open_diffs", "count"):
        for key in keys_in(diffs):
            every[key] += count
        for key in keys_in(left):
            waiting[key] += count
    return [(key, title_of(key), count, waiting[key]) for key, count in every.most_common()]


def figures_for_keeping(comparison):
    """Return the counts that stay when everything else is deleted, as JSON."""
    rows = ComparisonRow.objects.filter(comparison=comparison)
    decided = ComparisonDecision.objects.filter(row__comparison=comparison)
    choices = dict(decided.order_by().values_list("choice").annotate(count=Count("pk")))
    answers = dict(rows.exclude(answer="").order_by().values_list("answer").annotate(count=Count("pk")))
    return {
        "kinds": {kind: figure.count for kind, figure in figures_of(rows).items()},
        "choices": {choice.value: choices.get(choice.value, 0) for choice in Choice},
        "answers": {answer.value: answers.get(answer.value, 0) for answer in Answer},
        "fields": [[title, count] for _, title, count, _ in field_counts(rows)],
    }


def lists_leaving(scope, today):
    """Return how many lists of the scope's own comparisons are near the day of their deletion, or past it."""
    made = Comparison.objects.within(scope).made_in(scope)
    return made.kept_past(today + timedelta(days=WARN_DAYS)).count()


@dataclass(frozen=True)
class Waiting:
    """What waits of tasks: rows without an answer, tasks overdue, rows to be reviewed."""

    rows: int
    overdue: int
    to_review: int


def waiting_in(scope, today):
    """Return the `Waiting` of a scope. Two queries."""
    rows = ComparisonRow.objects.within(scope).filter(state=RowState.TASKED).order_by()
    counts = rows.aggregate(
        unanswered=Count("pk", filter=Q(answer="") | Q(is_returned=True)),
        answered=Count("pk", filter=~Q(answer="") & Q(is_returned=False)),
    )
    overdue = ComparisonTask.objects.within(scope).overdue(today).count()
    return Waiting(counts["unanswered"], overdue, counts["answered"])
