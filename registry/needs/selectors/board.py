"""How far projects are: target, done, what is missing, who is late; by township, by village."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import Substr

from orgs.models import Unit
from orgs.scoping import STEP
from registry.needs.models import Completion, Project, Quota


@dataclass
class Progress:
    """Target and completions of a project at one place."""

    project: Project
    unit: Unit | None = None
    target: int = 0
    done: int = 0
    amount: Decimal = Decimal(0)
    day: object = None

    @property
    def missing(self):
        return max(0, self.target - self.done)

    @property
    def badge(self):
        """Return (text, tone): complete, late after the deadline, behind the calendar, or on the way."""
        if not self.target:
            return ("未分解", "none") if not self.done else ("无任务数", "info")
        if not self.missing:
            return "已完成", "good"
        if self.day > self.project.due_on:
            return f"逾期，差 {self.missing}", "bad"
        if self.done < int(self.target * self.project.elapsed_on(self.day)):
            return f"滞后，差 {self.missing}", "warn"
        return f"进行中，差 {self.missing}", "info"

    @property
    def is_late(self):
        return self.badge[1] in ("bad", "warn")


@dataclass
class Board:
    """The progress of one project below one unit, row by row, with its total."""

    total: Progress
    rows: list[Progress] = field(default_factory=list)

    @property
    def spread(self):
        return sum(row.target for row in self.rows)

    @property
    def late(self):
        return [row for row in self.rows if row.is_late]


def project_board(project, scope, *, on):
    """Return the board of a project by township, for the townships of the scope. Three queries."""
    townships = Unit.objects.within(scope).current().townships().below(project.unit).in_tree_order()
    return _board(project, list(townships), on=on)


def township_board(project, township, scope, *, on):
    """Return the board of a project by village of a township, within the scope. Four queries."""
    villages = Unit.objects.within(scope).current().filter(parent=township).in_tree_order()
    board = _board(project, list(villages), on=on)
    quota = Quota.objects.filter(project=project, unit=township).first()
    board.total.unit, board.total.target = township, quota.target if quota else 0
    return board


def _board(project, units, *, on):
    targets = dict(Quota.objects.filter(project=project, unit__in=units).values_list("unit", "target"))
    tallies = _tallies(Completion.objects.filter(project=project), units)
    rows = [
        Progress(
            project, unit, targets.get(unit.pk, 0), *tallies.get((project.pk, unit.path), (0, Decimal(0))), on
        )
        for unit in units
    ]
    total = Progress(
        project,
        None,
        project.target,
        sum(r.done for r in rows),
        sum((r.amount for r in rows), Decimal(0)),
        on,
    )
    return Board(total, rows)


def _tallies(completions, units):
    """Return {(project, path): (number, amount)} for the units, all of one level. One query."""
    length = len(units[0].path) if units else 1
    rows = completions.order_by().annotate(place=Substr("unit__path", 1, length))
    rows = rows.values_list("project", "place").annotate(number=Count("pk"), amount=Sum("amount"))
    return {(project, place): (number, amount or Decimal(0)) for project, place, number, amount in rows}


def project_totals(projects, scope, *, on):
    """Return the progress of each project within the scope. Three queries, however many projects.

    The target is the project's own where the scope reaches its unit, else the sum of the quotas in the scope.
    """
    projects = list(projects)
    done = _totals(Completion.objects.within(scope).filter(project__in=projects))
    quotas = defaultdict(int)
    rows = Quota.objects.within(scope).filter(project__in=projects)
    for project, target, path in rows.values_list("project", "target", "unit__path"):
        if not scope.covers_path(path[:-STEP]):  # a village's quota is part of its township's
            quotas[project] += target
    return [
        Progress(
            project,
            None,
            project.target if scope.covers(project.unit) else quotas[project.pk],
            *done.get(project.pk, (0, Decimal(0))),
            on,
        )
        for project in projects
    ]


def _totals(completions):
    rows = completions.order_by().values_list("project").annotate(number=Count("pk"), amount=Sum("amount"))
    return {project: (number, amount or Decimal(0)) for project, number, amount in rows}


def year_matrix(projects, scope, *, on):
    """Return [(unit, [Progress of each project])] by township, or by village within one."""
    projects, units = list(projects), _units_side_by_side(scope)
    quotas = Quota.objects.filter(project__in=projects, unit__in=units)
    targets = {(quota.project_id, quota.unit_id): quota.target for quota in quotas}
    done = _tallies(Completion.objects.within(scope).filter(project__in=projects), units)

    def progress(project, unit):
        tally = done.get((project.pk, unit.path), (0, Decimal(0)))
        return Progress(project, unit, targets.get((project.pk, unit.pk), 0), *tally, on)

    return [(unit, [progress(project, unit) for project in projects]) for unit in units]


def _units_side_by_side(scope):
    units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
    townships = list(units.townships())
    return townships if len(townships) > 1 else list(units.grassroots())
