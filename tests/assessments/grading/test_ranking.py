from datetime import date

import pytest

from assessments.grading.choices import RecognitionKind
from assessments.grading.models import GradingRule, PastTier
from assessments.grading.rules import DEFAULT
from assessments.grading.selectors.grading import grade_results
from assessments.grading.selectors.proposals import barred_from_honours, proposals_of
from assessments.grading.services import deciding
from assessments.grading.services.refusal import GradingRefused
from assessments.rounds.selectors.scores import scores_of
from tests.assessments.conftest import NOON, TODAY
from tests.factories.rounds import MarkFactory, SheetFactory
from tests.factories.schemes import ItemFactory


def shown(ranking):
    return [
        (line.unit.name, line.grading.rank, line.grading.grade, line.grading.tier) for line in ranking.lines
    ]


@pytest.fixture
def past(manager):
    def go(sheet, tier):
        facts = {"year": 2025, "subject": sheet.round.subject, "tier": tier, "by": manager}
        return PastTier.objects.create(unit=sheet.unit, **facts)

    return go


class TestRanking:
    def test_units_stand_by_points_with_grade_and_tier(self, scored, look):
        scored(96, 85, 85, 70, 50)

        assert shown(look()) == [
            ("会师镇", 1, "优秀", "标兵"),
            ("白草塬镇", 2, "良好", "达标"),
            ("新添堡回族乡", 2, "良好", "达标"),
            ("郭城驿镇", 4, "合格", "偏弱"),
            ("甘沟驿镇", 5, "不合格", "薄弱"),
        ]

    def test_the_service_that_makes_results_final_is_told_the_same(self, scored, look, round_):
        sheets = scored(96, 85, 85, 70, 50)

        found = grade_results(round_, scores_of(round_, sheets, on=TODAY))

        assert found == {line.unit.pk: line.grading for line in look().lines}

    def test_what_is_final_does_not_change_with_later_marks(self, scored, look, finish, item):
        sheets = scored(96, 85, 70, 60, 50)
        finish()
        sheets[4].marks.update(points=99)

        assert shown(look())[4] == ("甘沟驿镇", 5, "不合格", "薄弱")
        assert look().is_final

    def test_a_veto_of_the_scheme_bars_the_unit(self, scored, look, item):
        sheets = scored(96, 85, 70, 60, 50)
        kinds = [{"key": "money", "name": "截留资金"}]
        veto = ItemFactory(
            section=item.section, vetoed=True, params={"kinds": kinds, "effect": "no_excellent"}
        )
        MarkFactory(sheet=sheets[0], item=veto, answers={"money": True}, points=0)

        first = look().lines[0]

        assert (first.unit.name, first.grading.grade, first.veto) == ("会师镇", "良好", "资金截留")

    def test_the_number_of_queries_does_not_grow_with_the_units(
        self, scored, round_, look, county, django_assert_max_num_queries
    ):
        scored(96, 85, 70, 60, 50)
        for _ in range(20):
            SheetFactory(round=round_, unit__parent=county)

        with django_assert_max_num_queries(14):
            assert len(look().lines) == 25


class TestTies:
    def test_the_meeting_gives_the_last_place_with_a_reason(self, scored, look, round_, manager):
        sheets = scored(92, 92, 70, 60, 50)
        (tie,) = look().open_ties

        deciding.decide_tie(
            round_, tie, [sheets[1].unit_id], by=manager, at=NOON, reason="康复工作有创新", decided_on=TODAY
        )

        ranking = look()
        assert [line.grading.grade for line in ranking.lines[:2]] == ["良好", "优秀"]
        assert ranking.open_ties == []

    def test_after_another_score_the_meeting_decides_anew(self, scored, look, round_, manager):
        sheets = scored(92, 92, 70, 60, 50)
        (tie,) = look().ties
        facts = {"by": manager, "at": NOON, "reason": "创新", "decided_on": TODAY}
        deciding.decide_tie(round_, tie, [sheets[1].unit_id], **facts)
        sheets[2].marks.update(points=92)

        assert [len(tie.keys) for tie in look().open_ties] == [3]

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"reason": " "}, "请写明联席会议决定的理由"),
            ({"decided_on": date(2026, 12, 1)}, "不能晚于今天"),
        ],
    )
    def test_what_is_no_decision_is_refused(self, scored, look, round_, manager, facts, words):
        sheets = scored(92, 92, 70, 60, 50)
        sound = {"reason": "创新", "decided_on": TODAY}

        with pytest.raises(GradingRefused, match=words):
            deciding.decide_tie(
                round_, look().ties[0], [sheets[0].unit_id], by=manager, at=NOON, **sound | facts
            )

    def test_more_than_there_are_places_are_refused(self, scored, look, round_, manager):
        sheets = scored(92, 92, 70, 60, 50)
        facts = {"by": manager, "at": NOON, "reason": "创新", "decided_on": TODAY}

        with pytest.raises(GradingRefused, match="只有 1 个名额"):
            deciding.decide_tie(round_, look().ties[0], [one.unit_id for one in sheets[:2]], **facts)
        with pytest.raises(GradingRefused, match="不在并列单位之中"):
            deciding.decide_tie(round_, look().ties[0], [sheets[4].unit_id], **facts)

    def test_nothing_is_decided_once_the_year_is_final(self, scored, look, finish, round_, manager):
        sheets = scored(92, 92, 70, 60, 50)
        (tie,) = look().ties
        finish()

        with pytest.raises(GradingRefused, match="已定稿"):
            deciding.decide_tie(
                round_, tie, [sheets[0].unit_id], by=manager, at=NOON, reason="创新", decided_on=TODAY
            )


class TestGroupsAndRules:
    def test_units_are_ranked_within_their_group(self, scored, look, round_, manager):
        sheets = scored(96, 85, 80, 70, 50)
        names = ("川区", "川区", "山区", "山区", "")
        seats = {sheet.unit: name for sheet, name in zip(sheets, names, strict=True)}

        assert deciding.save_groups(round_, seats, by=manager, at=NOON) == 2

        assert [(line.grading.group, line.grading.group_rank) for line in look().lines] == [
            ("川区", 1),
            ("川区", 2),
            ("山区", 1),
            ("山区", 2),
            ("", None),
        ]

    def test_a_rule_of_the_county_holds_for_the_years_that_end_under_it(self, county, scored, look, manager):
        scored(92, 92, 70, 60, 50)
        own = type(DEFAULT)(**{**vars(DEFAULT), "tie": "all"})

        deciding.save_rules(county, own, by=manager, at=NOON, since=date(2026, 6, 1))

        assert [line.grading.grade for line in look().lines[:2]] == ["优秀", "优秀"]
        assert GradingRule.objects.get().rules == own

    def test_shares_that_make_no_whole_are_refused(self, county, manager):
        own = type(DEFAULT)(**{**vars(DEFAULT), "shares": DEFAULT.shares[:3]})

        with pytest.raises(GradingRefused, match="合计须为 100%"):
            deciding.save_rules(county, own, by=manager, at=NOON, since=date(2026, 6, 1))


class TestMovesAndProposals:
    def test_moves_are_told_against_the_tiers_of_last_year(self, scored, look, past):
        sheets = scored(96, 85, 70, 60, 50)
        past(sheets[0], "达标")
        past(sheets[4], "先进")

        assert [line.moved.words for line in look().lines] == [
            "上升 2 档",
            "上年未划档",
            "上年未划档",
            "上年未划档",
            "下降 3 档",
        ]

    def test_rules_propose_rewards_and_criticisms(self, scored, look, past):
        sheets = scored(96, 85, 70, 60, 50)
        past(sheets[0], "达标")
        past(sheets[4], "先进")
        ranking = look()

        rewards = [(one.line.unit.name, one.name) for one in proposals_of(ranking, RecognitionKind.REWARD)]
        criticisms = [one.line.unit.name for one in proposals_of(ranking, RecognitionKind.CRITICISM)]

        assert rewards == [("会师镇", "年度考核优秀单位"), ("会师镇", "升级晋位进步奖")]
        assert criticisms == ["新添堡回族乡", "郭城驿镇", "甘沟驿镇", "甘沟驿镇"]

    def test_a_vetoed_unit_is_proposed_for_no_honour(self, scored, look, item, finish, county):
        sheets = scored(96, 85, 70, 60, 50)
        veto = ItemFactory(
            section=item.section,
            vetoed=True,
            params={"kinds": [{"key": "money", "name": "截留资金"}], "effect": "no_excellent"},
        )
        MarkFactory(sheet=sheets[0], item=veto, answers={"money": True}, points=0)

        assert proposals_of(look(), RecognitionKind.DEMO) == []
        finish()
        assert barred_from_honours(county, 2026) == {sheets[0].unit_id: "资金截留"}
