"""Grades, pure: by bands of points, within quotas, under vetoes (domain.md §3.9)."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.grading.choices import QuotaOver
from assessments.grading.quotas import cut, places_of

NO_EXCELLENT, BOTTOM, ZERO = "no_excellent", "bottom_grade", "zero"  # what a veto does (`scoring.vetoes`)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Standing:
    """What grading knows of a unit: its total, the strongest veto, its group, and its points by section."""

    key: int
    total: Decimal
    effect: str = ""
    group: str = ""
    sections: dict = field(default_factory=dict)

    def points_in(self, section):
        """Return the points in a section; none where the scheme has no such section."""
        return self.sections.get(section, NOTHING)


@dataclass(frozen=True)
class GradeBand:
    """A band of points; it ends where the next higher one begins. `quota` is a percentage, or None."""

    name: str
    from_points: Decimal
    quota: Decimal | None = None


@dataclass(frozen=True)
class Graded:
    """The band of a unit, why it is not that of its points, and whether the meeting must still decide."""

    name: str
    words: str = ""
    is_waiting: bool = False


def graded(standings, bands, rules, edge):
    """Return ({key: `Graded`}, [`Tie`]) of all units that are assessed.

    Whoever does not fit into the quota of a band goes into the next one and competes there for its places.
    A veto `no_excellent` shuts out of the highest band, `bottom_grade` and `zero` put into the lowest.

    :param bands: `GradeBand`s from the highest to the lowest.
    :param rules: has `quota_over` and `rounding`.
    :param edge: the `quotas.Edge`.
    """
    if not bands:
        return {}, []
    result, ties = {}, []
    for group, members in _pools(standings, rules.quota_over):
        found, some = _graded_together(members, bands, (rules.rounding, edge, group))
        result |= found
        ties += some
    return result, ties


def band_of(points, bands):
    """Return the name of the band into which points fall; empty below all of them."""
    return next((band.name for band in bands if points >= band.from_points), "")


def _pools(standings, over):
    if over != QuotaOver.GROUP:
        return [("", list(standings))]
    pools = defaultdict(list)
    for one in standings:
        pools[one.group].append(one)
    return sorted(pools.items())


def _graded_together(members, bands, how):
    rounding, edge, group = how
    words, waiting, ties, result = {}, set(), [], {}
    left = [one for one in members if one.effect not in (BOTTOM, ZERO)]
    for number, band in enumerate(bands):
        candidates = [one for one in left if one.total >= band.from_points]
        if number == 0 and len(bands) > 1:
            barred = {one.key for one in candidates if one.effect == NO_EXCELLENT}
            words |= dict.fromkeys(barred, f"一票否决，不得评为{band.name}")
            candidates = [one for one in candidates if one.key not in barred]
        within = frozenset(one.key for one in candidates)
        if band.quota is not None:
            cutting = cut(
                candidates, places_of(band.quota, len(members), rounding), edge, group=group, band=band.name
            )
            within, tie = cutting.within, cutting.tie
            ties += [tie] if tie else []
            waiting |= cutting.waiting
            words |= _explained(candidates, cutting, band)
        result |= {key: Graded(band.name, words.get(key, ""), False) for key in within}
        left = [one for one in left if one.key not in within]
    for one in left:  # below the lowest band, or without a place in any
        result[one.key] = Graded("", words.get(one.key, ""))
    for one in members:
        if one.effect in (BOTTOM, ZERO):
            result[one.key] = Graded(bands[-1].name, "一票否决，定为最低等次")
    return {key: Graded(row.name, row.words, key in waiting) for key, row in result.items()}, ties


def _explained(candidates, cutting, band):
    """Return why some candidates of a band with a quota are in or out."""
    out = {one.key for one in candidates} - cutting.within
    told = {key: f"达到{band.name}分数，{words}" for key, words in cutting.words.items()}
    return dict.fromkeys(out, f"达到{band.name}分数，名额已满") | told
