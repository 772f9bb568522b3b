"""The scores of many units at once, with a constant number of queries."""

from collections import defaultdict

from assessments.rounds.models import Mark, Sheet, Target
from assessments.rounds.scores import NOTHING_TOLD, Told, UnitScore, item_score
from assessments.schemes.models import Item
from assessments.schemes.rules import ScoredItem
from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import measure
from assessments.scoring import SlotKind


def items_of(scheme):
    """Return the `ScoredItem`s of a scheme in the order of its table. One query."""
    rows = Item.objects.filter(section__scheme=scheme).select_related("section").in_order()
    return [ScoredItem.of(item) for item in rows]


def sheets_of(round_, scope):
    """Return the sheets of a round within the scope, in tree order, those not assessed left out."""
    rows = Sheet.objects.within(scope).filter(round=round_).counted()
    return rows.select_related("unit__parent", "round").order_by("unit__path")


def scores_of(round_, sheets, *, on):
    """Return {unit id: `UnitScore`} of some sheets of one round.

    :param on: the day to look at; facts count from the first day of the year to this day.
    """
    sheets = list(sheets)
    items = items_of(round_.scheme)
    marks, targets = _marks_of(sheets), _targets_of(sheets)
    told = told_by_facts(items, [sheet.unit for sheet in sheets], round_.year, on=on)
    return {
        sheet.unit_id: UnitScore(
            sheet,
            tuple(
                item_score(
                    item,
                    marks.get((sheet.pk, item.lineage), ()),
                    told.get((sheet.unit_id, item.lineage), NOTHING_TOLD),
                    targets.get((sheet.pk, item.lineage)),
                )
                for item in items
            ),
            round_.scheme,
        )
        for sheet in sheets
    }


def score_of(sheet, *, on):
    """Return the `UnitScore` of one sheet."""
    return scores_of(sheet.round, [sheet], on=on)[sheet.unit_id]


def told_by_facts(items, units, year, *, on):
    """Return {(unit id, lineage): `Told`} for the items that facts answer; each fact is measured once.

    A fact whose source is empty answers nothing: unknown is not zero.
    """
    codes = {code for item in items for code in item.bindings.values()}
    if not (codes and units):
        return {}
    measured = measure(sorted(codes), units, Asked.of(year, on))
    told = {}
    for item in items:
        if item.bindings:
            for unit in units:
                told[unit.pk, item.lineage] = _told(item, unit, measured)
    return told


def _told(item, unit, measured):
    answers, words = {}, []
    for key, code in item.bindings.items():
        figure = measured.get(code, {}).get(unit.pk)
        slot = item.slot(key)
        if figure is None or slot is None:
            continue
        words.append(figure.words)
        if figure.value is not None:
            answers[key] = _answer(figure.value, slot.kind)
    return Told(answers, "".join(words))


def _answer(value, kind):
    if kind in (SlotKind.YES_NO, SlotKind.COUNT):
        return value if isinstance(value, bool) else int(value)
    return str(value)


def _marks_of(sheets):
    rows = Mark.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).select_related("by")
    found = defaultdict(list)
    for mark in rows.order_by("stage", "pk"):
        found[mark.sheet_id, mark.lineage].append(mark)
    return found


def _targets_of(sheets):
    rows = Target.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    return {
        (sheet, lineage): value for sheet, lineage, value in rows.values_list("sheet", "lineage", "value")
    }
