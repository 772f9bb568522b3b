"""Places, quotas and equal points, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.grading.choices import QuotaOver, Rounding, TieRule
from assessments.grading.grades import GradeBand, Standing, graded
from assessments.grading.quotas import Edge, cut, places_of
from assessments.grading.ranking import competition_ranks
from assessments.grading.rules import GradingRules

BANDS = [
    GradeBand("优秀", Decimal(90), Decimal(20)),
    GradeBand("良好", Decimal(80)),
    GradeBand("合格", Decimal(60)),
    GradeBand("不合格", Decimal(0)),
]


def unit(key, total, **more):
    return Standing(key, Decimal(str(total)), **more)


def names(found):
    return {key: row.name for key, row in found.items()}


def grade(standings, *, edge=None, **rules):
    return graded(standings, BANDS, GradingRules(**rules), edge or Edge())


class TestCompetitionRanks:
    def test_equal_points_share_a_place_and_the_next_is_skipped(self):
        assert competition_ranks({"a": 95, "b": 90, "c": 90, "d": 80}) == {"a": 1, "b": 2, "c": 2, "d": 4}

    def test_nobody_has_no_place(self):
        assert competition_ranks({}) == {}

    @given(st.dictionaries(st.integers(), st.integers(0, 20)))
    def test_the_place_is_one_more_than_those_who_are_better(self, points):
        ranks = competition_ranks(points)

        assert ranks == {
            key: 1 + sum(other > own for other in points.values()) for key, own in points.items()
        }


class TestPlaces:
    @pytest.mark.parametrize(
        ("percent", "number", "rounding", "places"),
        [
            (20, 28, Rounding.FLOOR, 5),  # 5.6
            (20, 28, Rounding.HALF_UP, 6),
            (25, 10, Rounding.HALF_UP, 3),  # 2.5
            (25, 10, Rounding.FLOOR, 2),
            (15, 316, Rounding.FLOOR, 47),  # 47.4
            (20, 4, Rounding.FLOOR, 0),
            (100, 7, Rounding.FLOOR, 7),
            (0, 7, Rounding.HALF_UP, 0),
        ],
    )
    def test_a_part_of_a_place_is_rounded_as_the_county_says(self, percent, number, rounding, places):
        assert places_of(percent, number, rounding) == places


class TestEqualPointsAtTheEdge:
    STANDINGS = (unit(1, 98), unit(2, 95), unit(3, 95), unit(4, 91))

    def test_all_have_a_place_where_the_county_is_generous(self):
        assert cut(self.STANDINGS, 2, Edge(TieRule.ALL)).within == {1, 2, 3}

    def test_none_has_a_place_where_it_is_strict(self):
        assert cut(self.STANDINGS, 2, Edge(TieRule.NONE)).within == {1}

    def test_the_meeting_has_to_decide(self):
        found = cut(self.STANDINGS, 2, Edge(TieRule.MEETING), band="优秀")

        assert (found.within, found.waiting) == ({1}, {2, 3})
        assert (found.tie.places, found.tie.keys, found.tie.is_open) == (1, {2, 3}, True)

    def test_what_the_meeting_decided_counts(self):
        edge = Edge(TieRule.MEETING, decided=(("优秀", frozenset({2, 3}), frozenset({3})),))

        found = cut(self.STANDINGS, 2, edge, band="优秀")

        assert (found.within, found.waiting, found.tie.is_open) == ({1, 3}, frozenset(), False)
        assert found.words[2] == "与名额末位并列，联席会议决定不评"

    def test_a_decision_about_other_units_does_not_count(self):
        edge = Edge(TieRule.MEETING, decided=(("优秀", frozenset({2, 4}), frozenset({4})),))

        assert cut(self.STANDINGS, 2, edge, band="优秀").tie.is_open

    def test_the_points_of_a_named_section_decide(self):
        standings = (
            unit(1, 98),
            unit(2, 95, sections={"组织机构": Decimal(14)}),
            unit(3, 95, sections={"组织机构": Decimal(15)}),
        )

        found = cut(standings, 2, Edge(TieRule.SECTIONS, ("组织机构",)))

        assert (found.within, found.tie) == ({1, 3}, None)
        assert found.words[2] == "总分并列，“组织机构”得分较低，未评上"

    def test_a_second_section_decides_among_those_who_are_still_equal(self):
        standings = (
            unit(1, 95, sections={"甲": Decimal(5), "乙": Decimal(1)}),
            unit(2, 95, sections={"甲": Decimal(5), "乙": Decimal(3)}),
            unit(3, 95, sections={"甲": Decimal(6), "乙": Decimal(0)}),
        )

        assert cut(standings, 2, Edge(TieRule.SECTIONS, ("甲", "乙"))).within == {2, 3}

    def test_units_equal_in_every_section_go_to_the_meeting(self):
        standings = (
            unit(1, 95, sections={"甲": Decimal(6)}),
            unit(2, 95, sections={"甲": Decimal(5)}),
            unit(3, 95, sections={"甲": Decimal(5)}),
        )

        found = cut(standings, 2, Edge(TieRule.SECTIONS, ("甲",)), band="优秀")

        assert (found.within, found.tie.keys, found.tie.places) == ({1}, {2, 3}, 1)

    def test_without_any_place_nothing_is_to_be_decided(self):
        found = cut(self.STANDINGS, 0, Edge(TieRule.MEETING))

        assert (found.within, found.tie) == (frozenset(), None)
        assert found.words[1] == "名额为 0"

    @given(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=12),
        st.integers(0, 12),
        st.sampled_from([rule for rule in TieRule if rule != TieRule.ALL]),
    )
    def test_a_quota_is_never_exceeded_but_by_order(self, points, places, rule):
        standings = [
            unit(number, total, sections={"甲": Decimal(part)}) for number, (total, part) in enumerate(points)
        ]

        within = cut(standings, places, Edge(rule, ("甲",))).within

        assert len(within) <= places

    @given(st.lists(st.integers(0, 6), max_size=12), st.integers(1, 12), st.sampled_from(list(TieRule)))
    def test_nobody_inside_has_fewer_points_than_somebody_outside(self, totals, places, rule):
        standings = [unit(number, total) for number, total in enumerate(totals)]

        within = cut(standings, places, Edge(rule)).within

        inside = [one.total for one in standings if one.key in within]
        outside = [one.total for one in standings if one.key not in within]
        assert not inside or not outside or min(inside) >= max(outside)

    @given(st.permutations(range(6)), st.sampled_from(list(TieRule)))
    def test_the_order_of_units_does_not_matter(self, order, rule):
        standings = [unit(number, 90 - number // 3) for number in range(6)]

        shuffled = [standings[place] for place in order]

        assert cut(shuffled, 4, Edge(rule)) == cut(standings, 4, Edge(rule))


class TestGrades:
    def test_points_decide_where_no_quota_does(self):
        found, _ = grade([unit(1, 85), unit(2, 79.99), unit(3, 80), unit(4, 59), unit(5, 60)])

        assert names(found) == {1: "良好", 2: "合格", 3: "良好", 4: "不合格", 5: "合格"}

    def test_whoever_does_not_fit_is_put_one_lower_and_told_why(self):
        found, _ = grade([unit(number, 99 - number) for number in range(5)])

        assert names(found) == {0: "优秀", 1: "良好", 2: "良好", 3: "良好", 4: "良好"}
        assert found[1].words == "达到优秀分数，名额已满"

    def test_a_quota_of_each_group_counts_within_the_group(self):
        standings = [unit(number, 99 - number, group="川区" if number < 5 else "山区") for number in range(8)]

        found, _ = grade(standings, quota_over=QuotaOver.GROUP, rounding=Rounding.HALF_UP)

        assert [key for key, row in found.items() if row.name == "优秀"] == [5, 0]

    def test_a_veto_shuts_out_of_the_highest_grade_and_leaves_the_place_to_others(self):
        found, _ = grade([unit(1, 99, effect="no_excellent"), unit(2, 95), *(unit(n, 70) for n in (3, 4, 5))])

        assert (found[1].name, found[2].name) == ("良好", "优秀")
        assert found[1].words == "一票否决，不得评为优秀"

    @pytest.mark.parametrize("effect", ["bottom_grade", "zero"])
    def test_a_harder_veto_gives_the_lowest_grade(self, effect):
        found, _ = grade([unit(1, 99, effect=effect), unit(2, 70)])

        assert names(found) == {1: "不合格", 2: "合格"}

    def test_a_unit_at_the_edge_waits_for_the_meeting(self):
        found, ties = grade([unit(1, 95), unit(2, 95), unit(3, 70), unit(4, 70), unit(5, 70)])

        assert (found[1].is_waiting, found[1].name, found[1].words) == (
            True,
            "良好",
            "达到优秀分数，与名额末位并列，待联席会议决定",
        )
        assert [(tie.band, tie.places, tie.keys) for tie in ties] == [("优秀", 1, {1, 2})]

    def test_without_bands_there_are_no_grades(self):
        assert graded([unit(1, 95)], [], GradingRules(), Edge()) == ({}, [])

    @given(
        st.lists(
            st.tuples(st.integers(0, 100), st.sampled_from(["", "no_excellent", "bottom_grade", "zero"])),
            max_size=20,
        ),
        st.sampled_from(list(TieRule)),
    )
    def test_everybody_has_exactly_one_grade(self, units, rule):
        standings = [unit(number, total, effect=effect) for number, (total, effect) in enumerate(units)]

        found, _ = grade(standings, edge=Edge(rule))

        assert set(found) == {one.key for one in standings}
        assert {row.name for row in found.values()} <= {band.name for band in BANDS}
