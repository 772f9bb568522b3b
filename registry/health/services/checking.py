"""Running the rules: over a whole county as a stream of villages, or over some persons that have changed.

Each batch is a transaction of its own, and running again finds the same, so that a check that breaks off
does no harm and is simply run once more.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts import audit
from orgs.models import Unit
from orgs.scoping import STEP, below
from registry.health.models import Finding
from registry.health.rules.batch import Batch, Run, of_persons, of_units
from registry.health.services.scoring import refresh_county, refresh_units
from registry.health.services.settling import Changes, settle
from registry.health.settings import county_of, rules_in_force
from registry.models import Person

BATCH = 2000  # persons held in memory at a time, more only where one village has more
MOST_AT_ONCE = 60  # persons checked while somebody waits; more are left to a job
MOST_TIED = 200  # others looked at again because they share a group with somebody who changed


@dataclass
class Outcome:
    """What a check did."""

    persons: int = 0
    new: int = 0
    fixed: int = 0
    relapsed: int = 0
    lapsed: int = 0
    standing: int = 0

    def add(self, changes: Changes, persons):
        """Count one batch."""
        self.persons += persons
        for name in ("new", "fixed", "relapsed", "lapsed", "standing"):
            setattr(self, name, getattr(self, name) + getattr(changes, name))

    @property
    def sentence(self):
        """Return the outcome in words."""
        relapsed = f"，复发 {self.relapsed:,} 条" if self.relapsed else ""
        lapsed = f"，理由失效 {self.lapsed:,} 条" if self.lapsed else ""
        return (
            f"体检 {self.persons:,} 人：新发现 {self.new:,} 条，已修正 {self.fixed:,} 条{relapsed}{lapsed}，"
            f"现有 {self.standing:,} 条。"
        )


def untracked(items, *, total, message=""):
    """Yield the items: what stands for `Job.track` where no job is."""
    return items


def check_unit(unit, *, by, at, track=untracked):
    """Check everybody of the register below `unit`, refresh the scores of its county, return the `Outcome`.

    :param track: passes batches through and shows how far it is, as `Job.track` does.
    """
    county = county_of(unit) or unit
    persons = dict(
        Person.objects.filter(below(unit.path, "unit_path"))
        .order_by()
        .values_list("unit_id")
        .annotate(number=Count("pk"))
    )
    run = Run(county.path, today=timezone.localdate(at), is_whole=True)
    rules = rules_in_force(county, run.today)
    outcome, batches = Outcome(), list(_batches(persons))
    for keys in track(batches, total=len(batches)):
        outcome.add(check_batch(run, rules, of_units(keys), at=at), sum(persons[key] for key in keys))
    refresh_county(county, run.today)
    if by is not None:
        audit.record(
            audit.Event.CHANGE, by=by, about=unit, unit=unit, what="数据体检",
            persons=outcome.persons, new=outcome.new, fixed=outcome.fixed,
        )  # fmt: skip
    return outcome


def check_units(units, *, by, at, track=untracked):
    """Check everybody of some villages of one county, as after an import; return the `Outcome`."""
    outcome = Outcome()
    by_county = {}
    for unit in units:
        by_county.setdefault(county_of(unit) or unit, []).append(unit.pk)
    for county, keys in by_county.items():
        run = Run(county.path, today=timezone.localdate(at), is_whole=True)
        rules = rules_in_force(county, run.today)
        for key in track(keys, total=len(keys)):
            people = Person.objects.filter(unit=key).count()
            outcome.add(check_batch(run, rules, of_units([key]), at=at), people)
        refresh_county(county, run.today)
    return outcome


@transaction.atomic
def check_persons(keys, *, at):
    """Check some persons, and those whose findings depend on them, at once. A constant number of queries."""
    people = Person.objects.filter(pk__in=keys)
    places = dict(people.order_by().values_list("pk", "unit_path"))
    above = {path[:end] for path in places.values() for end in range(STEP, len(path) + 1, STEP)}
    for county in Unit.objects.filter(path__in=above, level=Unit.Level.COUNTY).order_by("path"):
        own = [key for key, path in places.items() if path.startswith(county.path)]
        _check_in_county(county, own, at=at)


def _check_in_county(county, keys, *, at):
    run = Run(county.path, today=timezone.localdate(at), is_whole=False)
    keys = sorted({*keys, *_tied(keys, county)})
    left = set(Finding.objects.filter(person__in=keys).order_by().values_list("unit_path", flat=True))
    check_batch(run, rules_in_force(county, run.today), of_persons(keys), at=at)
    now = set(Person.objects.filter(pk__in=keys).order_by().values_list("unit_path", flat=True))
    refresh_units(county, left | now, run.today)


def check_batch(run, rules, chosen, *, at):
    """Run the rules over the persons that `chosen` names and settle their findings; return the `Changes`."""
    with transaction.atomic():
        people = Person.objects.filter(**chosen)
        list(people.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        batch = Batch.of(run, chosen)
        hits = {
            (hit.person_id, code): hit
            for code, rule in rules.items()
            if rule.is_on
            for hit in rule.rule.find(batch, rule.threshold)
        }
        return settle(batch, hits, rules, chosen, at=at)


def _batches(persons):
    """Yield lists of units that have about `BATCH` persons together."""
    keys, number = [], 0
    for key in sorted(persons):
        keys.append(key)
        number += persons[key]
        if number >= BATCH:
            yield keys
            keys, number = [], 0
    if keys:
        yield keys


def _tied(keys, county):
    """Return persons of the county who share a village and a birth date, or a group, with the given ones."""
    people = list(Person.objects.filter(pk__in=keys).values_list("unit_id", "birth_date").distinct())
    mates = set()
    for unit, born in people:
        mates |= set(
            Person.objects.filter(unit=unit, birth_date=born).values_list("pk", flat=True)[:MOST_TIED]
        )
    groups = Finding.objects.filter(person__in=keys).exclude(group="").values_list("group", flat=True)
    sharing = Finding.objects.standing().filter(below(county.path, "unit_path"), group__in=list(groups))
    return mates | set(sharing.values_list("person", flat=True)[:MOST_TIED])
