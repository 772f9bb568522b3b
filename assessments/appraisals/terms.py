"""The terms of an appraisal as plain data: weights, thresholds, quota, ballots, notice, criteria.

A county's own are dated rows; without one `DEFAULT` holds. An appraisal year keeps those with which it began.
65 + 30 + 5 is domain.md §3.7, the four grades §3.9, what they lead to §4.3; other figures are suggestions.
"""

from dataclasses import asdict, dataclass, field

from assessments.appraisals.choices import (
    PERIODS_A_YEAR,
    Grade,
    Level,
    Pool,
    QuotaRounding,
    Rhythm,
    Side,
    Ties,
)

FULL = 100


@dataclass(frozen=True)
class LevelTerms:
    """The parts of the result at one level of post in points; the weight of the ballot above in percent."""

    daily: int = 65
    review: int = 30
    bonus: int = 5
    above: int = 60

    def weight(self, side):
        """Return the weight of the ballot of one side, in percent."""
        return self.above if side == Side.ABOVE else FULL - self.above

    @property
    def below(self):
        return FULL - self.above


@dataclass(frozen=True)
class Terms:
    """What a county has laid down for the appraisal of its 专职委员."""

    name: str = "通用办法"
    source: str = "《全国残疾人专职委员选聘考核办法（暂行）》"
    township: LevelTerms = field(default_factory=LevelTerms)
    grassroots: LevelTerms = field(default_factory=LevelTerms)
    review_section: str = "评议考核"  # sections of the table that begin so are voted on, not marked
    bonus_section: str = "附加分"  # and those that begin so are extra points
    rhythm: str = Rhythm.QUARTER
    least_months: int = 6  # in post during the year, to be graded at all
    excellent_value: int = 100
    competent_value: int = 80
    basic_value: int = 60
    incompetent_value: int = 0
    counts_abstentions: bool = False  # as a vote worth nothing
    least_votes: int = 5  # a phone ballot with fewer is not shown: who voted what could be guessed
    excellent_from: int = 90
    competent_from: int = 75
    basic_from: int = 60
    excellent_percent: int = 20
    rounding: str = QuotaRounding.DOWN
    pool: str = Pool.COUNTY
    ties: str = Ties.DAILY
    notice_days: int = 5
    mending_days: int = 90
    basic_years: int = 2  # in a row with 基本称职 that lead to 解聘
    renew_within: int = 12  # months until the contract ends in which a renewal is proposed
    honour_places: int = 10
    honour_years: int = 2
    honour_clean: bool = True  # neither talk nor demand to mend in the year
    honour_diary: int = 4  # entries a month
    honour_months: int = 10  # months of the year with so many entries
    honour_trainings: int = 2

    def as_json(self):
        """Return what a JSON field can keep."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept):
        """Return the terms that `as_json` kept."""
        levels = {name: LevelTerms(**kept[name]) for name in ("township", "grassroots") if name in kept}
        return cls(**{**kept, **levels})

    def at(self, level):
        """Return the parts of the result at a level of post."""
        return self.township if level == Level.TOWNSHIP else self.grassroots

    def value(self, grade):
        """Return what a vote for the grade is worth, of 100."""
        return getattr(self, f"{Grade(grade).value}_value")

    @property
    def periods(self):
        """Return the numbers of the periods of a year in which daily points are given."""
        return range(1, PERIODS_A_YEAR[Rhythm(self.rhythm)] + 1)

    def grade_of(self, total):
        """Return the grade that a total comes to before the quota of 优秀."""
        if total >= self.excellent_from:
            return Grade.EXCELLENT
        if total >= self.competent_from:
            return Grade.COMPETENT
        return Grade.BASIC if total >= self.basic_from else Grade.INCOMPETENT

    @property
    def ties_label(self):
        """Return in words what becomes of equals where the places run out."""
        return Ties(self.ties).label

    @property
    def in_words(self):
        """Return the terms as sentences."""
        return [*self._parts_in_words(), *self._grades_in_words()]

    def _parts_in_words(self):
        for level, parts in ((Level.TOWNSHIP, self.township), (Level.GRASSROOTS, self.grassroots)):
            yield (
                f"{level.label}岗位：日常考核 {parts.daily} 分，评议考核 {parts.review} 分"
                f"（上级测评占 {parts.above}%，群众测评占 {parts.below}%），附加分不超过 {parts.bonus} 分。"
            )
        yield (f"日常考核{Rhythm(self.rhythm).label}打分；当年在岗不足 {self.least_months} 个月的不定等次。")
        abstained = "计为 0 分" if self.counts_abstentions else "不计"
        values = "、".join(f"{grade.label} {self.value(grade)} 分" for grade in Grade)
        yield f"测评票{values}，弃权票{abstained}；手机测评不足 {self.least_votes} 票的不公布结果。"

    def _grades_in_words(self):
        yield (
            f"满 {self.excellent_from} 分为优秀，满 {self.competent_from} 分为称职，"
            f"满 {self.basic_from} 分为基本称职，其余为不称职。"
        )
        yield (
            f"优秀不超过参加考核人数的 {self.excellent_percent}%（{Pool(self.pool).label}，"
            f"{QuotaRounding(self.rounding).label}）；{Ties(self.ties).label}。"
        )
        yield (
            f"结果公示不少于 {self.notice_days} 天。基本称职的限 {self.mending_days} 天内整改，"
            f"连续 {self.basic_years} 年基本称职的建议解聘，不称职的不予续聘。"
        )


DEFAULT = Terms()
