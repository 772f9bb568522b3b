"""Facts about visits at home: how many, and how many people they reached (domain.md §4.2, §5 册8)."""

from django.db.models import Count, Exists, OuterRef, Q

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_id
from assessments.scorefacts.sources.ledgers import GROUP
from assessments.scorefacts.sources.register import survey_link
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from registry.ledgers.choices import WorkKind
from registry.ledgers.models import DiaryEntry, LedgerRow
from registry.models import Person
from registry.survey.choices import Mode
from registry.survey.models import SurveyLine

VISITS = "visits"  # the code of the ledger of visits, shipped


def _visits(units, asked):
    territory = Territory(units)
    entries = DiaryEntry.objects.filter(territory.inside("unit_path"), day__range=(asked.since, asked.until))
    is_visit = Q(kind=WorkKind.VISIT)
    made = territory.totals(
        entries.order_by().values_list("unit_path").annotate(number=Count("pk", filter=is_visit))
    )
    return territory.counts(
        made,
        words="工作记录登记入户走访 {number} 次。",
        empty="本年度没有登记工作记录。",
        is_known=lambda unit: unit.pk in made,
    )


def _reached(units, asked):
    """Count those whom the survey met at home, and those of the ledger of visits whom it did not."""
    territory = Territory(units)
    at_home = SurveyLine.objects.filter(
        round__year=asked.year, mode=Mode.HOME, visited_on__range=(asked.since, asked.until)
    )
    here = Person.objects.active().filter(territory.inside("unit_path")).order_by()
    surveyed = at_home.filter(territory.inside("person__unit_path"), person__archived_at=None).order_by()
    reached = list(surveyed.values_list("person__unit_path").annotate(number=Count("person")))
    noted = LedgerRow.objects.filter(
        book__ledger_type__code=VISITS, book__start__range=(asked.since, asked.until), person__in=here
    )
    noted = noted.filter(~Exists(at_home.filter(person=OuterRef("person")))).order_by()
    reached += noted.values_list("person__unit_path").annotate(number=Count("person", distinct=True))
    met = territory.totals(reached)
    people = territory.totals(here.values_list("unit_path").annotate(number=Count("pk")))
    return territory.rates(
        {pk: (number, people.get(pk, 0)) for pk, number in met.items()},
        words="在册 {whole} 人，入户走访到 {part} 人，{left} 人没有走访记录。",
        empty="本年度没有入户走访到人的记录。",
    )


KINDS = (
    FactKind(
        code="visits_made",
        name="入户走访次数",
        group=GROUP,
        definition=(
            "本年度工作记录中类别为“入户走访”的记录条数；乡镇（街道）含所辖村（社区）。没有登记工作记录的不作判定。"
        ),
        gives=SlotKind.COUNT,
        unit="次",
        measure=_visits,
        rows=by_id("ledgers:diary_list", kind=WorkKind.VISIT.value),
        rows_label="查看工作记录",
        rows_permission=Permission.LEDGER_VIEW,
    ),
    FactKind(
        code="home_visits_reach",
        name="入户走访覆盖率",
        group=GROUP,
        definition=(
            "目前在册残疾人中，本年度被入户走访到的人数占比：年度调查登记为“入户”的，以及走访台账中登记到本人的，"
            "同一人只计一次。没有走访到人的记录的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_reached,
        rows=survey_link,
        rows_label="查看年度调查",
        rows_permission=Permission.SURVEY_VIEW,
    ),
)
