from decimal import Decimal

import pytest

from assessments.models import Target
from assessments.pledges.choices import Formula
from assessments.pledges.selectors.board import apart, board_of, sums_of
from assessments.pledges.selectors.weights import done_last_year, persons_of, villages_of
from assessments.pledges.services.refusal import PledgeRefused
from assessments.pledges.services.targets import Spreading, set_targets, spread_targets
from assessments.rounds.choices import Stage
from tests.assessments.conftest import NOON
from tests.factories import PersonFactory
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory, TargetFactory
from tests.factories.schemes import ItemFactory, SchemeFactory


def targets(item):
    rows = Target.objects.filter(lineage=item.lineage).order_by("sheet__unit__path")
    return list(rows.values_list("sheet__unit__name", "value", "how"))


class TestSpreading:
    def test_a_total_is_spread_by_the_persons_on_the_register(
        self, round_, task, sheet, other_sheet, villages, clerk
    ):
        PersonFactory.create_batch(3, unit=villages[0])
        PersonFactory(unit=other_sheet.unit)

        spread_targets(
            round_, task, [sheet, other_sheet], Spreading(Formula.PERSONS, Decimal(10)), by=clerk, at=NOON
        )

        words = "按登记残疾人数，共 10 例"
        assert targets(task) == [("会师镇", 8, words), ("白草塬镇", 2, words)]

    def test_last_years_figures_and_some_per_cent_make_the_total(
        self, round_, task, sheet, other_sheet, clerk
    ):
        last = RoundFactory(scheme=SchemeFactory(county=round_.county, year=2025, published=True))
        item = ItemFactory(section__scheme=last.scheme, by_task=True, lineage=task.lineage)
        for unit, done in ((sheet.unit, 40), (other_sheet.unit, 20)):
            MarkFactory(sheet=SheetFactory(round=last, unit=unit), item=item, answers={"done": done})

        how = Spreading(Formula.LAST_YEAR, growth=Decimal(5))
        spread_targets(round_, task, [sheet, other_sheet], how, by=clerk, at=NOON)

        words = "按上年完成数，增 5%，共 63 例"
        assert targets(task) == [("会师镇", 42, words), ("白草塬镇", 21, words)]

    def test_spreading_anew_replaces_what_was(self, round_, task, sheet, other_sheet, target, clerk):
        how = Spreading(Formula.EQUAL, Decimal(7))

        spread_targets(round_, task, [sheet, other_sheet], how, by=clerk, at=NOON)

        assert [value for _, value, _ in targets(task)] == [4, 3]

    def test_the_same_for_each_is_not_shared(self, round_, task, sheet, other_sheet, clerk):
        how = Spreading(Formula.SAME, Decimal(5))

        spread_targets(round_, task, [sheet, other_sheet], how, by=clerk, at=NOON)

        assert targets(task) == [("会师镇", 5, "各单位相同"), ("白草塬镇", 5, "各单位相同")]

    def test_a_township_spreads_over_its_villages(
        self, village_round, village_task, village_sheets, town_clerk
    ):
        how = Spreading(Formula.VILLAGES, Decimal(5))

        spread_targets(village_round, village_task, village_sheets, how, by=town_clerk, at=NOON)

        assert [value for _, value, _ in targets(village_task)] == [3, 2]

    def test_a_rate_cannot_be_shared_out(self, round_, sheet, task, clerk):
        rate = ItemFactory(
            section=task.section, rule="weight", is_pledged=True,
            params={"unit": "%", "direction": ">=", "target": None, "below": "none"},
        )  # fmt: skip

        with pytest.raises(PledgeRefused, match="不是按数量下达的任务"):
            spread_targets(round_, rate, [sheet], Spreading(Formula.EQUAL, Decimal(90)), by=clerk, at=NOON)

    @pytest.mark.parametrize(
        ("how", "words"),
        [
            (Spreading(Formula.EQUAL), "请填写总数"),
            (Spreading(Formula.EQUAL, Decimal("3.5")), "总数须是整数"),
            (Spreading(Formula.EQUAL, Decimal(-1)), "总数须是 0 或正数"),
            (Spreading(Formula.PERSONS, Decimal(3)), "没有可以作为依据的数字"),
        ],
    )
    def test_a_total_that_cannot_be_shared_is_refused(self, round_, task, sheet, clerk, how, words):
        with pytest.raises(PledgeRefused, match=words):
            spread_targets(round_, task, [sheet], how, by=clerk, at=NOON)

    def test_a_township_does_not_set_its_own_targets(self, round_, task, sheet, town_clerk):
        with pytest.raises(PledgeRefused, match="指标由甲方下达"):
            spread_targets(
                round_, task, [sheet], Spreading(Formula.EQUAL, Decimal(3)), by=town_clerk, at=NOON
            )

    def test_the_number_of_statements_does_not_grow_with_the_units(
        self, round_, task, sheet, clerk, django_assert_max_num_queries
    ):
        sheets = [sheet, *(SheetFactory(round=round_, unit__parent=round_.county) for _ in range(12))]

        with django_assert_max_num_queries(12):
            spread_targets(round_, task, sheets, Spreading(Formula.EQUAL, Decimal(30)), by=clerk, at=NOON)


class TestWeights:
    def test_what_lies_below_counts_and_the_archived_do_not(self, town, other_town, villages, clerk):
        PersonFactory(unit=villages[0])
        PersonFactory(unit=villages[1], archived_at=NOON, archived_by=clerk, archive_reason="death")

        assert persons_of([town, other_town]) == {town.pk: 1}
        assert villages_of([town, other_town]) == {town.pk: 2}

    def test_the_highest_stage_and_the_facts_say_what_was_done(self, round_, task, sheet):
        last = RoundFactory(scheme=SchemeFactory(county=round_.county, year=2025, published=True))
        item = ItemFactory(section__scheme=last.scheme, by_task=True, lineage=task.lineage)
        past = SheetFactory(round=last, unit=sheet.unit)
        MarkFactory(sheet=past, item=item, answers={"done": 30})
        MarkFactory(sheet=past, item=item, answers={}, fact_answers={"done": 28}, stage=Stage.COUNTY)

        assert done_last_year(round_, task, [sheet.unit]) == {sheet.unit_id: 28}


class TestByHand:
    def test_numbers_are_written_and_counted(self, round_, task, sheet, other_sheet, target, clerk):
        values = {(sheet, task): Decimal(12), (other_sheet, task): Decimal(9)}

        assert set_targets(round_, values, by=clerk, at=NOON) == 1
        assert targets(task) == [("会师镇", 12, ""), ("白草塬镇", 9, "逐单位填写")]

    def test_an_empty_one_is_taken_away(self, round_, task, sheet, target, clerk):
        set_targets(round_, {(sheet, task): None}, by=clerk, at=NOON)

        assert targets(task) == []

    @pytest.mark.parametrize(
        ("value", "words"), [("-1", "须是 0 或正数"), ("1.5", "须是整数"), ("1.234", "最多两位小数")]
    )
    def test_what_cannot_be_a_target_is_refused(self, round_, task, sheet, clerk, value, words):
        with pytest.raises(PledgeRefused, match=words):
            set_targets(round_, {(sheet, task): Decimal(value)}, by=clerk, at=NOON)

    def test_nothing_moves_once_the_pledge_is_out(self, round_, task, sheet, issued, clerk):
        with pytest.raises(PledgeRefused, match="会师镇的责任书已经下达"):
            set_targets(round_, {(sheet, task): Decimal(3)}, by=clerk, at=NOON)

    def test_nothing_moves_once_the_year_is_final(self, round_, task, sheet, clerk):
        round_.phase, round_.final_at, round_.final_by = "final", NOON, clerk
        round_.save()

        with pytest.raises(PledgeRefused, match="已定稿"):
            set_targets(round_, {(sheet, task): Decimal(3)}, by=clerk, at=NOON)


class TestSums:
    def test_villages_are_held_against_what_their_township_promised(
        self, target, village_round, village_task, village_sheets
    ):
        for sheet, value in zip(village_sheets, (5, 4), strict=True):
            TargetFactory(sheet=sheet, lineage=village_task.lineage, value=value)

        lines = board_of(village_round, village_sheets, [village_task])

        assert sums_of(lines, [village_task]) == ["9"]
        assert [check.words for check in apart(village_round, lines, [village_task])] == [
            "会师镇“完成白内障患者检查任务”：各村（社区）合计 9，比乡镇指标 12 少 3"
        ]

    def test_items_of_the_same_name_belong_together(self, target, village_round, village_sheets):
        other = ItemFactory(section__scheme=village_round.scheme, by_task=True)
        for sheet in village_sheets:
            TargetFactory(sheet=sheet, lineage=other.lineage, value=6)

        lines = board_of(village_round, village_sheets, [other])

        assert apart(village_round, lines, [other]) == []
