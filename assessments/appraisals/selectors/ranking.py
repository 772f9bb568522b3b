"""Who may be 优秀: pools with their places, who has them, and who is equal where they run out."""

from collections import defaultdict
from dataclasses import dataclass

from assessments.appraisals.arithmetic import ZERO, Entrant, choose_excellent, places_of
from assessments.appraisals.choices import Grade, Level, Pool
from assessments.appraisals.models import Appraisal
from assessments.appraisals.selectors.results import outcomes_of

NEXT = 5  # people after the last place that the page shows, too


@dataclass(frozen=True)
class Ranked:
    """Somebody in a pool, with the outcome and the place that the points give."""

    appraisal: Appraisal
    outcome: object
    place: int
    gets: bool
    is_tied: bool


@dataclass(frozen=True)
class QuotaPool:
    """People who share places for 优秀."""

    name: str
    people: int
    places: int
    entrants: tuple
    decided: int

    @property
    def shown(self):
        """Return those about whom there is something to decide: who has a place, equals, and the next few."""
        firm = sum(row.gets or row.is_tied for row in self.entrants)
        return self.entrants[: firm + NEXT]

    @property
    def further(self):
        return len(self.entrants) - len(self.shown)

    @property
    def tied(self):
        return [row for row in self.entrants if row.is_tied]

    @property
    def left(self):
        """Return how many places are not decided yet."""
        return self.places - self.decided


def pools_of(year):
    """Return the `QuotaPool`s of a year. Six queries at most."""
    rows = Appraisal.objects.filter(year=year).included().for_list().in_tree_order()
    appraisals = list(rows)
    for one in appraisals:
        one.year = year
    outcomes = outcomes_of(appraisals)
    groups = defaultdict(list)
    for one in appraisals:
        groups[pool_of(one, year.terms)].append(one)
    return [_pool(name, people, outcomes, year.terms) for name, people in groups.items()]


def pool_of(appraisal, terms):
    """Return the name of the pool in which somebody competes for 优秀."""
    if appraisal.level == Level.GRASSROOTS and terms.pool == Pool.TOWNSHIP:
        unit = appraisal.unit
        return f"{(unit.parent if unit.is_grassroots else unit).name}村（社区）岗位"
    return f"{Level(appraisal.level).label}岗位"


def _pool(name, people, outcomes, terms):
    able = [one for one in people if outcomes[one.pk].grade(terms) == Grade.EXCELLENT]
    places = places_of(len(people), terms)
    entrants = [Entrant(one.pk, outcomes[one.pk].total, outcomes[one.pk].daily or ZERO) for one in able]
    chosen = choose_excellent(entrants, places, terms.ties)
    order = sorted(able, key=lambda one: (-outcomes[one.pk].total, -(outcomes[one.pk].daily or ZERO), one.pk))
    totals = [outcomes[one.pk].total for one in order]
    ranked = tuple(
        Ranked(
            one, outcomes[one.pk], totals.index(outcomes[one.pk].total) + 1, one.pk in chosen.keys,
            one.pk in chosen.tied,
        )
        for one in order
    )  # fmt: skip
    decided = sum(one.decided == Grade.EXCELLENT for one in people)
    return QuotaPool(name, len(people), places, ranked, decided)
