"""The score of a unit: 100 less the weighted findings per person.

score = 100 × (1 − points ÷ (persons × full)), at least 0, where `points` is the sum of the weights of the
open findings of everybody below the unit and `full` is the points per person at which a score reaches 0
(10 by default, `rules.toml`). A unit without persons has no score.
"""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from core import bulk
from orgs.models import Unit
from orgs.scoping import STEP, below
from registry.health.choices import Severity
from registry.health.models import Finding, HealthScore
from registry.health.rules import full_points
from registry.models import Person

FIGURES = ("unit_path", "persons", "serious", "ordinary", "hints", "points", "score")
COLUMNS = {Severity.SERIOUS: "serious", Severity.ORDINARY: "ordinary", Severity.HINT: "hints"}
TENTH = Decimal("0.1")


def score_of(points, persons, *, full):
    """Return the score from 0 to 100 with one decimal, or None where nobody is registered."""
    if not persons:
        return None
    score = 100 - Decimal(points) * 100 / (persons * full)
    return max(Decimal(0), score).quantize(TENTH, ROUND_HALF_UP)


def refresh_county(county, day):
    """Write the row of the day for the county and each unit below it. Five queries."""
    units = list(Unit.objects.below(county).order_by("path").values_list("pk", "path"))
    _write(county, units, day)


def refresh_units(county, paths, day):
    """Write the row of the day for the units of some paths and those above them, up to the county."""
    paths = {path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)}
    wanted = Unit.objects.below(county).filter(path__in=paths).order_by("path")
    _write(county, list(wanted.values_list("pk", "path")), day)


def _write(county, units, day):
    figures = _figures(county, {path for _, path in units})
    full = full_points(day)
    there = {
        row.unit_id: row for row in HealthScore.objects.filter(unit__in=[pk for pk, _ in units], day=day)
    }
    new, changed = [], []
    for pk, path in units:
        own = figures[path]
        row = there.get(pk) or HealthScore(unit_id=pk, day=day)
        row.unit_path = path
        for name in ("persons", "points", *COLUMNS.values()):
            setattr(row, name, own[name])
        row.score = score_of(row.points, row.persons, full=full)
        (changed if row.pk else new).append(row)
    bulk.insert(new, at=None)
    bulk.update(changed, FIGURES, at=None)


def _figures(county, wanted):
    """Return {path: Counter of persons, points and findings} of the wanted paths. Two queries."""
    inside = below(county.path, "unit_path")
    figures = defaultdict(Counter)
    people = Person.objects.active().filter(inside).order_by().values_list("unit_path")
    for path, number in people.annotate(number=Count("pk")):
        for above in _prefixes(path, wanted):
            figures[above]["persons"] += number
    findings = Finding.objects.open().filter(inside).order_by().values_list("unit_path", "severity")
    for path, severity, number, points in findings.annotate(number=Count("pk"), points=Sum("weight")):
        for above in _prefixes(path, wanted):
            figures[above][COLUMNS[severity]] += number
            figures[above]["points"] += points
    return figures


def _prefixes(path, wanted):
    return [path[:end] for end in range(STEP, len(path) + 1, STEP) if path[:end] in wanted]
