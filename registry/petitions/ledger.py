"""表7 残疾人来信来访登记表 as a ledger that nobody types (domain.md §5): what came in during a period."""

from django.db.models import Prefetch

from registry.ledgers.sources import Column, Source, Table
from registry.models import Certificate, Petition
from registry.petitions.choices import Step
from registry.petitions.columns import HIDDEN, matter_of
from registry.petitions.models import PetitionStep

COLUMNS = (
    Column("编号", 8), Column("日期", 9), Column("信/访", 6), Column("来访人", 9), Column("残疾人证号", 16),
    Column("电话", 9), Column("反映问题", 19), Column("类别", 8), Column("受理人", 8),
    Column("处理意见", 15), Column("办结日期", 9), Column("答复", 15),
)  # fmt: skip
PRIVATE = ("来访人", "残疾人证号", "电话", "反映问题", "处理意见", "答复")
OPINIONS = (Step.ACCEPT, Step.REFUSE, Step.PROGRESS)


def petitions_table(unit, period, on):
    """Return 表7: the petitions of the period that were registered or dealt with at the unit or below it.

    A ledger is read by whoever sees the unit's ledgers, so what is 保密 shows number, day and state alone.
    Four queries.
    """
    opinions = PetitionStep.objects.filter(kind__in=OPINIONS).exclude(text="").order_by("pk")
    found = Petition.objects.at_unit(unit).filter(received_on__range=(period.start, min(period.end, on)))
    found = found.for_list().prefetch_related(
        Prefetch("steps", opinions, to_attr="opinions"),
        Prefetch("person__certificates", Certificate.objects.current(), to_attr="cards"),
    )
    rows = [_row(petition) for petition in found.order_by("received_on", "pk")]
    hides = any(HIDDEN in row for row in rows)
    return Table(COLUMNS, rows, note="保密件不显示内容。" if hides else "")


def _row(petition):
    cards = petition.person.cards if petition.person else []
    cells = {
        "编号": petition.number,
        "日期": petition.received_on.isoformat(),
        "信/访": petition.get_form_display(),
        "来访人": petition.who,
        "残疾人证号": cards[0].masked_number if cards else "",
        "电话": petition.masked_phone,
        "反映问题": matter_of(petition),
        "类别": petition.category_name,
        "受理人": str(petition.handler or ""),
        "处理意见": petition.opinions[-1].text if petition.opinions else petition.get_state_display(),
        "办结日期": petition.settled_on.isoformat() if petition.settled_on else "",
        "答复": petition.reply,
    }
    if petition.is_confidential:
        cells |= dict.fromkeys(PRIVATE, HIDDEN)
    return [cells[column.title] for column in COLUMNS]


SOURCE = Source("petitions", "来信来访：登记和办理", petitions_table, is_dated=True, reaches_up=True)
