"""The ranking of a round: as scores stand today, or as it was made final."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.grading.grades import BOTTOM, NO_EXCELLENT, ZERO, Standing
from assessments.grading.models import PastTier
from assessments.grading.selectors.grading import (
    Grading,
    graded_year,
    group_names,
    tier_order,
    township_path,
)
from assessments.grading.selectors.rules import rules_for
from assessments.grading.tiers import Moved, moves_of
from assessments.rounds.choices import Phase
from assessments.rounds.models import Result, Round, Sheet
from assessments.rounds.selectors.scores import scores_of
from core.freshness import remember_for

LIVE_SECONDS = 120
EFFECTS = (ZERO, BOTTOM, NO_EXCELLENT)


@dataclass(frozen=True)
class Summed:
    """What is remembered of a unit's score between two looks at the ranking."""

    total: Decimal
    base: Decimal
    bonus: Decimal
    effect: str
    veto: str
    sections: dict


@dataclass(frozen=True)
class RankLine:
    """One unit in the ranking."""

    sheet: Sheet
    total: Decimal
    base: Decimal
    bonus: Decimal
    veto: str
    grading: Grading
    moved: Moved

    @property
    def unit(self):
        return self.sheet.unit

    @property
    def url(self):
        """Return the page of the unit's sheet, with every item down to its evidence."""
        return self.sheet.get_absolute_url()


@dataclass(frozen=True)
class Ranking:
    """All units of a round by place; `ties` are empty once results are final."""

    round: Round
    lines: list
    ties: tuple
    tiers: tuple
    is_final: bool

    @property
    def open_ties(self):
        return [tie for tie in self.ties if tie.is_open]

    def seen_in(self, scope):
        """Return the lines of the scope; places stay those among all."""
        return [line for line in self.lines if scope.covers(line.unit)]


def ranking_of(round_, on):
    """Return the `Ranking` of a round: live until it is final, from the frozen results after.

    Live scores may be `LIVE_SECONDS` old; groups, rules and decisions count at once.
    """
    if round_.phase == Phase.FINAL:
        return _frozen(round_)
    sheets = {sheet.unit_id: sheet for sheet in _sheets(round_)}
    key = f"ranking:{round_.pk}:{round_.scheme_id}:{len(sheets)}:{on}"
    sums = remember_for(LIVE_SECONDS, key, lambda: _summed(round_, sheets.values(), on))
    groups = group_names(round_)
    standings = [
        Standing(
            unit, sums[unit].total, sums[unit].effect,
            groups.get(township_path(sheet.unit), ""), sums[unit].sections,
        )
        for unit, sheet in sheets.items() if unit in sums
    ]  # fmt: skip
    year = graded_year(round_, standings)
    moves = _moves(round_, {unit: one.tier for unit, one in year.gradings.items()}, year.tier_names)
    lines = [
        RankLine(
            sheets[unit], sums[unit].total, sums[unit].base, sums[unit].bonus, sums[unit].veto, grading,
            moves[unit],
        )
        for unit, grading in year.gradings.items()
    ]  # fmt: skip
    return Ranking(round_, _by_place(lines), year.ties, year.tier_names, False)


def _sheets(round_):
    sheets = Sheet.objects.filter(round=round_).counted().select_related("unit__parent", "round")
    return sheets.order_by("unit__path")


def _summed(round_, sheets, on):
    return {unit: _sum_of(score) for unit, score in scores_of(round_, sheets, on=on).items()}


def _sum_of(score):
    sums = score.sums
    return Summed(
        sums.total, sums.base, sums.bonus, sums.effect, "；".join(one.item.name for one in score.vetoes),
        {section.name: points for section, _, points in score.by_section()},
    )  # fmt: skip


def _frozen(round_):
    results = Result.objects.filter(sheet__round=round_).select_related("sheet__unit__parent", "sheet__round")
    rows = {result.sheet.unit_id: result for result in results}
    order = tier_order(round_, rules_for(round_.county, round_.year))
    moves = _moves(round_, {unit: result.tier for unit, result in rows.items()}, order)
    lines = [
        RankLine(
            result.sheet, result.total, result.points, result.bonus, result.veto,
            Grading(
                result.rank, result.group_name, result.group_rank, result.grade, result.grade_words,
                result.stars, result.tier,
            ),
            moves[unit],
        )
        for unit, result in rows.items()
    ]  # fmt: skip
    return Ranking(round_, _by_place(lines), (), order, True)


def _by_place(lines):
    return sorted(lines, key=lambda line: (line.grading.rank, line.unit.path))


def _moves(round_, now, order):
    return moves_of(now, tiers_before(round_), order)


def tiers_before(round_):
    """Return {unit id: tier of the year before}: of its final results, else as written down by hand."""
    year = round_.year - 1
    by_hand = PastTier.objects.filter(
        year=year, subject=round_.subject, unit__path__startswith=round_.county.path
    )
    results = Result.objects.filter(
        sheet__round__county=round_.county,
        sheet__round__subject=round_.subject,
        sheet__round__year=year,
        sheet__round__phase=Phase.FINAL,
    ).exclude(tier="")
    known = dict(by_hand.values_list("unit", "tier"))
    return known | dict(results.values_list("sheet__unit", "tier"))
