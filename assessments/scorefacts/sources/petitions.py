"""Facts about letters and visits: in time, repeated, brought to the levels above (domain.md §5 表7)."""

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_id
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from orgs.scoping import UnitScope
from registry.petitions.choices import Form
from registry.petitions.models import Petition
from registry.petitions.selectors.figures import closing_in_time_by_unit

GROUP = "信访维权"
EMPTY = "本年度全县还没有登记来信来访。"


def _in_time(units, asked):
    territory = Territory(units)
    found = closing_in_time_by_unit(territory.scope, asked.since, asked.until, asked.until)
    return territory.rates(
        territory.sums((path, own.in_time, own.due) for path, own in found.items()),
        words="应办结 {whole} 件，按期办结 {part} 件，逾期 {left} 件。",
        empty="没有到期应办结的信访件。",
    )


def _received(territory, asked):
    """Return the petitions of the year in the counties, oldest first, each as a dict. One query."""

    def read():
        scope = UnitScope(paths=frozenset(territory.counties))
        rows = Petition.objects.handled_in(scope).filter(received_on__range=(asked.since, asked.until))
        columns = ("cluster", "form", "handler_unit__path", "unit__path")
        return list(rows.order_by("received_on", "pk").values_list(*columns))

    return asked.once("petitions", read)


def _numbers(units, asked, counted, words):
    territory = Territory(units)
    received = _received(territory, asked)
    known = {territory.county_of(handler) for *_, handler, _ in received}
    return territory.counts(
        territory.totals(counted(received)),
        words=words,
        empty=EMPTY,
        is_known=lambda unit: territory.county_of(unit.path) in known,
    )


def _repeated(units, asked):
    return _numbers(units, asked, _later_ones, "承办的信访件中，同一信访人再次来信来访 {number} 件。")


def _later_ones(received):
    seen = set()
    for cluster, _, handler, _ in received:
        yield handler, cluster in seen
        seen.add(cluster)


def _brought_up(units, asked):
    return _numbers(units, asked, _from_above, "由上级转办、或在上级登记后交办的 {number} 件。")


def _from_above(received):
    for _, form, handler, unit in received:
        yield handler, form == Form.ASSIGNED or (handler != unit and handler.startswith(unit))


def _fact(code, name, definition, **more):
    return FactKind(
        code=code,
        name=name,
        group=GROUP,
        definition=definition,
        rows=by_id("petitions:petition_list"),
        rows_label="查看来信来访",
        rows_permission=Permission.PETITION_VIEW,
        **more,
    )


KINDS = (
    _fact(
        "petitions_in_time",
        "信访按时办结率",
        "本单位（乡镇含所辖村）承办的信访件中，办理期限（含延期）在本年度截至统计日、已办结或已到期的，"
        "在期限之内办结的占比；不予受理的不计。没有到期应办结的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_in_time,
    ),
    _fact(
        "petitions_repeated",
        "重复信访件数",
        "本年度登记、由本单位（乡镇含所辖村）承办的信访件中，同一信访人第二次及以后的件数。全县没有登记信访的不作判定。",
        gives=SlotKind.COUNT,
        unit="件",
        measure=_repeated,
    ),
    _fact(
        "petitions_upward",
        "上访件数",
        "本年度登记、由本单位（乡镇含所辖村）承办的信访件中，上级转办的，以及到上级单位登记后交下来办的件数。"
        "全县没有登记信访的不作判定。",
        gives=SlotKind.COUNT,
        unit="件",
        measure=_brought_up,
    ),
)
