"""Needs of the year with what became of them, and the projects of the year with target, result and money."""

from collections import Counter
from datetime import date

from django.db.models import Count, Q, Sum

from core.permissions import Permission
from orgs.scoping import UnitScope
from registry.models import Completion, Need, Project
from registry.needs.choices import Funding, Result
from registry.needs.selectors.board import project_totals
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

NEED_COLUMNS = [
    *PLACE_COLUMNS,
    Column("kind", "", shown=False),
    Column("name", "需求类别"),
    Column("registered", "本年登记", is_number=True),
    Column("solved", "其中已落实", is_number=True),
    Column("open", "未办结", is_number=True),
    Column("overdue", "其中超期", is_number=True),
]
MADE = (Count("pk"), Sum("amount"))
PROJECT_COLUMNS = [
    Column("id", "", shown=False),
    Column("name", "项目"),
    Column("measure", "计数单位"),
    Column("funding", "资金来源", dict(Funding.choices)),
    Column("target", "任务数", is_number=True),
    Column("done", "已完成", is_number=True),
    Column("left", "还差", is_number=True),
    Column("amount", "补助金额（元）", is_number=True),
    Column("due_on", "完成期限"),
    Column(
        "state", "进度", {"done": "已完成", "behind": "落后于时间", "late": "逾期未完成", "going": "正常"}
    ),
]


def add_needs(book, subject, places):
    """Freeze the needs by village and kind as of the day, and count what was registered, met and is late."""
    rows, kinds = _need_rows(subject, places)
    book.add_list(FrozenList("needs", "服务需求", Permission.SERVICE_VIEW, NEED_COLUMNS, rows))
    book.group("需求和服务")
    total = {"of": "needs", "unit": "项"}
    book.total("needs.registered", "本年登记需求", column="registered", **total)
    book.total("needs.solved", "登记需求已落实", column="solved", **total)
    book.share("needs.solved.share", "需求落实率", part="needs.solved", whole="needs.registered")
    book.total("needs.open", "未办结需求", column="open", **total)
    book.total("needs.overdue", "超期未办结需求", column="overdue", **total)
    for kind, name in kinds:
        book.total(f"needs.kind.{kind}", f"{name}需求", column="registered", kind=kind, **total)
    for area in places.areas:
        label = f"{area.name}超期未办结需求"
        book.total(f"needs.overdue.{area.path}", label, column="overdue", area=area.path, **total)


def _need_rows(subject, places):
    """Return the rows, and (code, name) of the kinds, the most frequent first. One query."""
    first, day = date(subject.year, 1, 1), subject.as_of
    this_year = Q(registered_on__range=(first, day))
    met = this_year & Q(closed_on__lte=day, result__in=(Result.SOLVED, Result.PARTLY))
    is_open = Q(registered_on__lte=day, person__archived_at=None) & (Q(closed_on=None) | Q(closed_on__gt=day))
    counted = Need.objects.within(_scope(subject)).filter(this_year | is_open).order_by()
    counted = counted.values_list("person__unit", "kind", "kind_name").annotate(
        registered=Count("pk", filter=this_year), solved=Count("pk", filter=met),
        open=Count("pk", filter=is_open), overdue=Count("pk", filter=is_open & Q(due_on__lt=day)),
    )  # fmt: skip
    rows, frequent, names = [], Counter(), {}
    for unit, kind, name, *numbers in counted.order_by("person__unit__path", "kind", "kind_name"):
        if unit in places and any(numbers):
            rows.append([*places.of(unit), kind, name, *numbers])
            frequent[kind] += numbers[0]
            names[kind] = name
    kinds = sorted((kind for kind in frequent if frequent[kind]), key=lambda kind: (-frequent[kind], kind))
    return rows, [(kind, names[kind]) for kind in kinds]


def add_projects(book, subject, places):
    """Freeze the year's projects as far as they are by the day, and count them with their money."""
    scope = _scope(subject)
    projects = Project.objects.within(scope).of_year(subject.year).select_related("unit")
    found = project_totals(projects.order_by("kind", "pk"), scope, on=subject.as_of)
    done = Completion.objects.within(scope).filter(project__in=projects, done_on__lte=subject.as_of)
    done = {pk: numbers for pk, *numbers in done.order_by().values_list("project").annotate(*MADE)}
    rows = [_project(own, done.get(own.project.pk, (0, None)), subject) for own in found if own.target]
    book.add_list(FrozenList("projects", "年度项目", Permission.SERVICE_VIEW, PROJECT_COLUMNS, rows))
    book.group("年度项目")
    book.count("projects.count", "年度项目", of="projects", unit="项")
    book.count("projects.done", "已完成的项目", of="projects", unit="项", state="done")
    book.count("projects.late", "逾期未完成的项目", of="projects", unit="项", state="late")
    book.count("projects.behind", "落后于时间的项目", of="projects", unit="项", state="behind")
    book.sum("projects.amount", "项目补助金额", of="projects", column="amount")
    for pk, name, measure, *_ in rows:
        own = {"of": "projects", "unit": measure, "id": pk}
        book.total(f"project.{pk}.target", f"“{name}”任务", column="target", **own)
        book.total(f"project.{pk}.done", f"“{name}”完成", column="done", **own)
        book.total(f"project.{pk}.left", f"“{name}”还差", column="left", **own)
        book.share(
            f"project.{pk}.share", f"“{name}”完成率", part=f"project.{pk}.done", whole=f"project.{pk}.target"
        )


def _project(progress, made, subject):
    project, target, (done, amount) = progress.project, progress.target, made
    if done >= target:
        state = "done"
    elif project.due_on < subject.as_of:
        state = "late"
    else:
        state = "behind" if done < int(target * project.elapsed_on(subject.as_of)) else "going"
    return [
        project.pk, _called(project, subject), project.measure, project.funding, target, done,
        max(0, target - done), str(amount or 0), project.due_on, state,
    ]  # fmt: skip


def _called(project, subject):
    """Return the name of a project; in a city with who runs it, for counties use the same names."""
    return f"{project.unit.name}“{project.name}”" if subject.is_city else project.name


def _scope(subject):
    return UnitScope(paths=frozenset({subject.unit.path}))
