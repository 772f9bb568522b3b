"""Quotas, pure: how many places a percentage gives, and who has them when points are equal at the edge."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from assessments.grading.choices import Rounding, TieRule

HUNDRED = Decimal(100)
MODES = {Rounding.FLOOR: ROUND_FLOOR, Rounding.HALF_UP: ROUND_HALF_UP}


def places_of(percent, number, rounding):
    """Return how many of `number` units a quota of `percent` lets in."""
    exact = Decimal(percent) * number / HUNDRED
    return int(exact.quantize(Decimal(1), rounding=MODES[Rounding(rounding)]))


@dataclass(frozen=True)
class Tie:
    """Units with equal claim to the last places of a quota; who of them has one is open, or was decided.

    `chosen` is None while the joint meeting has not decided.
    """

    group: str
    band: str
    places: int
    keys: frozenset
    total: Decimal
    chosen: frozenset | None = None

    @property
    def is_open(self):
        return self.chosen is None


@dataclass(frozen=True)
class Cut:
    """Who has a place, who waits for the joint meeting, and how each at the edge fared, in words."""

    within: frozenset
    waiting: frozenset
    words: dict
    tie: Tie | None = None


@dataclass(frozen=True)
class Edge:
    """The rule for equal points at the edge of a quota.

    `sections` are compared in order; `decided` holds what the joint meeting decided: the band, the units that
    were equal, and those of them that it chose.
    """

    rule: str = TieRule.MEETING
    sections: tuple = ()
    decided: tuple = ()

    def decision_on(self, band, keys):
        """Return whom the meeting chose of just these units; None if it has not met on them."""
        return next((chosen for name, equal, chosen in self.decided if (name, equal) == (band, keys)), None)


def cut(candidates, places, edge, *, group="", band=""):
    """Return the `Cut` of candidates (`grades.Standing`) for some places; the most points come first.

    Without a place left for anybody of equal points nothing is to be decided.
    """
    ordered = sorted(candidates, key=lambda one: -one.total)
    everybody = frozenset(one.key for one in ordered)
    if len(ordered) <= places:
        return Cut(everybody, frozenset(), {})
    if places <= 0:
        return Cut(frozenset(), frozenset(), dict.fromkeys(everybody, "名额为 0"))
    line = ordered[places - 1].total
    above = frozenset(one.key for one in ordered if one.total > line)
    equal = [one for one in ordered if one.total == line]
    if len(above) + len(equal) <= places:
        return Cut(above | _keys(equal), frozenset(), {})
    names = (group, band)
    return _settled(above, equal, edge, (places - len(above), names))


def _settled(above, equal, edge, rest):
    """Return the `Cut` where `equal` have the same points and fewer places remain than they are."""
    left, names = rest
    keys = _keys(equal)
    if edge.rule == TieRule.ALL:
        return Cut(above | keys, frozenset(), dict.fromkeys(keys, "与名额末位并列，按规定一并评上"))
    if edge.rule == TieRule.NONE:
        return Cut(above, frozenset(), dict.fromkeys(keys, "与名额末位并列，按规定都不评"))
    words, inside = {}, frozenset()
    if edge.rule == TieRule.SECTIONS:
        inside, equal, left, words = _by_sections(equal, left, edge.sections)
    if not left or not equal:
        return Cut(above | inside, frozenset(), words)
    return _by_meeting(above | inside, equal, edge, (left, names, words))


def _by_sections(equal, left, sections):
    """Let the named sections decide in order; return (in, still equal, places left, words)."""
    inside, words = frozenset(), {}
    for section in sections:
        if len(equal) <= left:
            break
        ordered = sorted(equal, key=lambda one: -one.points_in(section))
        line = ordered[left - 1].points_in(section)
        better = [one for one in ordered if one.points_in(section) > line]
        same = [one for one in ordered if one.points_in(section) == line]
        worse = [one for one in ordered if one.points_in(section) < line]
        words |= dict.fromkeys(_keys(better), f"总分并列，“{section}”得分较高，评上")
        words |= dict.fromkeys(_keys(worse), f"总分并列，“{section}”得分较低，未评上")
        if len(better) + len(same) <= left:
            words |= dict.fromkeys(_keys(same), f"总分并列，“{section}”得分较高，评上")
            return inside | _keys(better) | _keys(same), [], 0, words
        inside |= _keys(better)
        equal, left = same, left - len(better)
    return inside, equal, left, words


def _by_meeting(inside, equal, edge, rest):
    left, (group, band), words = rest
    keys = _keys(equal)
    chosen = edge.decision_on(band, keys)
    tie = Tie(group, band, left, keys, equal[0].total, chosen)
    if chosen is None:
        words |= dict.fromkeys(keys, "与名额末位并列，待联席会议决定")
        return Cut(inside, keys, words, tie)
    words |= dict.fromkeys(chosen, "与名额末位并列，联席会议决定评上")
    words |= dict.fromkeys(keys - chosen, "与名额末位并列，联席会议决定不评")
    return Cut(inside | chosen, frozenset(), words, tie)


def _keys(standings):
    return frozenset(one.key for one in standings)
