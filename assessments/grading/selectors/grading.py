"""From scores to places, grades, stars and tiers of a year: what the final result of each unit says."""

from collections import defaultdict
from dataclasses import dataclass

from assessments.grading.choices import TierBy
from assessments.grading.grades import GradeBand, Standing, graded
from assessments.grading.models import GroupSeat, TieDecision
from assessments.grading.quotas import Edge
from assessments.grading.ranking import competition_ranks
from assessments.grading.selectors.rules import rules_for
from assessments.grading.tiers import tiers_by_share
from assessments.schemes.choices import BandKind
from assessments.schemes.models import Band
from orgs.models import Unit
from orgs.scoping import STEP


@dataclass(frozen=True)
class Grading:
    """The place of a unit among all and within its group, and what its points come to.

    `grade_words` says why the grade is not simply that of the points; `is_waiting` is True while the joint
    meeting must decide about equal points at the edge of a quota.
    """

    rank: int
    group: str
    group_rank: int | None
    grade: str
    grade_words: str
    stars: str
    tier: str
    is_waiting: bool = False


@dataclass(frozen=True)
class GradedYear:
    """All units of a round: {unit id: `Grading`}, the ties at quotas, and the tiers from the highest down."""

    gradings: dict
    ties: tuple
    tier_names: tuple

    @property
    def open_ties(self):
        return [tie for tie in self.ties if tie.is_open]


def grade_results(round_, unit_scores):
    """Return {unit id: `Grading`} of a round, for the service that makes results final.

    Quotas, groups, equal points and vetoes are those of the county (`rules_for`). Six queries, however many
    units there are.

    :param unit_scores: {unit id: `UnitScore`} of *all* units that are assessed (`scores_of` over `counted`).
    """
    return graded_year(round_, standings_of(round_, unit_scores)).gradings


def graded_year(round_, standings):
    """Return the `GradedYear` of the `Standing`s of all units of a round."""
    rules, bands = rules_for(round_.county, round_.year), bands_of(round_.scheme)
    edge = Edge(rules.tie, rules.tie_sections, decisions_of(round_))
    grades, ties = graded(standings, bands[BandKind.GRADE], rules, edge)
    stars, more = graded(standings, bands[BandKind.STAR], rules, edge)
    tiers, names, rest = _tiers(standings, bands[BandKind.TIER], rules, edge)
    ranks = competition_ranks({one.key: one.total for one in standings})
    group_ranks = _group_ranks(standings)
    gradings = {
        one.key: Grading(
            ranks[one.key],
            one.group,
            group_ranks.get(one.key),
            grades[one.key].name if grades else "",
            grades[one.key].words if grades else "",
            stars[one.key].name if stars else "",
            tiers.get(one.key, ""),
            bool(grades) and grades[one.key].is_waiting,
        )
        for one in standings
    }
    return GradedYear(gradings, (*ties, *more, *rest), names)


def standings_of(round_, unit_scores):
    """Return the `Standing`s of {unit id: `UnitScore`}, with the points by section for equal totals."""
    groups = group_names(round_)
    return [
        Standing(
            key=unit,
            total=score.total,
            effect=score.sums.effect,
            group=groups.get(township_path(score.unit), ""),
            sections={section.name: points for section, _, points in score.by_section()},
        )
        for unit, score in unit_scores.items()
    ]


def group_names(round_):
    """Return {path of a township: name of its group}. One query."""
    seats = GroupSeat.objects.filter(round=round_).values_list("unit__path", "group__name")
    return dict(seats)


def last_group_names(round_):
    """Return {path of a township: name of its group} of the year before, to begin with. One query."""
    seats = GroupSeat.objects.filter(
        round__county=round_.county, round__subject=round_.subject, round__year=round_.year - 1
    )
    return dict(seats.values_list("unit__path", "group__name"))


def township_path(unit):
    """Return the path by which a unit finds its group."""
    return unit.path[:-STEP] if unit.level in Unit.GRASSROOTS else unit.path


def bands_of(scheme):
    """Return {kind: `GradeBand`s from the highest down} of a scheme. One query."""
    found = defaultdict(list)
    for band in Band.objects.filter(scheme=scheme).order_by("-from_points", "number"):
        found[band.kind].append(GradeBand(band.name, band.from_points, band.quota_percent))
    return found


def decisions_of(round_):
    """Return what the joint meeting decided, the latest first, as `Edge` takes it. One query."""
    rows = TieDecision.objects.filter(round=round_)
    return tuple((row.band_name, frozenset(row.equal), frozenset(row.chosen)) for row in rows)


def tier_order(round_, rules):
    """Return the names of the tiers of a round from the highest down."""
    if rules.tier_by == TierBy.POINTS:
        bands = bands_of(round_.scheme)[BandKind.TIER]
        if bands:
            return tuple(band.name for band in bands)
    return rules.tier_names


def _tiers(standings, bands, rules, edge):
    """Return ({key: tier}, names from the highest down, ties); by share without tiers in the scheme."""
    if rules.tier_by == TierBy.POINTS and bands:
        found, ties = graded(standings, bands, rules, edge)
        return {key: row.name for key, row in found.items()}, tuple(band.name for band in bands), ties
    return tiers_by_share(standings, rules.shares), rules.tier_names, []


def _group_ranks(standings):
    pools = defaultdict(dict)
    for one in standings:
        if one.group:
            pools[one.group][one.key] = one.total
    return {key: rank for points in pools.values() for key, rank in competition_ranks(points).items()}
