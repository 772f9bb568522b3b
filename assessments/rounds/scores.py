"""What a sheet comes to: what stands for each item, by whom, and the sums. Fed by `selectors.scores`."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assessments.rounds.choices import Stage
from assessments.scoring import RULES, Score, to_points, total_of
from assessments.scoring.numbers import ZERO

ANSWERS_UNFIT = "方案修订后计分办法有变，须重新填报。"


@dataclass(frozen=True, slots=True)
class Told:
    """What the facts bound to an item answer: {slot key: value}, and what each said in words."""

    answers: dict
    words: str


NOTHING_TOLD = Told({}, "")


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item of one unit: what stands, by which stage (None: by facts alone), and what every stage said."""

    item: object
    score: Score
    stage: int | None
    marks: tuple
    told: Told
    answers: dict  # what counts today, of facts and of people
    fact_score: Score
    target: Decimal | None

    @property
    def points(self):
        return self.score.points

    @property
    def lost(self):
        """Return how much is missing to the full points."""
        return max(ZERO, self.score.full - self.score.points)

    @property
    def mark(self):
        """Return the mark that stands, None where only facts speak."""
        return self.marks[-1] if self.marks else None

    @property
    def is_overruled(self):
        """True if a person says something else than the facts."""
        mark = self.mark
        return bool(mark and self.told.answers and (mark.answers is None or clashing(mark, self.told)))

    def at(self, stage):
        """Return the mark of a stage, or None."""
        return next((mark for mark in self.marks if mark.stage == stage), None)


@dataclass(frozen=True)
class UnitScore:
    """The sheet of one unit: its items in the order of the table, and what they come to."""

    sheet: object
    items: tuple[ItemScore, ...]
    scheme: object

    @property
    def unit(self):
        return self.sheet.unit

    @cached_property
    def sums(self):
        """Return the `Total` of the items under the cap of the scheme."""
        scores = (one.score for one in self.items)
        return total_of(scores, self.scheme.full_points, self.scheme.bonus_cap)

    @property
    def total(self):
        return self.sums.total

    @property
    def vetoes(self):
        """Return the items by which the unit is vetoed (一票否决)."""
        return tuple(one for one in self.items if one.score.vetoed)

    @property
    def unknown(self):
        """Return the items that are not answered in full."""
        return tuple(one for one in self.items if not one.score.is_known)

    def item(self, lineage):
        """Return the `ItemScore` of one item; None if the scheme does not have it."""
        return next((one for one in self.items if one.item.lineage == lineage), None)

    def by_section(self):
        """Return [(section, items, points)] in the order of the table."""
        groups = {}
        for one in self.items:
            groups.setdefault(one.item.section.pk, (one.item.section, []))[1].append(one)
        return [
            (section, tuple(items), sum((one.points for one in items), to_points(ZERO)))
            for section, items in groups.values()
        ]


def clashing(mark, told):
    """Return the keys of the slots at which a mark says something else than the facts."""
    said = mark.answers or {}
    return sorted(key for key, value in told.answers.items() if key in said and said[key] != value)


def item_score(item, marks, told, target):
    """Return the `ItemScore` of one item.

    :param marks: the marks of the item in the order of their stages.
    :param told: what the bound facts say today. From the county's review on they stand as they were then.
    """
    mark = marks[-1] if marks else None
    if mark is None:
        answers, stage = told.answers, None
    else:
        answers, stage = {**facts_for(mark, told), **(mark.answers or {})}, mark.stage
    if mark is not None and mark.answers is None:
        score = Score(mark.points, item.points, (), (), mark.words)
    else:
        score = scored(item, answers, target)
    fact_score = score if mark is None else scored(item, told.answers, target)
    return ItemScore(item, score, stage, tuple(marks), told, answers, fact_score, target)


def facts_for(mark, told):
    """Return the answers of facts beside a mark: live before the county's review, as they were from it on."""
    return told.answers if mark.stage < Stage.COUNTY else (mark.fact_answers or {})


def scored(item, answers, target):
    """Return the `Score` of answers; where a revised rule no longer asks what was answered, it says so.

    :param item: a `ScoredItem`.
    """
    score = RULES[item.rule].score(item.points, item.params, answers, target)
    if score.unknown and any(item.slot(key) is None for key in answers):
        return Score(score.points, score.full, score.gaps, score.unknown, ANSWERS_UNFIT)
    return score
