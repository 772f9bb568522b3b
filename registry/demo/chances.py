"""The make-up of the invented county: who is how old, how disabled, how schooled (`domain.md` 0.1, 1, 2).

Shares of categories and of severe grades (27.4 %) are those of the workbench mock-up; ages, schooling and
work follow what is known of rural registers and need no more than to be plausible.
"""

from bisect import bisect
from datetime import date
from itertools import accumulate

from registry.choices import Category, Education, Employment, Grade, Marriage, Sex, Subsistence

TODAY = date(
    2026, 6, 30
)  # ages are drawn for this day, so that the same seed gives the same people on any day
ADULT = 18
OLD = 60
NEED_GUARDIAN = (Category.INTELLECTUAL, Category.MENTAL)


class Draw:
    """Values with their shares, of which `of(rng)` draws one."""

    def __init__(self, shares):
        self._values = tuple(shares)
        self._limits = tuple(accumulate(shares.values()))

    def of(self, rng):
        return self._values[bisect(self._limits, rng.random() * self._limits[-1])]


CATEGORIES = Draw(
    {
        Category.VISION: 12,
        Category.HEARING: 9,
        Category.SPEECH: 3,
        Category.PHYSICAL: 58,
        Category.INTELLECTUAL: 8,
        Category.MENTAL: 7,
        Category.MULTIPLE: 3,
    }
)
GRADES = {
    category: Draw(dict(zip(Grade, per_cent, strict=True)))
    for category, per_cent in (
        (Category.VISION, (18, 14, 20, 48)),
        (Category.HEARING, (14, 14, 34, 38)),
        (Category.SPEECH, (15, 15, 30, 40)),
        (Category.PHYSICAL, (3.3, 16, 31, 49.7)),
        (Category.INTELLECTUAL, (9, 33, 36, 22)),
        (Category.MENTAL, (6, 44, 36, 14)),
        (Category.MULTIPLE, (38, 32, 20, 10)),
    )
}
AGE_BANDS = ((1, 6), (7, 17), (18, 39), (40, 59), (60, 79), (80, 93))
AGES = {category: Draw(dict(zip(AGE_BANDS, (0.5, 2.5, 14, 37, 39, 7), strict=True))) for category in Category}
AGES |= {
    category: Draw(dict(zip(AGE_BANDS, per_cent, strict=True)))
    for category, per_cent in (
        (Category.HEARING, (0.5, 2, 7, 22, 50, 18.5)),
        (Category.SPEECH, (1.5, 8, 26, 36, 26, 2.5)),
        (Category.INTELLECTUAL, (1, 9, 34, 36, 19, 1)),
        (Category.MENTAL, (0.1, 1.5, 24, 50, 23, 1.4)),
    )
}
MALE_SHARE = 0.56
HUI_VILLAGE_SHARES = {"新添堡回族乡": 0.62}
HUI_SHARE = 0.006


def _schooling(*per_cent):
    """Return the draw with these shares of none, primary, junior, senior, college, bachelor, graduate."""
    return Draw(dict(zip(Education, per_cent, strict=True)))


SIMPLE_SCHOOLING = _schooling(68, 26, 6, 0, 0, 0, 0)
SCHOOLING = (  # of those born before
    (1955, _schooling(52, 38, 8, 2, 0, 0, 0)),
    (1975, _schooling(20, 42, 30, 7, 1, 0, 0)),
    (1990, _schooling(7, 30, 45, 12, 4, 2, 0)),
    (2009, _schooling(5, 15, 42, 22, 10, 5.5, 0.5)),
    (2014, _schooling(5, 55, 40, 0, 0, 0, 0)),
    (2020, _schooling(8, 92, 0, 0, 0, 0, 0)),
)
WORK_OF_MILD = Draw(
    {
        Employment.FARMING: 46,
        Employment.FLEXIBLE: 17,
        Employment.NONE: 18,
        Employment.UNABLE: 6,
        Employment.SELF: 4,
        Employment.WELFARE_POST: 4,
        Employment.QUOTA: 2.5,
        Employment.AUXILIARY: 1.5,
        Employment.GROUPED: 1,
    }
)
WORK_OF_SEVERE = Draw(
    {
        Employment.UNABLE: 62,
        Employment.NONE: 22,
        Employment.FARMING: 11,
        Employment.AUXILIARY: 3,
        Employment.FLEXIBLE: 2,
    }
)
WORK_OF_OLD = Draw({Employment.UNABLE: 62, Employment.FARMING: 27, Employment.NONE: 8, Employment.RETIRED: 3})
WORK_OF_OLD_TOWNSPEOPLE = Draw({Employment.RETIRED: 45, Employment.UNABLE: 40, Employment.NONE: 15})
DIBAO_SHARE = 0.205
DIBAO_SHARE_OF_SEVERE = 0.40
TEKUN_SHARE_OF_SINGLE_OLD = 0.27


def age_of(rng, category):
    """Return an age in full years."""
    low, high = AGES[category].of(rng)
    return rng.randint(low, high)


def education_of(rng, year, category):
    """Return the schooling of someone born in `year`; none for those too young for school."""
    if category == Category.INTELLECTUAL and year < SCHOOLING[-1][0]:
        return SIMPLE_SCHOOLING.of(rng)
    draw = next((draw for limit, draw in SCHOOLING if year < limit), None)
    return draw.of(rng) if draw else Education.NONE


def employment_of(rng, age, *, is_severe, is_urban):
    if age < ADULT:
        return Employment.STUDENT if age >= 6 else Employment.NONE
    if age >= OLD:
        return (WORK_OF_OLD_TOWNSPEOPLE if is_urban else WORK_OF_OLD).of(rng)
    return (WORK_OF_SEVERE if is_severe else WORK_OF_MILD).of(rng)


def marriage_of(rng, age, sex, category):
    """Return the marital state of someone of whose spouse nothing is known yet."""
    if age < 22:
        return Marriage.SINGLE
    single = 0.55 if category in NEED_GUARDIAN else 0.16 if sex == Sex.MALE else 0.05
    if age < 32:
        single = min(0.9, single + 0.35)
    draw = rng.random()
    if draw < single:
        return Marriage.SINGLE
    widowed = max(0, age - 50) * (0.008 if sex == Sex.MALE else 0.016)
    if draw < single + (1 - single) * widowed:
        return Marriage.WIDOWED
    return Marriage.DIVORCED if rng.random() < 0.03 else Marriage.MARRIED


def subsistence_of(rng, *, is_severe, is_single_old):
    """Return 特困 for some who are old and alone, 低保 for about a quarter of the others."""
    if is_single_old and rng.random() < TEKUN_SHARE_OF_SINGLE_OLD:
        return Subsistence.TEKUN
    share = DIBAO_SHARE_OF_SEVERE if is_severe else DIBAO_SHARE
    return Subsistence.DIBAO if rng.random() < share else Subsistence.NONE
