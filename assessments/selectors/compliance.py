"""How many units have everything, what the others lack, and how that has changed."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts import audit
from assessments import facts
from assessments.models import Check, Checklist, ChecklistItem
from assessments.models.checklists import in_force
from assessments.periods import Quarter, quarter_of
from assessments.selectors.matrix import Matrix, matrix
from assessments.selectors.periods import closed_quarters
from assessments.selectors.places import checklists_for, county_of, measured_units
from core.freshness import remember
from orgs.scoping import UnitScope


@dataclass(frozen=True)
class PlaceFigures:
    """The units of one township: how many a list measures, and how many have everything."""

    unit: object
    total: int
    compliant: int
    lacking: int


@dataclass(frozen=True)
class ChecklistFigures:
    """The state of one list at the units of a place in one quarter."""

    checklist: object
    matrix: Matrix

    @property
    def total(self):
        return len(self.matrix.rows)

    @property
    def compliant(self):
        return self.matrix.compliant

    @property
    def lacking(self):
        return self.matrix.lacking

    @property
    def open(self):
        return self.matrix.open

    @property
    def percent(self):
        """Return the share of compliant units in per cent, None where the list measures no unit."""
        return self.compliant * 100 / self.total if self.total else None

    @property
    def missing(self):
        """Return [(item, number of units)] of the items that somebody lacks, the most often lacking first."""
        found = [(item, number) for item, number in self.matrix.lacking_by_item if number]
        return sorted(found, key=lambda pair: (-pair[1], pair[0].number))

    @property
    def by_township(self):
        """Return the figures of each township in tree order."""
        groups = {}
        for row in self.matrix.rows:
            place = row.unit.parent if row.unit.is_grassroots else row.unit
            groups.setdefault(place.pk, (place, []))[1].append(row)
        return [
            PlaceFigures(
                place, len(rows), sum(r.is_compliant for r in rows), sum(r.lacking > 0 for r in rows)
            )
            for place, rows in groups.values()
        ]


@dataclass(frozen=True)
class TrendPoint:
    """The share of compliant units in one quarter."""

    period: Quarter
    total: int
    compliant: int

    @property
    def percent(self):
        return self.compliant * 100 / self.total if self.total else None


def compliance_figures(unit, year, quarter, *, on=None):
    """Return the `ChecklistFigures` of every list that measures `unit` or units below it.

    `on` is today for the current quarter; left out, the last day of the quarter counts. Empty above counties.
    """
    period = Quarter(year, quarter)
    day = period.as_of(on or period.end)
    county = county_of(unit)
    scope = UnitScope(paths=frozenset({unit.path}))
    found = []
    for checklist in checklists_for(county, day) if county else []:
        if on is None:
            made = matrix(checklist, measured_units(checklist, scope, day), period)
        else:
            made = live_matrix(checklist, scope, period, on)
        if made.rows:
            found.append(ChecklistFigures(checklist, made))
    return found


def unit_compliance(unit, year, quarter, *, on=None):
    """Return the matrix row of `unit` itself, or None where no list measures it."""
    period = Quarter(year, quarter)
    day = period.as_of(on or period.end)
    county = county_of(unit)
    for checklist in checklists_for(county, day) if county else []:
        if unit.level in checklist.levels:
            return matrix(checklist, [unit], period, on=on).rows[0]
    return None


def what_is_missing(checklist, units, period, *, on=None):
    """Return [(item, [units that lack it])] in the order of the items, leaving out what nobody lacks."""
    found = matrix(checklist, units, period, on=on)
    lacking = [
        (item, [row.unit for row in found.rows if row.cells[place].is_lacking])
        for place, item in enumerate(found.items)
    ]
    return [(item, units) for item, units in lacking if units]


def live_matrix(checklist, scope, period, on):
    """Return the matrix of all that the list measures in the scope, remembered until something changes.

    :param on: today; facts of an open quarter are measured on this day.
    """
    key = f"matrix:{checklist.pk}:{scope.key}:{period.year}-{period.number}:{on}"
    units = measured_units(checklist, scope, period.as_of(on))

    def ask(items, units, period, *, on):
        """Measure the facts anew only when something outside this app has changed."""
        asked = ",".join(f"{item.pk}-{item.fact}-{item.threshold}" for item in items if item.is_fact)
        return remember(
            f"facts:{asked}:{key}",
            lambda: facts.measure(items, units, period, on=on),
            stamp=audit.latest_change_outside("assessments"),
        )

    return remember(key, lambda: matrix(checklist, units, period, on=on, ask=ask))


def lacking_units_count(scope, on):
    """Return how many units of the scope lack at least one item of their list in the quarter of `on`."""
    period = quarter_of(on)
    lists = Checklist.objects.within(scope).in_force(on).select_related("county").order_by("pk")
    return sum(live_matrix(checklist, scope, period, on).lacking for checklist in lists)


def compliance_trend(checklist, scope, periods, *, on, known=None):
    """Return a `TrendPoint` for each of the quarters: closed ones from what was frozen, the present one live.

    Past quarters that nobody closed are left out. `known` is a matrix of the scope that is at hand already.
    """
    frozen = closed_quarters(checklist.county)
    met = _met_counts(checklist, scope, [period for period in periods if period in frozen])
    points = []
    for period in periods:
        units = measured_units(checklist, scope, period.as_of(on))
        if known is not None and period == known.period:
            points.append(TrendPoint(period, known.total, known.compliant))
        elif period in frozen:
            wanted = checklist.items.filter(in_force(period.end)).count()
            keys = list(units.values_list("pk", flat=True))
            compliant = sum(met[period, key] == wanted for key in keys) if wanted else 0
            points.append(TrendPoint(period, len(keys), compliant))
        elif period == quarter_of(on):
            found = matrix(checklist, units, period, on=on)
            points.append(TrendPoint(period, found.total, found.compliant))
    return points


def _met_counts(checklist, scope, periods):
    """Return how many items each unit had in each closed quarter, as a Counter of (quarter, unit id)."""
    if not periods:
        return Counter()
    wanted = Q(pk__in=[])
    for period in periods:
        items = ChecklistItem.objects.filter(in_force(period.end), checklist=checklist)
        wanted |= Q(year=period.year, quarter=period.number, item__in=items.values("pk"))
    rows = (
        Check.objects.within(scope)
        .filter(wanted, result=Check.Result.YES, awaits_confirmation=False)
        .values_list("year", "quarter", "unit")
        .annotate(met=Count("pk"))
        .order_by()
    )
    return Counter({(Quarter(year, number), unit): met for year, number, unit, met in rows})
