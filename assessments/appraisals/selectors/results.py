"""What each appraisal comes to: daily points, both ballots, extra points, total, and what is missing."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from assessments.appraisals.arithmetic import (
    ballot_score,
    bonus_points,
    daily_points,
    review_points,
    to_points,
    total_of,
)
from assessments.appraisals.choices import Grade, Side
from assessments.appraisals.models import AppraisalMark, AppraisalTally
from assessments.appraisals.selectors.tables import tables_of
from assessments.appraisals.spans import spans_of

NO_EXCELLENT, ZERO = "no_excellent", "zero"  # effects of a veto


@dataclass(frozen=True)
class Outcome:
    """What an appraisal comes to. Points are None while they are not known; `missing` says why, in words."""

    daily: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    review: Decimal | None = None
    bonus: Decimal | None = None
    total: Decimal | None = None
    veto: str = ""
    missing: tuple = ()

    @property
    def is_complete(self):
        return not self.missing

    def grade(self, terms):
        """Return the grade by the points, a veto taken into account; None while parts are missing."""
        if self.total is None or self.missing:
            return None
        grade = terms.grade_of(self.total)
        if self.veto == NO_EXCELLENT:
            return Grade.COMPETENT if grade == Grade.EXCELLENT else grade
        return Grade.INCOMPETENT if self.veto else grade

    def as_json(self):
        """Return what a JSON field can keep."""
        kept = {name: str(value) if value is not None else None for name, value in asdict(self).items()}
        return kept | {"veto": self.veto, "missing": list(self.missing)}

    @classmethod
    def from_json(cls, kept):
        """Return the outcome that `as_json` kept."""
        points = ("daily", "above", "below", "review", "bonus", "total")
        read = {name: Decimal(kept[name]) if kept[name] is not None else None for name in points}
        return cls(**read, veto=kept["veto"], missing=tuple(kept["missing"]))


def outcome_of(appraisal):
    """Return what one appraisal comes to."""
    return outcomes_of([appraisal])[appraisal.pk]


def outcomes_of(appraisals):
    """Return {pk: Outcome} of appraisals with their year and appointment fetched. Four queries at most.

    Those of a year that is final are what was frozen then.
    """
    live = [one for one in appraisals if one.frozen is None]
    found = {one.pk: Outcome.from_json(one.frozen) for one in appraisals if one.frozen is not None}
    if not live:
        return found
    keys = [one.pk for one in live]
    tables = tables_of(live)
    marks, tallies = _marks(keys, tables.values()), _tallies(keys)
    for one in live:
        table = tables.get(one.year.scheme_id_at(one.level))
        required = len(table.daily) if table else 0
        found[one.pk] = _reckon(one, marks[one.pk], tallies[one.pk], required)
    return found


def _reckon(one, marks, tallies, required):
    terms, parts = one.year.terms, one.parts
    earned = sum((row["earned"] or 0 for row in marks.values()), Decimal(0))
    full = sum((row["full"] or 0 for row in marks.values()), Decimal(0))
    daily = daily_points(earned, full, parts.daily)
    bonus = bonus_points([row["bonus"] or Decimal(0) for row in marks.values()], parts.bonus)
    scores = {side: _score(tallies.get(side), terms) for side in Side}
    review = review_points(scores[Side.ABOVE], scores[Side.BELOW], parts)
    missing = [*_unmarked(one, marks, required), *_unvoted(one, tallies, scores)]
    veto = _veto(marks)
    total = None if missing else to_points(0) if veto == ZERO else total_of(daily, review, bonus)
    return Outcome(
        daily=daily, above=scores[Side.ABOVE], below=scores[Side.BELOW], review=review, bonus=bonus,
        total=total, veto=veto, missing=tuple(missing),
    )  # fmt: skip


def _score(tally, terms):
    """Return the score of a ballot that is over and may be shown; None otherwise."""
    return ballot_score(tally.votes, terms) if tally and is_shown(tally, terms) else None


def is_shown(tally, terms):
    """True if the result of a ballot may be seen: it is over, and a phone ballot had votes enough."""
    meeting = tally.meeting
    return meeting.is_closed and (not meeting.is_phone or tally.votes.cast >= terms.least_votes)


def _unmarked(one, marks, required):
    if not required:
        yield "没有日常考核表"
        return
    held = one.appointment
    for span in spans_of(one.year.year, one.year.terms):
        if not span.counts_for(held.since, held.until):
            continue
        lacking = required - (marks[span.number]["marked"] if span.number in marks else 0)
        if lacking > 0:
            yield f"{span.label}日常考核" + (f"还差 {lacking} 项" if lacking < required else "未评分")


def _unvoted(one, tallies, scores):
    for side in Side:
        if scores[side] is not None:
            continue
        who, tally = one.audience(side), tallies.get(side)
        if tally is None:
            yield f"{who}测评未安排"
        elif not tally.meeting.is_closed:
            yield f"{who}测评结果未登记"
        else:
            yield f"{who}测评有效票太少"


def _veto(marks):
    effects = {effect for row in marks.values() for effect in row["vetoes"]}
    return max(effects, key=lambda effect: (effect == ZERO, effect != NO_EXCELLENT), default="")


def _marks(keys, tables):
    """Return {appraisal: {period: sums}}: earned and worth of the daily items, extra points, vetoes."""
    rows = AppraisalMark.objects.filter(appraisal__in=keys)
    daily = Q(item__in=frozenset().union(*(table.daily for table in tables)))
    extra = Q(item__in=frozenset().union(*(table.extra for table in tables)))
    sums = rows.values("appraisal", "period").annotate(
        earned=Sum("points", filter=daily),
        full=Sum("item__points", filter=daily),
        bonus=Sum("points", filter=extra),
        marked=Count("pk", filter=daily),
    )
    found = defaultdict(dict)
    for row in sums:
        found[row["appraisal"]][row["period"]] = row | {"vetoes": []}
    for mark in rows.exclude(veto=""):
        found[mark.appraisal_id][mark.period]["vetoes"].append(mark.veto)
    return found


def _tallies(keys):
    found = defaultdict(dict)
    for tally in AppraisalTally.objects.filter(appraisal__in=keys).select_related("meeting"):
        found[tally.appraisal_id][tally.side] = tally
    return found
