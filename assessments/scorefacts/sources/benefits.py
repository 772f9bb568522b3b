"""Facts about benefits: notices hung, findings of the sentinel, wrong and omitted payments (domain.md §6)."""

from collections import defaultdict

from django.db.models import Count

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_code
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.models import Job
from core.permissions import Permission
from orgs.models import Unit
from registry.applications.choices import State, StepKind
from registry.benefits.choices import CaseState
from registry.benefits.tasks import CHECK
from registry.models import Application, BenefitFinding, NoticeEntry

GROUP = "社会保障"
UNCHECKED = "全县还没有做过补贴核查。"
NOT_COUNTED = (CaseState.CLOSED, CaseState.GONE)  # found right, or gone at the next check


def _posted(units, asked):
    territory = Territory(units)
    granted = Application.objects.within(territory.scope).filter(
        state=State.GRANTED, closed_on__range=(asked.since, asked.until)
    )
    hung = defaultdict(set)
    entries = NoticeEntry.objects.filter(
        application__in=granted.order_by().values("pk"), notice__closed_on__isnull=False
    )
    for application, step in entries.values_list("application", "step_number"):
        hung[application].add(step)
    rows = []
    for pk, path, plan in granted.order_by("pk").values_list("pk", "unit__path", "plan"):
        wanted = {place for place, step in enumerate(plan["steps"]) if step["kind"] == StepKind.NOTICE}
        if wanted:
            rows.append((path, wanted <= hung[pk], 1))
    return territory.rates(
        territory.sums(rows),
        words="批准 {whole} 件，按程序公示期满 {part} 件，公示不全 {left} 件。",
        empty="本年度没有批准须公示的待遇申请。",
    )


def _checked_counties(territory, asked):
    """Return the counties whose payments were checked: findings or a check that ended tell. Three queries."""

    def read():
        jobs = Job.objects.filter(kind=CHECK, state=Job.State.DONE).values_list("params", flat=True)
        checked = Unit.objects.filter(pk__in={params.get("county") for params in jobs} - {None})
        found = territory.counties_with(BenefitFinding.objects.all(), "unit_path")
        return found | set(checked.values_list("path", flat=True))

    return asked.once("checked counties", read)


def _findings(units, asked, findings, words):
    territory = Territory(units)
    known = _checked_counties(territory, asked)
    rows = findings(BenefitFinding.objects.within(territory.scope)).order_by()
    return territory.counts(
        territory.totals(rows.values_list("unit_path").annotate(number=Count("pk"))),
        words=words,
        empty=UNCHECKED,
        is_known=lambda unit: territory.county_of(unit.path) in known,
    )


def _unfinished(units, asked):
    return _findings(
        units, asked, lambda rows: rows.unfinished(), "补贴核查发现、尚未办结的问题 {number} 条。"
    )


def _over(units, asked):
    def kept(rows):
        return rows.filter(over__gt=0, last_month__gte=asked.since).exclude(state__in=NOT_COUNTED)

    return _findings(units, asked, kept, "本年度月份错发、多发 {number} 例。")


def _missed(units, asked):
    def kept(rows):
        return rows.filter(missed__gt=0, last_month__gte=asked.since).exclude(state__in=NOT_COUNTED)

    return _findings(units, asked, kept, "本年度月份漏发、少发 {number} 例。")


def _fact(code, name, definition, **more):
    return FactKind(
        code=code,
        name=name,
        group=GROUP,
        definition=definition,
        gives=SlotKind.COUNT,
        rows_label="查看核查问题",
        rows_permission=Permission.BENEFIT_VIEW,
        **more,
    )


KINDS = (
    FactKind(
        code="notices_done",
        name="公示完成率",
        group=GROUP,
        definition=(
            "本年度批准的待遇申请中，办理程序要求的各级公示都已张榜、期满并结束的占比。没有须公示的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_posted,
        rows=by_code("applications:application_list", state=State.GRANTED.value),
        rows_label="查看已批准的申请",
        rows_permission=Permission.BENEFIT_VIEW,
    ),
    _fact(
        "benefit_findings_open",
        "核查问题未处理数",
        "补贴核查（哨兵）发现、目前尚未办结的问题条数。全县没有做过补贴核查的不作判定。",
        unit="条",
        measure=_unfinished,
        rows=by_code("benefits:finding_list"),
    ),
    _fact(
        "benefits_wrong",
        "错发例数",
        "补贴核查发现、涉及本年度月份的错发和多发例数；核实无须追补的、复查已消除的不计。全县没有做过补贴核查的不作判定。",
        unit="例",
        measure=_over,
        rows=by_code("benefits:finding_list", state="all"),
    ),
    _fact(
        "benefits_omitted",
        "漏发例数",
        "补贴核查发现、涉及本年度月份的漏发和少发例数；核实无须追补的、复查已消除的不计。全县没有做过补贴核查的不作判定。",
        unit="例",
        measure=_missed,
        rows=by_code("benefits:finding_list", state="all"),
    ),
)
