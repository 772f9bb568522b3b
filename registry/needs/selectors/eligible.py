"""Whom a project may serve: by its filters on the register, and by open needs."""

from collections import Counter

from django.db.models import Count
from django.db.models.functions import Substr

from orgs.scoping import UnitScope
from registry.models import Person
from registry.needs.models import Completion, Need


def matching_persons(project, scope, *, on):
    """Return the persons on the register who fit the project's filters on the day `on`."""
    people = Person.objects.within(scope).active()
    for field in ("category", "grade", "subsistence"):
        if wanted := getattr(project, {"category": "categories", "grade": "grades"}.get(field, field)):
            people = people.filter(**{f"{field}__in": wanted})
    if project.age_from is not None:
        people = people.filter(birth_date__lte=_years_before(on, project.age_from))
    if project.age_to is not None:
        people = people.filter(birth_date__gt=_years_before(on, project.age_to + 1))
    return people


def in_need(people, project):
    """Keep those with an open need that the project meets."""
    needs = Need.objects.filter(closed_on=None).meeting(project.needs)
    return people.filter(pk__in=needs.values("person"))


def not_served(people, project):
    """Leave out those who are on the project's completion list."""
    return people.exclude(pk__in=Completion.objects.filter(project=project).values("person"))


def needs_met(project, people, by_day=None):
    """Return the oldest open need of each person that the project meets: {person id: need}. One query.

    :param by_day: leave out needs that became known only after that day.
    """
    needs = Need.objects.filter(closed_on=None, person__in=people).meeting(project.needs)
    if by_day is not None:
        needs = needs.filter(registered_on__lte=by_day)
    return {need.person_id: need for need in needs.order_by("-registered_on", "-pk")}


def served_before(project, person_ids):
    """Return the latest completion of each in another project of the same kind: {person id: completion}.

    Looks back `again_after` years, of which the project's own is the first. One query.
    """
    earlier = Completion.objects.filter(
        person__in=person_ids,
        project__kind=project.kind,
        project__year__gt=project.year - project.again_after,
        project__year__lte=project.year,
    )
    found = earlier.exclude(project=project).select_related("project").order_by("done_on", "pk")
    return {completion.person_id: completion for completion in found}


def weights_by_unit(project, units, *, on, by_need=False):
    """Return how many matching persons each unit has, in the order of `units`, all of one level. One query.

    :param by_need: count only those with an open need that the project meets.
    """
    if not units:
        return []
    scope = UnitScope(paths=frozenset({project.unit.path}))
    people = matching_persons(project, scope, on=on)
    if by_need:
        people = in_need(people, project)
    length = len(units[0].path)
    rows = people.order_by().values_list(Substr("unit_path", 1, length)).annotate(number=Count("pk"))
    counts = Counter(dict(rows))
    return [counts[unit.path] for unit in units]


def with_standing(people, project):
    """Give each person of a page `need` (open, met by the project) and `before` (served lately)."""
    people = list(people)
    needs = needs_met(project, people)
    before = served_before(project, [person.pk for person in people])
    for person in people:
        person.need, person.before = needs.get(person.pk), before.get(person.pk)
    return people


def completed_by(person):
    """Return the completions of a person, newest first."""
    rows = Completion.objects.filter(person=person).select_related("project", "unit")
    return rows.order_by("-done_on", "-pk")


def _years_before(day, years):
    """Return the same day `years` ago; there 28 February stands for a 29th that does not exist."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
