"""Facts about checklists (九有, 六有, a county's own) and how often a unit was inspected (domain.md §0.2)."""

from collections import defaultdict

from django.db.models import Exists, OuterRef

from accounts.models import Posting
from assessments.models import Check, Checklist
from assessments.periods import quarter_of
from assessments.scorefacts.kinds import BOTH, GRASSROOTS, TOWNSHIPS, FactKind, answered, unknown
from assessments.scorefacts.links import by_id
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from assessments.selectors.matrix import matrix
from core.permissions import Permission
from orgs.models import Unit

GROUP = "达标与督查"
MET, ALL, SHARE = "list_met", "list_all", "list_share"
MARK = "-"  # parts the fact from the list: list_met-jiuyou
SHIPPED = (("jiuyou", "九有", TOWNSHIPS), ("liuyou", "六有", GRASSROOTS))
NO_LIST = "本县没有启用这份清单，或本单位不在清单范围内。"
UNCHECKED = "本季度各项都还没有查验结果。"


def _rows(code, units, asked):
    """Return {unit pk: row of the matrix} of those of the units that the list measures.

    As many queries for one unit as for many of the same county.
    """
    territory, day = Territory(units), asked.until
    lists = Checklist.objects.in_force(day).filter(territory.in_counties("county__path"), code=code)
    found = {}
    for checklist in lists.select_related("county").order_by("pk"):
        own = [unit for unit in units if checklist.applies_to(unit)]
        if own:
            rows = matrix(checklist, own, quarter_of(day), on=day).rows
            found |= {row.unit.pk: row for row in rows}
    return found


def _shared_rows(code, units, asked):
    return asked.once(("list", code), lambda: _rows(code, units, asked))


def _met(code):
    def measure(units, asked):
        rows = _shared_rows(code, units, asked)
        return Territory(units).counts(
            {pk: row.met for pk, row in rows.items()},
            words="本季度达标 {number} 项。",
            empty=f"{NO_LIST[:-1]}；或{UNCHECKED}",
            is_known=lambda unit: unit.pk in rows and rows[unit.pk].open < rows[unit.pk].total,
        )

    return measure


def _all(code):
    def measure(units, asked):
        rows = _shared_rows(code, units, asked)
        return {unit.pk: _verdict(rows.get(unit.pk)) for unit in units}

    return measure


def _verdict(row):
    if row is None or not row.total:
        return unknown(NO_LIST)
    if row.is_compliant:
        return answered(True, f"本季度 {row.total} 项全部达标。")
    if row.lacking:
        lacking = "、".join(item.short_name for item in row.missing)
        return answered(False, f"本季度 {row.total} 项中缺 {row.lacking} 项：{lacking}。")
    return unknown(f"本季度 {row.total} 项中还有 {row.open} 项没有查验结果。")


def _share(code):
    def measure(units, asked):
        territory = Territory(units)
        villages = Unit.objects.filter(territory.inside("path")).current(asked.until).grassroots()
        villages = list(villages.in_tree_order())
        rows = asked.once(("list below", code), lambda: _rows(code, villages, asked))
        paths = {village.pk: village.path for village in villages}
        return territory.rates(
            territory.sums((paths[pk], row.is_compliant, 1) for pk, row in rows.items()),
            words="所辖 {whole} 个村（社区）中，全部达标 {part} 个。",
            empty=NO_LIST,
        )

    return measure


class _Visits:
    """The days of the year's quarters on which somebody from elsewhere checked a unit. One query."""

    def __init__(self, territory, asked):
        own = Posting.objects.filter(user=OuterRef("inspector"), unit=OuterRef("unit"))
        rows = Check.objects.within(territory.scope).filter(
            ~Exists(own), year=asked.year, checked_on__lte=asked.until
        )
        rows = rows.exclude(source=Check.Source.FACT).order_by()
        self._days = defaultdict(set)
        for path, quarter, day in rows.values_list("unit__path", "quarter", "checked_on").distinct():
            self._days[path].add((quarter, day))
        last = quarter_of(asked.until)
        self.quarters = range(1, last.number + (asked.until >= last.end))

    def fewest(self, path):
        """Return the number of visits in the quarter that had the fewest, of those that are over."""
        return min(sum(quarter == one for one, _ in self._days.get(path, ())) for quarter in self.quarters)

    @property
    def paths(self):
        return self._days.keys()


def _visits(units, asked):
    return asked.once("inspections", lambda: _Visits(Territory(units), asked))


def _inspected(units, asked):
    visits = _visits(units, asked)
    known = {unit.pk for unit in units if visits.quarters and unit.path in visits.paths}
    return Territory(units).counts(
        {unit.pk: visits.fewest(unit.path) for unit in units if unit.pk in known},
        words="已结束的各季度中，督查最少的一季 {number} 次。",
        empty="本年度没有督查查验记录，或还没有结束的季度。",
        is_known=lambda unit: unit.pk in known,
    )


def _villages_inspected(units, asked):
    territory, visits = Territory(units), _visits(units, asked)
    villages = [path for _, path, level in territory.places(asked.until) if level in Unit.GRASSROOTS]
    inspected = ((path, visits.fewest(path) > 0, 1) for path in villages) if visits.quarters else ()
    known = territory.sums((path, 1) for path in visits.paths)
    sums = {pk: numbers for pk, numbers in territory.sums(inspected).items() if pk in known}
    return territory.rates(
        sums,
        words="所辖 {whole} 个村（社区）中，已结束的每个季度都督查到的 {part} 个。",
        empty="本年度所辖村（社区）没有督查查验记录，或还没有结束的季度。",
    )


def _fact(code, name, definition, **more):
    return FactKind(
        code=code,
        name=name,
        group=GROUP,
        definition=definition,
        rows_label="查看达标矩阵",
        rows_permission=Permission.CHECK_VIEW,
        **more,
    )


def _list_facts(code, name, levels):
    rows = by_id("assessments:matrix", list=code)
    yield _fact(
        f"{MET}{MARK}{code}",
        f"{name}达标项数",
        f"统计日所在季度，“{name}”清单中达到的项数，含系统按事实判定的。清单没有启用或各项都还没有查的不作判定。",
        gives=SlotKind.COUNT,
        unit="项",
        measure=_met(code),
        rows=rows,
        levels=levels,
    )
    yield _fact(
        f"{ALL}{MARK}{code}",
        f"{name}全部达标",
        f"统计日所在季度，“{name}”清单各项全部达到。没有缺项但还有未查的项时不作判定。",
        gives=SlotKind.YES_NO,
        measure=_all(code),
        rows=rows,
        levels=levels,
    )
    if set(levels) & set(GRASSROOTS):
        yield _fact(
            f"{SHARE}{MARK}{code}",
            f"所辖村（社区）{name}达标率",
            f"统计日所在季度，所辖村（社区）中“{name}”清单全部达标的占比。清单没有启用的不作判定。",
            gives=SlotKind.PERCENT,
            measure=_share(code),
            rows=rows,
            levels=TOWNSHIPS,
        )


def kind_of(code):
    """Return the fact about a county's own list, whose code follows the mark; None for others."""
    prefix, _, name = code.partition(MARK)
    if not name or prefix not in (MET, ALL, SHARE):
        return None
    return next(kind for kind in _list_facts(name, name, BOTH) if kind.code == code)


KINDS = (
    *(kind for shipped in SHIPPED for kind in _list_facts(*shipped)),
    _fact(
        "inspections_a_quarter",
        "每季度督查次数",
        "本年度已结束的各季度中，上级到本单位查验最少的一季的次数（同一天的查验计一次，本单位自己登记的不计）。"
        "没有查验记录的不作判定。",
        gives=SlotKind.COUNT,
        unit="次",
        measure=_inspected,
        rows=by_id("assessments:matrix"),
    ),
    _fact(
        "villages_inspected",
        "所辖村（社区）季度督查覆盖率",
        "所辖村（社区）中，本年度已结束的每个季度都有上级查验的占比。所辖村都没有查验记录的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_villages_inspected,
        rows=by_id("assessments:matrix"),
        levels=TOWNSHIPS,
    ),
)
