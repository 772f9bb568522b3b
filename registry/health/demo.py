"""Faults of the invented register, its first check, and how the score came about over the past months."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from django.utils import timezone

from core import bulk
from orgs.models import Unit
from orgs.scoping import STEP, below
from registry.choices import Sex
from registry.health.choices import FindingState
from registry.health.models import Finding, HealthScore
from registry.health.rules import full_points
from registry.health.services.checking import check_unit
from registry.health.services.scoring import refresh_county, score_of
from registry.models import Person

WRONG_SEX_SHARE, WRONG_BIRTH_SHARE, NO_GUARDIAN_SHARE = 0.0012, 0.0008, 0.0015
WRITTEN = (
    "sex",
    "birth_date",
    "guardian_name",
    "guardian_relation",
    "guardian_phone",
    "phone",
    "phone_digest",
)
CADRES = 6  # villages where a cadre's telephone stands for that of many
SHARING = 9
MONTHS, CHECK_DAY = 8, 25
KEPT_SHARE = 0.02
REASONS = (
    "已入户核实，情况属实。",
    "本人确无电话，由邻居代转。",
    "户口簿无误，已见本人。",
    "已联系家属，下月换领。",
)


def make_health(county, *, rng, at, by):
    """Make a few entries of the register wrong, check it, keep some findings, and write the past months.

    Return how many findings wait.
    """
    _spoil(county, rng=Random(rng.random()), at=at)  # noqa: S311
    check_unit(county, by=None, at=at)
    _age(county, rng=rng, at=at, by=by)
    today = timezone.localdate(at)
    refresh_county(county, today)
    _write_past(county, today, rng=rng)
    return Finding.objects.open().filter(below(county.path, "unit_path")).count()


def _spoil(county, *, rng, at):
    """Put the common faults of real registers into a few rows."""
    people = Person.objects.active().filter(unit__in=Unit.objects.below(county))
    keys = list(people.order_by("pk").values_list("pk", flat=True))
    sex = set(rng.sample(keys, round(len(keys) * WRONG_SEX_SHARE)))
    birth = set(rng.sample(keys, round(len(keys) * WRONG_BIRTH_SHARE)))
    guarded = list(people.exclude(guardian_name="").order_by("pk").values_list("pk", flat=True))
    unguarded = set(rng.sample(guarded, min(len(guarded), round(len(keys) * NO_GUARDIAN_SHARE))))
    phones = _shared_telephones(people, rng=rng)
    spoilt = list(Person.objects.filter(pk__in=sex | birth | unguarded | set(phones)).order_by("pk"))
    for person in spoilt:
        if person.pk in sex:
            person.sex = Sex.FEMALE if person.sex == Sex.MALE else Sex.MALE
        if person.pk in birth:
            person.birth_date += timedelta(days=rng.choice((-30, 1, 9, 31, 366)))
        if person.pk in unguarded:
            person.guardian_name = person.guardian_relation = person.guardian_phone = ""
        if number := phones.get(person.pk):
            person.phone, person.phone_digest = number
    bulk.update(spoilt, WRITTEN, at=at)


def _shared_telephones(people, *, rng):
    """Return {person's pk: (telephone, digest)} for a few villages where one number stands for many."""
    villages = sorted(set(people.values_list("unit_id", flat=True)))
    shared = {}
    for village in rng.sample(villages, min(CADRES, len(villages))):
        neighbours = list(people.filter(unit=village).exclude(phone_digest="").order_by("pk")[:SHARING])
        for person in neighbours:
            shared[person.pk] = neighbours[0].phone, neighbours[0].phone_digest
    return shared


def _age(county, *, rng, at, by):
    """Give findings a past: most were first seen months ago, some were looked into and kept."""
    today = timezone.localdate(at)
    findings = list(Finding.objects.filter(below(county.path, "unit_path")).order_by("pk"))
    for finding in findings:
        finding.first_seen = today - timedelta(days=rng.choice((0, 3, 12, 30, 60, 90, 150)))
        if rng.random() < KEPT_SHARE:
            finding.state, finding.is_open = FindingState.KEPT, False
            finding.kept_reason, finding.kept_by, finding.kept_at = rng.choice(REASONS), by, at
    bulk.update(findings, ("first_seen", "state", "is_open", "kept_reason", "kept_by", "kept_at"), at=at)


def _write_past(county, today, *, rng):
    """Write a row per unit and month before this one: fewer and fewer findings up to now."""
    now = list(
        HealthScore.objects.filter(unit__in=Unit.objects.below(county), day=today).order_by("unit_path")
    )
    rows = []
    month = today.replace(day=1)
    for number in range(1, MONTHS + 1):
        month = (month - timedelta(days=1)).replace(day=1)
        rows += _of_day(now, month.replace(day=CHECK_DAY), 1 + number * 0.07, rng=rng)
    bulk.insert(rows, at=None)


def _of_day(now, day, factor, *, rng):
    """Return the rows of a past day; those of villages are drawn, those above are their sums."""
    sums = defaultdict(lambda: [0, 0, 0, 0])
    parents = {row.unit_path[:-STEP] for row in now}
    for row in now:
        if row.unit_path not in parents:
            drawn = [
                round(number * factor * rng.uniform(0.9, 1.25))
                for number in (row.serious, row.ordinary, row.hints, row.points)
            ]
            for end in range(STEP, len(row.unit_path) + 1, STEP):
                path = row.unit_path[:end]
                sums[path] = [old + new for old, new in zip(sums[path], drawn, strict=True)]
    full = full_points(day)
    return [
        HealthScore(
            unit_id=row.unit_id,
            unit_path=row.unit_path,
            day=day,
            persons=row.persons,
            serious=sums[row.unit_path][0],
            ordinary=sums[row.unit_path][1],
            hints=sums[row.unit_path][2],
            points=sums[row.unit_path][3],
            score=score_of(sums[row.unit_path][3], row.persons, full=full),
        )
        for row in now
    ]
