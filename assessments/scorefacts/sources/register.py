"""Facts about the register: errors, completeness, files, and how far the yearly survey is."""

from django.db.models import Count, Q

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_code, plain
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from registry.health.choices import Severity
from registry.health.models import Finding, HealthScore
from registry.models import Person
from registry.selectors.completeness import important_field_names, register_completeness
from registry.survey.choices import FINISHED
from registry.survey.models import SurveyLine, SurveyRound

GROUP = "残疾人登记"
NOBODY = "没有登记残疾人。"
HAS_FILE = ~Q(card_state="") & ~Q(category="") & ~Q(address="") & (~Q(phone_digest="") | ~Q(guardian_name=""))


def _errors(units, asked):
    territory = Territory(units)
    checked = HealthScore.objects.filter(territory.inside("unit_path")).order_by()
    known = set(checked.values_list("unit", flat=True).distinct())
    rows = Finding.objects.within(territory.scope).open().filter(severity=Severity.SERIOUS).order_by()
    return territory.counts(
        territory.totals(rows.values_list("unit_path").annotate(number=Count("pk"))),
        words="数据体检发现、尚未处理的严重问题 {number} 条。",
        empty="还没有做过数据体检。",
        is_known=lambda unit: unit.pk in known,
    )


def _complete(units, asked):
    territory = Territory(units)
    found = register_completeness(units)
    return territory.rates(
        {pk: (own.complete, own.persons) for pk, own in found.items()},
        words="{whole} 人中 {part} 人资料完整。",
        empty=NOBODY,
    )


def _filed(units, asked):
    territory = Territory(units)
    people = Person.objects.active().filter(territory.inside("unit_path")).order_by()
    counts = people.values_list("unit_path").annotate(part=Count("pk", filter=HAS_FILE), whole=Count("pk"))
    return territory.rates(
        territory.sums(counts), words="{whole} 人中 {part} 人建档齐全，{left} 人缺建档必备项。", empty=NOBODY
    )


def _surveyed(units, asked):
    territory = Territory(units)
    lines = SurveyLine.objects.within(territory.scope).filter(round__year=asked.year).order_by()
    counts = lines.values_list("unit_path").annotate(
        part=Count("pk", filter=Q(state__in=FINISHED)), whole=Count("pk")
    )
    return territory.rates(
        territory.sums(counts),
        words="底册 {whole} 人，完成调查 {part} 人，未完成 {left} 人。",
        empty="本年度没有开展动态更新调查，或没有本单位的底册。",
    )


def survey_link(unit, asked):
    """Return the address of the year's survey in the unit's township; of all surveys where there is none."""
    rounds = asked.once("survey rounds", lambda: _rounds(asked.year))
    survey = next((rounds[path] for path in rounds if unit.path.startswith(path)), None)
    if survey is None:
        return plain("survey:round_list")(unit, asked)
    township = unit.parent if unit.is_grassroots else unit
    return f"{survey.get_absolute_url()}?township={township.code}"


def _rounds(year):
    """Return {county path: round} of the surveys of a year that have begun. One query."""
    rounds = SurveyRound.objects.opened().filter(year=year).select_related("unit")
    return {survey.unit.path: survey for survey in rounds}


KINDS = (
    FactKind(
        code="register_errors",
        name="登记错误数",
        group=GROUP,
        definition="数据体检发现、目前尚未处理的“严重”级问题条数。本单位还没有做过体检的不作判定。",
        gives=SlotKind.COUNT,
        unit="条",
        measure=_errors,
        rows=by_code("health:finding_list", severity=Severity.SERIOUS.value),
        rows_label="查看严重问题",
        rows_permission=Permission.HEALTH_VIEW,
    ),
    FactKind(
        code="register_complete_rate",
        name="数据完整率",
        group=GROUP,
        definition=f"目前在册残疾人中，{'、'.join(important_field_names())}全部填写的人数占比。没有登记残疾人的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_complete,
        rows=by_code("registry:person_list"),
        rows_label="查看残疾人登记",
        rows_permission=Permission.PERSON_VIEW,
    ),
    FactKind(
        code="files_kept",
        name="一人一档率",
        group=GROUP,
        definition=(
            "目前在册残疾人中，建档必备项齐全的人数占比：残疾人证、类别、住址，以及联系电话或监护人。"
            "没有登记残疾人的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_filed,
        rows=by_code("registry:person_list"),
        rows_label="查看残疾人登记",
        rows_permission=Permission.PERSON_VIEW,
    ),
    FactKind(
        code="survey_done",
        name="动态更新（年度调查）完成率",
        group=GROUP,
        definition="本年度调查底册中，已完成（含已审核）的人数占比，失访也计为完成。没有底册的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_surveyed,
        rows=survey_link,
        rows_label="查看调查进度",
        rows_permission=Permission.SURVEY_VIEW,
    ),
)
