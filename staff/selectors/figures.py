"""Figures about the people for the documents of a unit and a year."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from orgs.scoping import UnitScope
from registry.choices import Education, Sex
from staff.choices import MEMBER_POSTS, Half, Kinship, RollState
from staff.models import Appointment, Attendance, StipendStandard, Training
from staff.pay.amounts import NOTHING, money
from staff.pay.selectors.lines import counting_lines, told_state
from staff.selectors.posts import PostCount, posts_by_unit, total_of, vacancies
from staff.selectors.trainings import Coverage, training_coverage

HIGHER_EDUCATION = (Education.COLLEGE, Education.BACHELOR, Education.GRADUATE)


@dataclass(frozen=True)
class InPost:
    """What the figures ask about somebody in post."""

    post_type: str
    sex: str
    kinship: str
    permit: str
    education: str


@dataclass(frozen=True)
class StaffingFigures:
    """Posts and people below a unit on a day. Heads (理事长) are counted apart."""

    members: PostCount
    heads: PostCount
    by_type: dict
    vacancies: int
    long_vacancies: int
    mean_vacant_days: int
    women: int
    disabled: int
    licensed: int
    higher_education: int


@dataclass(frozen=True)
class TrainingFigures:
    """Trainings that a unit and those below held in a year, and how far they reached."""

    sessions: int
    hours: int
    attendances: int
    passed: int
    coverage: Coverage


@dataclass(frozen=True)
class HalfYear:
    """One half-year's lines below a unit whose money is equally far; see `RollState`."""

    half: int
    people: int
    amount: Decimal
    state: str

    @property
    def label(self):
        return Half(self.half).label

    @property
    def is_paid(self):
        return self.state == RollState.PAID


@dataclass(frozen=True)
class StipendFigures:
    """What the people below a unit got in a year."""

    halves: list
    paid: Decimal
    people: int
    standards: list = field(default_factory=list)


def scope_below(unit):
    """Return the scope of a unit and everything below it."""
    return UnitScope(paths=frozenset({unit.path}))


def staffing_figures(unit, on):
    """Count posts and people below `unit` on the day `on`. Eight queries."""
    scope = scope_below(unit)
    total = total_of(posts_by_unit(scope, on).values())
    vacant = vacancies(scope, on)
    held = (
        Appointment.objects.within(scope)
        .in_force(on)
        .order_by()
        .values_list(
            "post__post_type", "member__sex", "member__kinship", "work_permit_number", "member__education"
        )
    )
    held = [InPost(*row) for row in held]
    members = [row for row in held if row.post_type in MEMBER_POSTS]
    return StaffingFigures(
        members=total.members,
        heads=total.heads,
        by_type=dict(Counter(row.post_type for row in held)),
        vacancies=len(vacant),
        long_vacancies=sum(vacancy.is_long for vacancy in vacant),
        mean_vacant_days=round(sum(vacancy.days for vacancy in vacant) / len(vacant)) if vacant else 0,
        women=sum(row.sex == Sex.FEMALE for row in members),
        disabled=sum(row.kinship == Kinship.SELF for row in members),
        licensed=sum(bool(row.permit) for row in members),
        higher_education=sum(row.education in HIGHER_EDUCATION for row in members),
    )


def training_figures(unit, year, on=None):
    """Count the trainings of a year below `unit`, and their reach among those in post. Five queries.

    :param on: the day on which those in post are counted; the last of the year if not given.
    """
    on = on or date(year, 12, 31)
    scope = scope_below(unit)
    own = Attendance.objects.within(scope).filter(training__held_on__year=year)
    attended = own.aggregate(times=Count("pk"), passed=Count("pk", filter=Q(passed=True)))
    # A county's training counts for the township whose people took part.
    held = Training.objects.of_year(year).held(on)
    held = held.filter(Q(pk__in=own.values("training")) | scope.as_q("unit__path"))
    sums = held.aggregate(sessions=Count("pk"), hours=Sum("hours"))
    return TrainingFigures(
        sums["sessions"],
        sums["hours"] or 0,
        attended["times"],
        attended["passed"],
        training_coverage(scope, year, on),
    )


def stipend_figures(unit, year):
    """Sum the rolls of a year below `unit`, half by half, and the standards in force. Three queries."""
    lines = counting_lines(scope_below(unit), year)
    rows = lines.order_by("run__half").values_list("run__half", "run__state", "outcome", "member", "amount")
    found = {}
    for half, run_state, outcome, member, amount in rows:
        people, yuan = found.setdefault((half, str(told_state(run_state, outcome))), (set(), []))
        people.add(member)
        yuan.append(money(amount))
    halves = [
        HalfYear(half, len(people), sum(yuan, NOTHING), state)
        for (half, state), (people, yuan) in found.items()
    ]
    standards = StipendStandard.objects.within(scope_below(unit)).filter(
        Q(until=None) | Q(until__year__gte=year), since__year__lte=year
    )
    return StipendFigures(
        halves=halves,
        paid=sum((half.amount for half in halves if half.is_paid), NOTHING),
        people=lines.aggregate(people=Count("member", distinct=True))["people"],
        standards=list(standards.order_by("post_type", "since")),
    )
