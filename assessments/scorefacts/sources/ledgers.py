"""Facts about ledgers: handed in period by period, late months, activities held (domain.md §5)."""

from collections import defaultdict

from django.db.models import Count, F, Min, Q, Sum
from django.urls import reverse

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import at_unit
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from registry.ledgers.choices import BookState, PeriodKind
from registry.ledgers.models import LedgerBook, LedgerType
from registry.ledgers.periods import period_of

GROUP = "台账与走访"
ACTIVITIES = "activities"  # the code of 表4, shipped
DONE = (BookState.REPORTED, BookState.REVIEWED)
NOT_ASKED = "本年度还没有到期应报的台账，或县里还没有开始建台账。"


class _Year:
    """The books that were due by a day of the year, and those handed in. Four queries."""

    def __init__(self, territory, asked):
        self.territory, self._asked = territory, asked
        types = list(
            LedgerType.objects.active().filter(territory.in_counties("county__path")).select_related("county")
        )
        first = LedgerBook.objects.filter(ledger_type__in=types).order_by().values_list("ledger_type")
        first = dict(first.annotate(first=Min("start")))
        self._due = {one: self._periods(one, first.get(one.pk)) for one in types}
        self._places = territory.places(asked.until)

    def _periods(self, ledger_type, first):
        """Return the periods of the year that had to be handed in, from the first book of the county on."""
        if first is None:
            return []
        found, period = [], period_of(ledger_type.period, self._asked.since)
        while period.due_on(ledger_type.due_days) <= self._asked.until:
            if ledger_type.is_due_in(period) and period.start >= first:
                found.append(period)
            period = period.next
        return found

    def due_at(self, path, level, kind=None):
        """Return {period: how many books} the unit had to hand in, only of one kind of period if asked."""
        return self._asked.once(
            ("due books", self.territory.county_of(path), level, kind), lambda: self._sum(path, level, kind)
        )

    def _sum(self, path, level, kind):
        due = defaultdict(int)
        for one, periods in self._due.items():
            if level in one.levels and path.startswith(one.county.path) and kind in (None, one.period):
                for period in periods:
                    due[period] += 1
        return dict(due)

    def handed_in(self):
        """Return {(path, kind of period, start): (handed in, of these in time)}. One query."""
        wanted = Q(pk__in=[])
        for one, periods in self._due.items():
            wanted |= Q(ledger_type=one.pk, start__in=[period.start for period in periods])
        books = LedgerBook.objects.filter(
            wanted,
            self.territory.inside("unit_path"),
            state__in=DONE,
            reported_at__date__lte=self._asked.until,
        ).order_by()
        in_time = Q(due_on=None) | Q(reported_at__date__lte=F("due_on"))
        rows = books.values_list("unit_path", "ledger_type__period", "start")
        rows = rows.annotate(done=Count("pk"), in_time=Count("pk", filter=in_time))
        return {(path, kind, start): numbers for path, kind, start, *numbers in rows}

    def units(self):
        """Yield (path, level) of the units that exist where those asked about lie."""
        for _, path, level in self._places:
            yield path, level


def _year(units, asked):
    return asked.once("ledgers", lambda: _Year(Territory(units), asked))


def _handed_in(year, asked):
    return asked.once("ledgers handed in", year.handed_in)


def _done(units, asked):
    year = _year(units, asked)
    due = {path: sum(year.due_at(path, level).values()) for path, level in year.units()}
    rows = [(path, 0, number) for path, number in due.items()]
    rows += [(path, done, 0) for (path, *_), (done, _) in _handed_in(year, asked).items() if path in due]
    return year.territory.rates(
        year.territory.sums(rows),
        words="应报 {whole} 本次，已报 {part} 本次，未报 {left} 本次。",
        empty=NOT_ASKED,
    )


def _late_months(units, asked):
    year, found = _year(units, asked), _handed_in(_year(units, asked), asked)
    rows = []
    for path, level in year.units():
        due = year.due_at(path, level, PeriodKind.MONTH)
        late = sum(
            found.get((path, period.kind, period.start), (0, 0))[1] < number for period, number in due.items()
        )
        if due:
            rows.append((path, late))
    late = year.territory.totals(rows)
    return year.territory.counts(
        late,
        words="逾期（迟报或未报）{number} 个月。",
        empty=NOT_ASKED,
        is_known=lambda unit: unit.pk in late,
    )


def _activities(units, asked):
    territory = Territory(units)
    books = LedgerBook.objects.filter(
        territory.inside("unit_path"),
        ledger_type__code=ACTIVITIES,
        start__range=(asked.since, asked.until),
    )
    held = territory.totals(books.order_by().values_list("unit_path").annotate(number=Sum("row_count")))
    return territory.counts(
        held,
        words="扶残助残活动记录表登记活动 {number} 次。",
        empty="本年度没有建扶残助残活动记录表。",
        is_known=lambda unit: unit.pk in held,
    )


def _link(unit, asked):
    if unit.is_grassroots:
        return at_unit("ledgers:unit_month")(unit, asked)
    return f"{reverse('ledgers:board')}?township={unit.pk}"


def _fact(code, name, definition, **more):
    return FactKind(
        code=code,
        name=name,
        group=GROUP,
        definition=definition,
        rows=_link,
        rows_label="查看台账报送",
        rows_permission=Permission.LEDGER_VIEW,
        **more,
    )


KINDS = (
    _fact(
        "ledgers_done",
        "台账按期完成率",
        "本年度截至统计日到了报送期限的按月、按季台账中，已上报或已审核的占比；乡镇（街道）含所辖村（社区）。"
        "从全县第一次建这种台账起算；没有到期台账的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_done,
    ),
    _fact(
        "ledger_months_late",
        "台账逾期月数",
        "本年度到了报送期限的月份中，有按月台账未报或迟报的月数；乡镇（街道）为本级和各村（社区）的合计。"
        "没有到期台账的不作判定。",
        gives=SlotKind.COUNT,
        unit="个月",
        measure=_late_months,
    ),
    _fact(
        "activities_held",
        "扶残助残活动次数",
        "本年度扶残助残活动记录表（表4）登记的活动次数；乡镇（街道）含所辖村（社区）。没有建这本台账的不作判定。",
        gives=SlotKind.COUNT,
        unit="次",
        measure=_activities,
    ),
)
