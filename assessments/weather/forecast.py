"""Score weather: what a unit has today, what it will have if it goes on so, and what each gap costs. Pure.

The forecast, in words: what is settled counts as it is; of a task, what would be done by its month at the
pace so far; of what nobody has answered yet, the share that the unit has earned of what is known.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from assessments.rounds.scores import scored
from assessments.scoring import to_points, total_of
from assessments.scoring.numbers import ZERO

BY_PACE = "proportional"  # the rule whose tasks go on through the year
DONE = "done"
HOW = (
    "预计得分：已确定的按现在的得分；按任务计分的，照目前进度推算到完成月份；"
    "还没有填报的，按本单位已确定项目的得分率推算。"
)


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that costs a unit points, and the last day on which it can be mended."""

    scored: object  # the ItemScore
    words: str
    points: Decimal
    until: date
    is_open: bool  # nobody has answered yet, nothing is lost for certain

    def is_late(self, day):
        """True if it can no longer be mended in time."""
        return self.until < day


@dataclass(frozen=True, slots=True)
class Outlook:
    """The weather of one unit on one day."""

    score: object  # the UnitScore
    day: date
    expected: Decimal
    best: Decimal  # what may be had at most if every open question is answered well
    losses: tuple[Loss, ...]

    @property
    def so_far(self):
        return self.score.total

    @property
    def sheet(self):
        return self.score.sheet

    @property
    def unit(self):
        return self.score.sheet.unit

    @property
    def dearest(self):
        """Return what costs most and can still be mended, None if nothing can."""
        return next((loss for loss in self.losses if not loss.is_late(self.day)), None)


def outlook(score, day):
    """Return the `Outlook` of a `UnitScore` on a day."""
    return Outlook(
        score=score,
        day=day,
        expected=_expected(score, day),
        best=to_points(score.total + score.sums.open),
        losses=tuple(losses_of(score)),
    )


def losses_of(score):
    """Return the `Loss`es of a unit, the dearest first."""
    found = []
    for one in score.items:
        until = last_day_of(one, score.sheet)
        room = one.lost
        for gap in one.score.gaps:
            cost = min(gap.points, room)
            if cost > 0:
                room -= cost
                found.append(Loss(one, gap.words, to_points(cost), until, is_open=False))
        if one.score.open_points > 0:
            words = one.score.words or "尚未填报。"
            found.append(Loss(one, words, one.score.open_points, until, is_open=True))
        elif room > 0 and not one.score.gaps:
            found.append(Loss(one, one.score.words, to_points(room), until, is_open=False))
    return sorted(found, key=lambda loss: (-loss.points, loss.until))


def last_day_of(one, sheet):
    """Return the last day on which an item can be mended: the end of its month, or of the self-score."""
    month = one.item.row.due_month
    if not month:
        return sheet.last_day
    year = sheet.round.year
    return date(year, month, calendar.monthrange(year, month)[1])


def _expected(score, day):
    known = [one for one in score.items if one.score.is_known and one.item.earns]
    possible = sum((one.score.full for one in known), ZERO)
    rate = min(Decimal(1), sum((one.points for one in known), ZERO) / possible) if possible else ZERO
    expected = [_expected_item(one, score.sheet, day) for one in score.items]
    sums = total_of(expected, score.scheme.full_points, score.scheme.bonus_cap)
    if sums.effect == "zero":
        return sums.total
    return to_points(sums.total + score.sums.open * rate)


def _expected_item(one, sheet, day):
    """Return the `Score` that an item will have at its end if its task goes on at the pace so far."""
    done = one.answers.get(DONE)
    mark = one.mark
    if one.item.rule != BY_PACE or not done or (mark is not None and mark.answers is None):
        return one.score
    first, last = date(sheet.round.year, 1, 1), last_day_of(one, sheet)
    passed, whole = (day - first).days + 1, (last - first).days + 1
    if not 0 < passed < whole:
        return one.score
    at_end = int((Decimal(done) * whole / passed).to_integral_value(ROUND_FLOOR))
    target = one.target
    if target is None:
        target = one.item.params.get("target")
    if target is not None:
        at_end = max(int(done), min(at_end, int(Decimal(target))))  # nobody plans to do more than the task
    return scored(one.item, {**one.answers, DONE: at_end}, one.target)
