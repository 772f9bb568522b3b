"""表3 服务需求登记表 as a ledger that nobody types (domain.md §5): the needs as a period ended."""

from django.db.models import Count, Q

from orgs.models import Unit
from orgs.scoping import STEP, UnitScope
from registry.ledgers.sources import Column, Source, Table
from registry.needs.choices import Result, Step
from registry.needs.models import Need, NeedStep

COLUMNS = (
    Column("序号", 4, is_number=True), Column("姓名", 7), Column("证号", 13), Column("需求类别", 7),
    Column("具体需求", 14), Column("登记日期", 9), Column("落实措施", 18), Column("落实日期", 9),
    Column("落实人", 9), Column("满意度", 7),
)  # fmt: skip
VILLAGE_COLUMN = Column("村（社区）", 9)
SUMS = (
    Column("序号", 4), Column("单位", 14), Column("期内需求", 8, is_number=True),
    Column("其中本期登记", 8, is_number=True), Column("本期办结", 8, is_number=True),
    Column("期末未办结", 8, is_number=True),
)  # fmt: skip


def needs_table(unit, period, on):
    """Return 表3 as it stood at the end of the period, or on the day `on` within it.

    A village and a township list every need that was open in the period; above them each unit directly below
    is one line of sums. Three queries.
    """
    until = min(period.end, on)
    if unit.is_grassroots or unit.is_township:
        return _list(unit, period, until)
    return _sums(unit, period, until)


def _open_between(unit, period, until):
    """Keep the needs of the unit that were registered by `until` and not closed before the period."""
    needs = Need.objects.within(UnitScope(paths=frozenset({unit.path})))
    return needs.filter(Q(closed_on=None) | Q(closed_on__gte=period.start), registered_on__lte=until)


def _list(unit, period, until):
    needs = _open_between(unit, period, until).for_list()
    needs = list(needs.order_by("person__unit_path", "person__pinyin", "registered_on", "pk"))
    done = _done_by(needs, until)
    names_villages = not unit.is_grassroots
    columns = (COLUMNS[0], VILLAGE_COLUMN, *COLUMNS[1:]) if names_villages else COLUMNS
    rows = []
    for number, need in enumerate(needs, 1):
        row = [str(number), *_cells(need, done.get(need.pk, []), until)]
        if names_villages:
            row.insert(1, need.person.unit.name)
        rows.append(row)
    return Table(columns, rows)


def _done_by(needs, until):
    """Return {need id: the measures and ratings by the day `until`, oldest first}. One query."""
    wanted = NeedStep.objects.filter(
        need__in=[need.pk for need in needs], step__in=[Step.MEASURE, Step.SATISFACTION], on__lte=until
    )
    done = {}
    for step in wanted.select_related("by").order_by("on", "pk"):
        done.setdefault(step.need_id, []).append(step)
    return done


def _cells(need, done, until):
    measures = [step for step in done if step.step == Step.MEASURE]
    rated = any(step.step == Step.SATISFACTION for step in done)
    is_closed = need.closed_on is not None and need.closed_on <= until
    last = measures[-1] if measures else None
    return [
        need.person.name,
        need.person.masked_id_number,
        need.kind_name,
        need.item,
        need.registered_on.isoformat(),
        _measures(need, measures, is_closed=is_closed),
        last.on.isoformat() if last else "",
        (last.organisation or str(last.by)) if last else "",
        need.get_satisfaction_display() if rated and is_closed else "",
    ]


def _measures(need, measures, *, is_closed):
    words = "；".join(f"{step.note}（{step.amount} 元）" if step.amount else step.note for step in measures)
    if not is_closed or (measures and need.result == Result.SOLVED):
        return words
    return f"{words}（{need.get_result_display()}）"


def _sums(unit, period, until):
    """Return one line for each unit directly below. Two queries."""
    counted = _open_between(unit, period, until).order_by().values("person__unit_path")
    counted = counted.annotate(
        all=Count("pk"),
        new=Count("pk", filter=Q(registered_on__gte=period.start)),
        closed=Count("pk", filter=Q(closed_on__lte=until)),
    )
    by_path = {}
    for row in counted:
        known = by_path.setdefault(row["person__unit_path"][: len(unit.path) + STEP], [0, 0, 0, 0])
        for place, number in enumerate((row["all"], row["new"], row["closed"], row["all"] - row["closed"])):
            known[place] += number
    below = Unit.objects.current().filter(parent=unit).in_tree_order()
    lines = [(place.name, by_path.get(place.path, [0, 0, 0, 0])) for place in below]
    rows = [[str(number), name, *map(str, own)] for number, (name, own) in enumerate(lines, 1)]
    total = [str(sum(own[place] for _, own in lines)) for place in range(4)]
    return Table(SUMS, rows, ["", "合计", *total])


SOURCE = Source("needs", "服务与需求：需求登记和落实", needs_table, is_dated=True, reaches_up=True)
