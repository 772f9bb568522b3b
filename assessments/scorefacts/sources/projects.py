"""Facts about needs met and projects of the year, in all and kind by kind (domain.md §2.2, §8.3)."""

from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_code
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from registry.models import Completion, Need, Project, Quota
from registry.needs.choices import Result
from registry.needs.defaults import PROJECT_KINDS

GROUP = "服务与项目"
DONE, RATE = "projects_done", "projects_rate"
MARK = "-"  # parts the fact from the kind of project: projects_rate-aids
NO_TASK = "本年度没有分解到本单位的任务。"


class _Year:
    """Quotas and completions of the year's projects where the units lie. Three queries."""

    def __init__(self, territory, asked):
        projects = Project.objects.within(territory.scope).of_year(asked.year)
        self.kinds = dict(projects.order_by("pk").values_list("pk", "kind"))
        rows = Quota.objects.filter(
            territory.inside("unit__path"),
            project__in=self.kinds,
            unit__in=[unit.pk for unit in territory.units],
        )
        self.targets = {
            (unit, project): target for unit, project, target in rows.values_list("unit", "project", "target")
        }
        rows = Completion.objects.filter(
            territory.inside("unit__path"), project__in=self.kinds, done_on__lte=asked.until
        )
        self.done = defaultdict(int)
        for path, project, number in (
            rows.order_by().values_list("unit__path", "project").annotate(number=Count("pk"))
        ):
            for owner in territory.owners(path):
                self.done[owner, project] += number

    def of(self, unit, kind):
        """Yield (target, done) of each project of the kind that has a quota for the unit; of all for None."""
        for project, own in self.kinds.items():
            target = self.targets.get((unit.pk, project))
            if target is not None and kind in (None, own):
                yield target, self.done[unit.path, project]


def _year(units, asked):
    return asked.once("projects", lambda: _Year(Territory(units), asked))


def _numbers(kind):
    def measure(units, asked):
        year = _year(units, asked)
        found = {unit.pk: [done for _, done in year.of(unit, kind)] for unit in units}
        return Territory(units).counts(
            {pk: sum(done) for pk, done in found.items()},
            words="截至统计日完成 {number}。",
            empty=NO_TASK,
            is_known=lambda unit: bool(found[unit.pk]),
        )

    return measure


def _rates(kind):
    def measure(units, asked):
        year = _year(units, asked)
        sums = {}
        for unit in units:
            tasks = list(year.of(unit, kind))
            sums[unit.pk] = (
                sum(min(target, done) for target, done in tasks),
                sum(target for target, _ in tasks),
            )
        return Territory(units).rates(
            sums, words="任务数 {whole}，任务之内完成 {part}，差 {left}。", empty=NO_TASK
        )

    return measure


def _met(units, asked):
    territory = Territory(units)
    needs = Need.objects.filter(
        territory.inside("person__unit_path"), registered_on__range=(asked.since, asked.until)
    )
    needs = needs.exclude(result=Result.NO_LONGER).order_by().values_list("person__unit_path")
    is_met = Q(result__in=(Result.SOLVED, Result.PARTLY))
    counts = needs.annotate(part=Count("pk", filter=is_met), whole=Count("pk"))
    return territory.rates(
        territory.sums(counts),
        words="登记需求 {whole} 项，已解决或部分解决 {part} 项，未落实 {left} 项。",
        empty="本年度没有登记需求。",
    )


def _fact(prefix, kind=None, name=""):
    about = f"“{name}”类" if kind else "各个"
    common = {
        "code": f"{prefix}{MARK}{kind}" if kind else prefix,
        "group": GROUP,
        "rows": lambda unit, asked: reverse("needs:project_list"),
        "rows_label": "查看年度项目",
        "rows_permission": Permission.SERVICE_VIEW,
    }
    if prefix == DONE:
        return FactKind(
            name=f"{name or '年度项目'}完成数",
            definition=(
                f"本年度{about}项目截至统计日在本单位（乡镇含所辖村）登记完成的人（件、户）数。"
                "没有任务分解到本单位的不作判定。"
            ),
            gives=SlotKind.COUNT,
            measure=_numbers(kind),
            **common,
        )
    return FactKind(
        name=f"{name or '年度项目'}任务完成率",
        definition=(
            f"本年度{about}项目中，完成数占分解到本单位的任务数的比例；一个项目超额完成的部分不抵另一个项目的差额。"
            "没有任务分解到本单位的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_rates(kind),
        **common,
    )


def kind_of(code):
    """Return the fact about a county's own kind of project, whose code follows the mark; None for others."""
    prefix, _, kind = code.partition(MARK)
    return _fact(prefix, kind, kind) if kind and prefix in (DONE, RATE) else None


KINDS = (
    _fact(DONE),
    _fact(RATE),
    *(_fact(prefix, one.code, one.name) for one in PROJECT_KINDS.values() for prefix in (DONE, RATE)),
    FactKind(
        code="needs_met",
        name="需求落实率",
        group=GROUP,
        definition=(
            "本年度登记的服务需求中，办理结果为已解决或部分解决的占比；不再需要的不计。没有登记需求的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_met,
        rows=by_code("needs:need_list", state="all"),
        rows_label="查看需求",
        rows_permission=Permission.SERVICE_VIEW,
    ),
)
