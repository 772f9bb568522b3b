"""The targets and pledges of a round on one page, and how the sums fit those of the units above."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from assessments.pledges.selectors.items import is_counted, measure_of, plain_number, pledged_items
from assessments.pledges.selectors.standing import UnitPledges, pledges_of
from assessments.rounds.models import Round, Sheet, Target
from assessments.schemes.choices import Subject
from orgs.models import Unit


@dataclass(frozen=True)
class BoardLine:
    """One unit: its target for each pledged item (None where it has none), and its pledges."""

    sheet: Sheet
    targets: list
    pledges: UnitPledges

    @property
    def unit(self):
        return self.sheet.unit

    @property
    def shown(self):
        return [plain_number(value) for value in self.targets]

    @property
    def lacks_targets(self):
        return None in self.targets


@dataclass(frozen=True)
class SumCheck:
    """What villages have together beside what their township has promised for the same item."""

    unit: Unit
    item: object
    villages: Decimal
    township: Decimal

    @property
    def words(self):
        """Return the difference as a sentence."""
        apart = self.villages - self.township
        verb = "多" if apart > 0 else "少"
        return (
            f"{self.unit.name}“{self.item.name}”：各村（社区）合计 {plain_number(self.villages)}，"
            f"比乡镇指标 {plain_number(self.township)} {verb} {plain_number(abs(apart))}"
        )


def board_of(round_, sheets, items):
    """Return the `BoardLine`s of some sheets. Two queries."""
    sheets = list(sheets)
    targets, pledges = targets_of(sheets), pledges_of(sheets)
    return [
        BoardLine(sheet, [targets.get((sheet.pk, item.lineage)) for item in items], pledges[sheet.pk])
        for sheet in sheets
    ]


def targets_of(sheets):
    """Return {(sheet id, lineage): target}. One query."""
    rows = Target.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    return {
        (sheet, lineage): value for sheet, lineage, value in rows.values_list("sheet", "lineage", "value")
    }


def sums_of(lines, items):
    """Return the sum of each item over some lines, empty where sums mean nothing."""
    return [
        plain_number(sum((line.targets[place] or Decimal(0) for line in lines), Decimal(0)))
        if is_counted(item)
        else ""
        for place, item in enumerate(items)
    ]


def heads_of(items):
    """Return (name, unit of measure) of each item, for the heads of a table."""
    return [(item.name, measure_of(item)) for item in items]


def apart(round_, lines, items):
    """Return the `SumCheck`s of townships whose villages do not add up to what the township has promised.

    The item of the township is that with the same lineage, else with the same name. Townships of which only
    some villages are among the lines are not checked. Five queries at most.
    """
    if round_.subject != Subject.GRASSROOTS:
        return []
    above = township_targets(round_)
    together = defaultdict(lambda: [Decimal(0)] * len(items))
    townships = {}
    for line in lines:
        townships[line.unit.parent_id] = line.unit.parent
        so_far = together[line.unit.parent_id]
        together[line.unit.parent_id] = [
            so + (value or Decimal(0)) for so, value in zip(so_far, line.targets, strict=True)
        ]
    return [
        SumCheck(township, item, together[key][place], promised)
        for key, township in townships.items()
        for place, item in enumerate(items)
        if is_counted(item)
        and (promised := above.get((key, item.lineage), above.get((key, item.name)))) is not None
        and promised != together[key][place]
    ]


def township_targets(round_):
    """Return {(township id, lineage or name of an item): target} of the townships' own round."""
    own = Round.objects.filter(county=round_.county, year=round_.year, subject=Subject.TOWNSHIP).first()
    if own is None:
        return {}
    names = {item.lineage: item.name for item in pledged_items(own.scheme) if is_counted(item)}
    rows = Target.objects.filter(sheet__round=own, lineage__in=names)
    found = {}
    for unit, lineage, value in rows.values_list("sheet__unit", "lineage", "value"):
        found[unit, lineage] = found[unit, names[lineage]] = value
    return found
