"""Training: who in post has been trained how often in a year, and who is missing."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from orgs.models import Unit
from orgs.scoping import STEP, below
from staff.models import Appointment, Attendance, Member, Training, TrainingRule
from staff.selectors.dated import RuleBook
from staff.trainings.models.plans import TIMES_A_YEAR

SHOWN_ABSENT = 30  # names on the page of a training; the count says how many more


@dataclass
class Coverage:
    """Of those in post: how many were trained at all, often enough, and hold a permit (持证上岗)."""

    in_post: int = 0
    trained: int = 0
    trained_enough: int = 0
    licensed: int = 0

    @property
    def short(self):
        """How many in post were not trained often enough."""
        return self.in_post - self.trained_enough

    def add(self, times, is_licensed, wanted=TIMES_A_YEAR):
        """Count one more person in post, who has to be trained `wanted` times."""
        self.in_post += 1
        self.trained += times > 0
        self.trained_enough += times >= wanted
        self.licensed += is_licensed


def trainings_of(scope, year):
    """Return the trainings of a year that the scope may see, newest first, with the number of participants.

    Those of the scope's own people are counted, not the neighbours'.
    """
    own = Count("attendances", filter=scope.as_q("attendances__member__unit__path"))
    passed = Count(
        "attendances", filter=Q(attendances__passed=True) & scope.as_q("attendances__member__unit__path")
    )
    trainings = Training.objects.within(scope).of_year(year).select_related("unit")
    return trainings.annotate(people=own, passed_people=passed).order_by("-held_on", "-pk")


def training_coverage(scope, year, on):
    """Return the coverage of a year among the 专职委员 in post on the day `on`. Three queries."""
    total = Coverage()
    for _, times, is_licensed, wanted in _times_trained(scope, year, on):
        total.add(times, is_licensed, wanted)
    return total


def coverage_by_township(scope, year, on):
    """Return the coverage by township: {township path: Coverage}. Three queries."""
    coverages = {}
    for path, times, is_licensed, wanted in _times_trained(scope, year, on):
        coverages.setdefault(path, Coverage()).add(times, is_licensed, wanted)
    return coverages


def coverage_rows(scope, year, on):
    """Return (township, Coverage) for the townships of the scope's people, in tree order. Four queries."""
    coverages = coverage_by_township(scope, year, on)
    townships = Unit.objects.filter(path__in=coverages).in_tree_order()
    return [(township, coverages[township.path]) for township in townships]


def _times_trained(scope, year, on):
    """Yield (township path, how often trained, holds a permit, how often wanted) for each 专职委员 in
    post."""
    in_post = Appointment.objects.within(scope).in_force(on).of_members()
    rows = in_post.values_list("member", "post__unit__path", "post__unit__level", "work_permit_number")
    times, book = times_by_member(scope, year), RuleBook.on(TrainingRule, on)
    for member, path, level, permit in rows.order_by("post__unit__path", "pk"):
        township = path[:-STEP] if level in Unit.GRASSROOTS else path
        yield township, times.get(member, 0), bool(permit), book.at(path).times_a_year


def times_by_member(scope, year):
    """Return how many trainings of the year each member of the scope has attended: {member id: number}."""
    rows = Attendance.objects.within(scope).filter(training__held_on__year=year)
    return dict(rows.order_by().values_list("member").annotate(times=Count("pk")))


def trained_too_little(members, *, on):
    """Keep the members who have been trained less often in the year of `on` than their county wants."""
    attended = Count("attendances", filter=Q(attendances__training__held_on__year=on.year))
    short = Q(times_trained__lt=TIMES_A_YEAR)
    for rule in TrainingRule.objects.in_force(on).select_related("unit").order_by("unit__path"):
        here = below(rule.unit.path, "unit__path")
        short = (short & ~here) | (here & Q(times_trained__lt=rule.times_a_year))
    return members.annotate(times_trained=attended).filter(short)


@dataclass(frozen=True)
class Missing:
    """Somebody in post who has been trained too little."""

    appointment: Appointment
    times: int
    wanted: int


def missing_in(scope, year, on):
    """Return the 专职委员 in post on `on` who were trained too little in the year: [Missing]. Three
    queries."""
    rows = Appointment.objects.within(scope).in_force(on).of_members()
    rows = rows.select_related("member", "post__unit__parent").order_by("post__unit__path", "pk")
    times, book = times_by_member(scope, year), RuleBook.on(TrainingRule, on)
    found = [Missing(row, times.get(row.member_id, 0), book.at(row.unit.path).times_a_year) for row in rows]
    return [one for one in found if one.times < one.wanted]


def training_rule_at(unit, on):
    """Return what the unit's county wants of training on the day `on`; the shipped rule without a row."""
    return RuleBook.on(TrainingRule, on).at(unit.path)


def absent_from(training, scope, on):
    """Return the members in post on `on` within the scope who have not attended the training."""
    attended = Attendance.objects.filter(training=training, member=OuterRef("pk"))
    in_post = Appointment.objects.in_force(on).of_members().filter(member=OuterRef("pk"))
    absent = Member.objects.within(scope).filter(Exists(in_post), ~Exists(attended))
    return absent.select_related("unit", "unit__parent").order_by("unit__path", "pk")
