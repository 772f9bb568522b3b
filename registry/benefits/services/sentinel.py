"""Running the sentinel over a county as a stream of villages, and keeping what it found.

Each batch is a transaction of its own and running again finds the same, so that a run that breaks off does
no harm. What people have done about a finding stays: a finished one is opened again if its months change.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts import audit
from core import bulk
from orgs.scoping import below
from registry.benefits.book import Book
from registry.benefits.choices import CaseState
from registry.benefits.entitlement import ZERO
from registry.benefits.models import BenefitFinding
from registry.benefits.months import first_day, spans_of
from registry.benefits.selectors.sentinel import faults_in, members_of, window_of
from registry.benefits.words import worded
from registry.models.persons import Person

BATCH = 2000  # persons held in memory at a time, more only where one village has more
CHANGING = (
    "unit", "unit_path", "state", "over", "missed", "months", "first_month", "last_month", "lines", "summary",
    "seen_on",
)  # fmt: skip


@dataclass
class Outcome:
    """What a run did."""

    persons: int = 0
    findings: int = 0
    new: int = 0
    gone: int = 0
    over: Decimal = ZERO
    missed: Decimal = ZERO

    @property
    def sentence(self):
        """Return the outcome in words."""
        return (
            f"核查 {self.persons:,} 人：问题 {self.findings:,} 条（新发现 {self.new:,} 条，"
            f"已消除 {self.gone:,} 条），多发 {self.over:,.2f} 元，漏发少发 {self.missed:,.2f} 元。"
        )


def untracked(items, *, total, message=""):
    """Yield the items: what stands for `Job.track` where no job is."""
    return items


def check_county(county, *, by, at, track=untracked):
    """Compare every month of everybody of the county and keep the findings; return the `Outcome`.

    :param track: passes batches through and shows how far it is, as `Job.track` does.
    """
    today = timezone.localdate(at)
    book, window, outcome = Book.of(county), window_of(county, today), Outcome()
    batches = list(_batches(county))
    for units in track(batches, total=len(batches)):
        people = Person.objects.filter(unit__in=units)
        check_batch(people, book, window, today=today, at=at, outcome=outcome)
    if by is not None:
        audit.record(
            audit.Event.CHANGE, by=by, about=county, unit=county, what="补贴核查",
            persons=outcome.persons, findings=outcome.findings,
        )  # fmt: skip
    return outcome


@transaction.atomic
def check_batch(people, book, window, *, today, at, outcome):
    """Compare some whole households and keep what is found; count it into `outcome`."""
    places = {row[0]: row[1:] for row in people.values_list("pk", "unit_id", "unit_path")}
    known = BenefitFinding.objects.select_for_update(of=("self",)).filter(
        person__in=people.order_by().values("pk"), kind__in=list(book.kinds)
    )
    known = {(row.person_id, row.kind_id, row.fault): row for row in known}
    members = members_of(people, window)
    new, changed, seen, make = [], [], set(), bulk.maker(BenefitFinding)
    for member, kind, fault, lines in faults_in(members, book, window):
        key = (member.facts.pk, kind.pk, fault.value)
        seen.add(key)
        row = known.get(key)
        if row is None:
            row = make(
                person_id=key[0],
                kind_id=key[1],
                fault=key[2],
                found_on=today,
                lines=None,
                state=CaseState.OPEN,
            )
            new.append(row)
        else:
            changed.append(row)
        fill(row, lines, places[key[0]], today)
        outcome.over, outcome.missed = outcome.over + row.over, outcome.missed + row.missed
    for key, row in known.items():
        if key not in seen and row.is_unfinished:
            row.state, row.seen_on = CaseState.GONE, today
            changed.append(row)
            outcome.gone += 1
    bulk.insert(new, at=at)
    bulk.update(changed, CHANGING, at=at)
    outcome.persons += len(members)
    outcome.findings += len(seen)
    outcome.new += len(new)


def fill(row, lines, place, today):
    """Write the months into a finding; open it again if it was finished and they are others than before."""
    kept = [
        [
            line.month, str(line.due.amount), str(line.granted),
            None if line.paid is None else str(line.paid), line.due.tier or line.tier,
            worded(line.due.why),
        ]
        for line in lines
    ]  # fmt: skip
    if row.lines is not None and not row.is_unfinished and (row.lines != kept or row.state == CaseState.GONE):
        row.state = CaseState.OPEN
    row.unit_id, row.unit_path = place
    row.over = sum((line.over for line in lines), ZERO)
    row.missed = sum((line.missed for line in lines), ZERO)
    row.months, row.lines = len(lines), kept
    row.first_month, row.last_month = first_day(lines[0].month), first_day(lines[-1].month)
    row.summary, row.seen_on = summary_of(lines), today


def summary_of(lines):
    """Return in one sentence which months differ, by how much, and why."""
    over, missed = (sum((getattr(line, side) for line in lines), ZERO) for side in ("over", "missed"))
    what = f"多发 {over:,.2f} 元" if over else f"少领 {missed:,.2f} 元"
    why = next((worded(line.due.why) for line in lines if line.due.why), "")
    return f"{spans_of({line.month for line in lines})}{what}{f'：{why}' if why else ''}。"[:300]


def _batches(county):
    """Yield lists of villages that have about `BATCH` persons together."""
    keys, number = [], 0
    sizes = Person.objects.filter(below(county.path, "unit_path")).order_by("unit_id").values_list("unit_id")
    for key, size in sizes.annotate(number=Count("pk")):
        keys.append(key)
        number += size
        if number >= BATCH:
            yield keys
            keys, number = [], 0
    if keys:
        yield keys
