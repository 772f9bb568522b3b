"""Needs as the pages show them: of a person, of a unit, with their measures."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from core.permissions import Permission
from registry.models.persons import Person
from registry.needs.choices import NeedState, Satisfaction, Step
from registry.needs.models import Need, NeedStep
from registry.needs.selectors.eligible import completed_by
from registry.needs.selectors.rules import need_kind_names


@dataclass(frozen=True)
class OpenTally:
    """How the open needs of a scope stand."""

    waiting: int
    referred: int
    in_hand: int
    overdue: int
    unasked: int
    kinds: dict = field(default_factory=dict)  # code of a kind → open needs

    @property
    def open(self):
        return self.waiting + self.referred + self.in_hand


def open_tally(scope, on):
    """Count the open needs of a scope by state and kind, the overdue, and results nobody asked about.

    One query, because asking each need for its person is what takes time.
    """
    needs = Need.objects.of_register(scope).filter(Q(closed_on=None) | Q(satisfaction="")).order_by()
    late = ExpressionWrapper(Q(due_on__lt=on), output_field=BooleanField())
    is_open = ExpressionWrapper(Q(closed_on=None), output_field=BooleanField())
    groups = needs.annotate(is_open=is_open, late=late).values_list("is_open", "kind", "state", "late")
    states, kinds, overdue, unasked = Counter(), Counter(), 0, 0
    for is_open, kind, state, is_late, number in groups.annotate(number=Count("*")):
        if is_open:
            states[state] += number
            kinds[kind] += number
            overdue += number if is_late else 0
        else:
            unasked += number
    return OpenTally(
        states[NeedState.REGISTERED], states[NeedState.REFERRED], states[NeedState.IN_HAND], overdue, unasked,
        dict(kinds),
    )  # fmt: skip


def unasked(needs):
    """Keep closed needs whose person, still on the register, was not yet asked about satisfaction."""
    return needs.closed().filter(satisfaction="").of_people(Person.objects.active())


def open_by_kind(tally, scope, on):
    """Return (code, name, open needs) for the kinds of a tally with open needs, in their order. One query."""
    return [
        (code, name, tally.kinds[code])
        for code, name in need_kind_names(scope, on).items()
        if tally.kinds.get(code)
    ]


def by_keys(keys):
    """Return the needs with these keys, which come from a scope, in their order. One query.

    Asked for scope and keys together, SQLite would walk through every person of the scope for fifty needs.
    """
    found = Need.objects.for_list().in_bulk(keys)
    return [found[key] for key in keys]


def needs_of(person):
    """Return all needs of a person, the open ones first, by deadline. One query."""
    needs = list(Need.objects.filter(person=person).select_related("person"))
    return sorted(needs, key=lambda need: (not need.is_open, need.due_on, -need.pk))


def services_of(person, user):
    """Return what the page of a person shows of services; None if `user` may not see them. Two queries."""
    if not user.scope_of(Permission.SERVICE_VIEW).covers(person.unit):
        return None
    scope, completions = user.scope_of(Permission.SERVICE_VIEW), list(completed_by(person))
    for completion in completions:
        completion.is_reachable = scope.covers(completion.unit)  # of another village, if the person has moved
    return {
        "needs": needs_of(person),
        "completions": completions,
        "may_edit": user.scope_of(Permission.SERVICE_EDIT).covers(person.unit),
    }


def history_of(need):
    """Return the steps of a need, newest first, with who and what they refer to. One query."""
    steps = need.steps.select_related("by", "completion", "completion__project")
    return list(steps.order_by("-at", "-pk"))


def with_measures(needs):
    """Give each need of a list its `measures` and who holds it, for 表3 and the export. One query."""
    needs = list(needs)
    wanted = NeedStep.objects.filter(need__in=[need.pk for need in needs], step=Step.MEASURE)
    by_need = defaultdict(list)
    for step in wanted.select_related("by").order_by("on", "pk"):
        by_need[step.need_id].append(step)
    for need in needs:
        need.measures = by_need[need.pk]
    return needs


def satisfaction_share(counts):
    """Return (satisfied or mostly so, asked) of a mapping of satisfaction → number."""
    asked = sum(number for value, number in counts.items() if value)
    return asked - counts.get(Satisfaction.DISSATISFIED, 0), asked
