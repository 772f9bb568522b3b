"""Counts of needs, services and projects, for reports, the summary of the year and the assessment.

The one door for other rooms and upper floors: they take these figures and never count by themselves.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from registry.needs.choices import Result, Satisfaction
from registry.needs.models import Completion, Need, Project, Quota
from registry.needs.selectors.board import project_totals


@dataclass(frozen=True)
class NeedFigures:
    """What happened to needs of a scope in a period, and how the open ones stand on its last day.

    `registered` counts by the day of registration; `closed`, `solved`, `satisfied` and `asked` by the day of
    the result; `open` and `overdue` are as of the last day of the period. A need counts where its person is
    registered now. Needs of archived persons count as registered and closed, but are not open.
    """

    registered: int
    closed: int
    solved: int
    satisfied: int
    asked: int
    open: int
    overdue: int


@dataclass(frozen=True)
class KindFigures:
    """One kind of need in the period: how many were registered, how many of them are closed."""

    kind: str
    registered: int
    closed: int
    persons: int


@dataclass(frozen=True)
class ProjectFigures:
    """Target, completions and money of one project within the scope."""

    project: Project
    target: int
    done: int
    amount: Decimal


@dataclass(frozen=True)
class ServiceFigures:
    """Everything above for one scope and period. `served` counts each person once."""

    needs: NeedFigures
    by_kind: list[KindFigures] = field(default_factory=list)
    projects: list[ProjectFigures] = field(default_factory=list)
    served: int = 0


def service_figures(scope, since, until):
    """Return the figures of a scope for the days from `since` to `until`. Seven queries, whatever the size.

    Projects are those of the years that the period touches.
    """
    years = range(since.year, until.year + 1)
    projects = Project.objects.within(scope).filter(year__in=years).select_related("unit")
    progress = project_totals(projects.order_by("year", "kind", "pk"), scope, on=until)
    done = Completion.objects.within(scope).filter(done_on__range=(since, until))
    return ServiceFigures(
        needs=need_figures(scope, since, until),
        by_kind=kind_figures(scope, since, until),
        projects=[ProjectFigures(p.project, p.target, p.done, p.amount) for p in progress],
        served=done.aggregate(number=Count("person", distinct=True))["number"],
    )


def need_figures(scope, since, until):
    """Return the `NeedFigures` of a scope for the days from `since` to `until`. One query."""
    closed = Q(closed_on__range=(since, until))
    still_open = Q(registered_on__lte=until, person__archived_at=None) & (
        Q(closed_on=None) | Q(closed_on__gt=until)
    )
    counts = Need.objects.within(scope).aggregate(
        registered=Count("pk", filter=Q(registered_on__range=(since, until))),
        closed=Count("pk", filter=closed),
        solved=Count("pk", filter=closed & Q(result=Result.SOLVED)),
        satisfied=Count(
            "pk", filter=closed & Q(satisfaction__in=(Satisfaction.SATISFIED, Satisfaction.MOSTLY))
        ),
        asked=Count("pk", filter=closed & ~Q(satisfaction="")),
        open=Count("pk", filter=still_open),
        overdue=Count("pk", filter=still_open & Q(due_on__lt=until)),
    )
    return NeedFigures(**counts)


def kind_figures(scope, since, until):
    """Return the `KindFigures` of the needs registered from `since` to `until`. One query."""
    rows = Need.objects.within(scope).filter(registered_on__range=(since, until)).order_by().values("kind")
    rows = rows.annotate(
        registered=Count("pk"),
        closed=Count("pk", filter=Q(closed_on__isnull=False)),
        persons=Count("person", distinct=True),
    )
    return [KindFigures(**row) for row in rows.order_by("kind")]


def quota_met(year, unit):
    """Return (target, done) of all projects of a year at a township or village, for its assessment.

    Of each project no more than the target counts: a surplus here does not make up for a lack there.
    """
    quotas = dict(Quota.objects.filter(project__year=year, unit=unit).values_list("project", "target"))
    rows = Completion.objects.filter(
        project__in=quotas, unit__path__gte=unit.path, unit__path__lt=f"{unit.path}z"
    )
    done = dict(rows.order_by().values_list("project").annotate(number=Count("pk")))
    return sum(quotas.values()), sum(min(target, done.get(key, 0)) for key, target in quotas.items())


def whole_year(year):
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


__all__ = [
    "KindFigures",
    "NeedFigures",
    "ProjectFigures",
    "ServiceFigures",
    "kind_figures",
    "need_figures",
    "quota_met",
    "service_figures",
    "whole_year",
]
