"""What the board shows: scores and counts of a unit and those below it, their course, the commonest rules."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count

from orgs.models import Unit
from registry.health.choices import SEVERITY_TONES, Severity
from registry.health.models import Finding, HealthScore
from registry.health.rules import RULES

TREND_DAYS = 400
MOST_RULES = 8
GOOD_SCORE, FAIR_SCORE = 90, 75  # the colours of the board, nothing else


@dataclass
class Line:
    """One unit of the board: its rows of the trend, oldest first."""

    unit: Unit
    rows: list = field(default_factory=list)

    @property
    def now(self):
        """Return the newest row, or None before the first check."""
        return self.rows[-1] if self.rows else None

    @property
    def score(self):
        return self.now.score if self.now else None

    @property
    def points(self):
        """Return (label, score) of the trend for the picture."""
        return [
            (f"{row.day.month}月{row.day.day}日", row.score) for row in self.rows if row.score is not None
        ]

    @property
    def tone(self):
        """Return the tone of the score; empty without one."""
        if self.score is None:
            return ""
        return "good" if self.score >= GOOD_SCORE else "warn" if self.score >= FAIR_SCORE else "bad"


def board_lines(unit, children):
    """Return the `Line` of the unit and of each of its children. One query."""
    lines = {each.pk: Line(each) for each in (unit, *children)}
    newest = HealthScore.objects.filter(unit__in=lines).order_by("-day").values_list("day", flat=True).first()
    if newest is not None:
        since = newest - timedelta(days=TREND_DAYS)
        for row in HealthScore.objects.filter(unit__in=lines, day__gte=since).order_by("day"):
            lines[row.unit_id].rows.append(row)
    return lines


def commonest_rules(scope):
    """Return (Rule, open findings) of the rules that find most within the scope. One query, from an index."""
    rows = Finding.objects.within(scope).open().order_by().values_list("rule").annotate(number=Count("pk"))
    known = [(RULES[code], number) for code, number in rows if code in RULES]
    return sorted(known, key=lambda pair: -pair[1])[:MOST_RULES]


def rule_counts(scope):
    """Return {rule: open findings} within the scope."""
    rows = Finding.objects.within(scope).open().order_by().values_list("rule").annotate(number=Count("pk"))
    return dict(rows)


def severity_tiles(line):
    """Return (label, number, severity, tone) of the severities, the gravest first."""
    row = line.now
    numbers = (row.serious, row.ordinary, row.hints) if row else (0, 0, 0)
    order = (Severity.SERIOUS, Severity.ORDINARY, Severity.HINT)
    return [
        (each.label, number, each.value, SEVERITY_TONES[each] if number else "")
        for each, number in zip(order, numbers, strict=True)
    ]
