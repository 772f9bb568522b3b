"""How long units lack an item: from the day on which it was found to the day on which it was mended.

Read from closed quarters and the quarter in view; what nobody looked at neither opens nor mends anything.
Items are the same across quarters by their number in the list, however they were reworded.
"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import mean, median

from django.db.models import Q

from assessments.models import Check
from assessments.periods import Quarter
from assessments.selectors.matrix import State
from assessments.selectors.periods import closed_quarters

QUARTERS_LOOKED_BACK = 8


@dataclass(frozen=True)
class Spell:
    """One time that a unit lacked an item; `mended_on` is None while it does."""

    unit: object
    item: object
    found_in: Quarter
    found_on: object
    mended_on: object = None

    def days(self, on):
        """Return how many days it lasted, or has lasted until the day `on`."""
        return max(0, ((self.mended_on or on) - self.found_on).days)


@dataclass(frozen=True)
class ItemTimes:
    """What the spells of one item come to, in days; None where there are none."""

    item: object
    open: int
    open_days: float | None
    mended: int
    mended_days: float | None
    mended_median: float | None


def spells_of(found, *, on):
    """Return the `Spell`s of the units of a matrix, in their order. Two queries, however many units.

    :param found: the matrix of the quarter in view, with all its items.
    :param on: today.
    """
    told = _told(found)
    day = found.period.as_of(on)
    spells = []
    for row in found.rows:
        for cell in row.cells:
            past = told[row.unit.pk, cell.item.number]
            if cell.state in (State.YES, State.NO):
                moment = cell.checked_on or day
                past = [*past, (found.period, cell.state == State.YES, moment)]
            spells += _spells(row.unit, cell.item, past)
    return spells


def times_by_item(found, spells, *, on):
    """Return the `ItemTimes` of every item of the matrix, in their order."""
    by_item = defaultdict(list)
    for spell in spells:
        by_item[spell.item.pk].append(spell)
    return [_times(item, by_item[item.pk], on) for item in found.items]


def times_of_all(spells, *, on):
    """Return the `ItemTimes` of all items together."""
    return _times(None, spells, on)


def longest_open(spells, *, on):
    """Return the spells that last still, the longest first."""
    return sorted((one for one in spells if one.mended_on is None), key=lambda one: -one.days(on))


def _times(item, spells, on):
    lasting = [one.days(on) for one in spells if one.mended_on is None]
    mended = [one.days(on) for one in spells if one.mended_on is not None]
    return ItemTimes(
        item,
        open=len(lasting),
        open_days=mean(lasting) if lasting else None,
        mended=len(mended),
        mended_days=mean(mended) if mended else None,
        mended_median=median(mended) if mended else None,
    )


def _told(found):
    """Return {(unit id, number of the item): [(quarter, met, day)]} of the closed quarters, oldest first."""
    closed = sorted(one for one in closed_quarters(found.checklist.county) if one < found.period)
    told = defaultdict(list)
    if not closed:
        return told
    wanted = Q()
    for period in closed[-QUARTERS_LOOKED_BACK:]:
        wanted |= Q(year=period.year, quarter=period.number)
    rows = Check.objects.filter(wanted, item__checklist=found.checklist, awaits_confirmation=False)
    if len(found.rows) == 1:
        rows = rows.filter(unit=found.rows[0].unit)
    rows = rows.exclude(result=Check.Result.UNSEEN).order_by("year", "quarter")
    quarters = {(one.year, one.number): one for one in closed}
    columns = ("unit_id", "item__number", "year", "quarter", "result", "checked_on")
    for unit, number, year, quarter, result, day in rows.values_list(*columns):
        period = quarters[year, quarter]
        told[unit, number].append((period, result == Check.Result.YES, day or period.end))
    return told


def _spells(unit, item, told):
    """Yield the spells in what was told of one item of one unit, oldest first."""
    begun = None
    for period, is_met, day in told:
        if is_met and begun:
            yield Spell(unit, item, *begun, mended_on=max(day, begun[1]))
            begun = None
        elif not is_met and begun is None:
            begun = (period, day)
    if begun:
        yield Spell(unit, item, *begun)
