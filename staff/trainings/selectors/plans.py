"""Questions about plans, places and who is enrolled."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q

from orgs.models import Unit
from staff.models import Appointment, Member
from staff.trainings.models import Enrolment, TrainingPlan


@dataclass(frozen=True)
class Places:
    """A township, its places (None: no limit) and how many are enrolled."""

    township: Unit
    places: int | None
    taken: int

    @property
    def left(self):
        return None if self.places is None else self.places - self.taken


def plans_of(scope, year, on):
    """Return the plans of a year that the scope may see, by month, each with the trainings that came of
    it."""
    held = Q(trainings__held_on__lte=on)
    plans = TrainingPlan.objects.within(scope).of_year(year).select_related("unit")
    plans = plans.annotate(
        arranged=Count("trainings", distinct=True),
        held=Count("trainings", filter=held, distinct=True),
        attended=Count("trainings__attendances", distinct=True),
        last_held=Max("trainings__held_on", filter=held),
    )
    return plans.order_by("month", "unit__path", "pk")


def plan_state(plan, year, on):
    """Return (text, tone) for how far a plan of the year is on the day `on`."""
    if plan.held:
        return "已完成", "good"
    if plan.arranged:
        return "已安排", "info"
    is_late = (year, plan.month) < (on.year, on.month)
    return ("逾期未办", "bad") if is_late else ("未到期", "none")


def places_of(training, scope):
    """Return the places of the townships of the scope below the training's unit: [Places]. Three queries."""
    townships = Unit.objects.within(scope).current(training.held_on).townships().below(training.unit)
    quotas = dict(training.quotas.values_list("unit", "places"))
    taken = dict(training.enrolments.order_by().values_list("township").annotate(number=Count("pk")))
    default = 0 if quotas else None
    return [
        Places(one, quotas.get(one.pk, default), taken.get(one.pk, 0)) for one in townships.in_tree_order()
    ]


def enrolled_in(training, scope):
    """Return the enrolments of the scope's people, in tree order."""
    rows = Enrolment.objects.within(scope).filter(training=training)
    return rows.select_related("member__unit__parent", "made_by").order_by(
        "member__unit__path", "member__pinyin", "pk"
    )


def may_be_enrolled(training, scope, on):
    """Return the members of the scope in post on `on` below the training's unit who are not enrolled."""
    enrolled = Enrolment.objects.filter(training=training, member=OuterRef("pk"))
    in_post = Appointment.objects.in_force(on).filter(member=OuterRef("pk"))
    members = Member.objects.within(scope).filter(unit__path__startswith=training.unit.path)
    members = members.filter(Exists(in_post), ~Exists(enrolled))
    return members.select_related("unit__parent").order_by("unit__path", "pinyin", "pk")


def signing_list(training, scope):
    """Return who is on the sign-in sheet: those enrolled, or everybody in post where nobody was enrolled."""
    enrolled = [one.member for one in enrolled_in(training, scope)]
    if enrolled:
        return enrolled
    in_post = Appointment.objects.in_force(training.held_on).of_members().filter(member=OuterRef("pk"))
    members = Member.objects.within(scope).filter(Exists(in_post), unit__path__startswith=training.unit.path)
    return list(members.select_related("unit__parent").order_by("unit__path", "pinyin", "pk"))
