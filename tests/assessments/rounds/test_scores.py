from datetime import date, datetime
from decimal import Decimal

import pytest

from assessments.rounds.choices import Stage
from assessments.rounds.selectors.scores import score_of, scores_of, sheets_of
from assessments.rounds.services.marking import Said, record_mark
from orgs.scoping import EVERYWHERE, UnitScope
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory, TargetFactory
from tests.factories.schemes import ItemFactory, SectionFactory
from tests.factories.staff import AppointmentFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)
AT = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def round_():
    return RoundFactory(scheme__bonus_cap=5)


@pytest.fixture
def section(round_):
    return SectionFactory(scheme=round_.scheme)


@pytest.fixture
def sheet(round_):
    return SheetFactory(round=round_)


def test_without_a_mark_nothing_is_known_and_nothing_is_earned(sheet, section):
    ItemFactory(section=section)

    score = score_of(sheet, on=DAY)

    assert (score.total, len(score.unknown), score.sums.open) == (Decimal("0.00"), 1, Decimal("5.00"))


def test_what_the_highest_stage_says_stands(sheet, section):
    item = ItemFactory(section=section)
    MarkFactory(sheet=sheet, item=item, stage=Stage.COUNTY, answers={"missed": 2}, points=3)
    MarkFactory(sheet=sheet, item=item, stage=Stage.SELF, answers={"missed": 0}, points=5)

    (one,) = score_of(sheet, on=DAY).items

    assert (one.points, one.stage, [mark.stage for mark in one.marks]) == (3, Stage.COUNTY, [10, 40])


def test_a_mark_for_last_years_item_of_the_same_lineage_counts(sheet, section):
    item = ItemFactory(section=section)
    MarkFactory(sheet=sheet, item=ItemFactory(), lineage=item.lineage, answers={"missed": 1})

    assert score_of(sheet, on=DAY).total == Decimal("4.00")


def test_answers_that_a_revised_rule_no_longer_understands_count_as_not_given(sheet, section):
    item = ItemFactory(section=section)
    MarkFactory(sheet=sheet, item=item, answers={"done": 3})

    (one,) = score_of(sheet, on=DAY).items

    assert (one.points, one.score.is_known, one.score.words) == (
        0,
        False,
        "方案修订后计分办法有变，须重新填报。",
    )


def test_points_set_by_the_meeting_stand_without_answers(sheet, section):
    item = ItemFactory(section=section)
    MarkFactory(sheet=sheet, item=item, stage=Stage.MEETING, answers=None, points="4.5", reason="会议议定")

    assert score_of(sheet, on=DAY).total == Decimal("4.50")


def test_a_task_is_measured_against_the_target_of_the_unit(sheet, section):
    item = ItemFactory(section=section, by_task=True)
    TargetFactory(sheet=sheet, lineage=item.lineage, value=7)
    MarkFactory(sheet=sheet, item=item, answers={"done": 5}, points=0)

    assert score_of(sheet, on=DAY).total == Decimal("2.14")  # 3 × 5 ÷ 7 = 2.1428…


def test_the_bonus_stops_at_the_cap_and_a_veto_takes_all(sheet, section):
    meeting, praise = ItemFactory(section=section), ItemFactory(section=section, added=True)
    veto = ItemFactory(section=section, vetoed=True)
    MarkFactory(sheet=sheet, item=meeting, answers={"missed": 0})
    MarkFactory(sheet=sheet, item=praise, answers={"city": 4})
    quiet = MarkFactory(sheet=sheet, item=veto, answers={"money": False})

    assert score_of(sheet, on=DAY).total == Decimal("10.00")  # 5 + min(4 × 2, 5)

    quiet.answers = {"money": True}
    quiet.save()
    assert score_of(sheet, on=DAY).total == Decimal("0.00")


class TestFacts:
    @pytest.fixture
    def item(self, section):
        return ItemFactory(
            section=section,
            rule="components",
            points=2,
            params={"parts": [{"key": "member", "name": "有专职委员在岗", "points": "2"}]},
            bindings={"member": "member_in_post"},
        )

    def test_a_fact_speaks_where_nobody_has(self, sheet, item):
        AppointmentFactory(post__unit=sheet.unit)

        (one,) = score_of(sheet, on=DAY).items

        assert (one.points, one.stage, one.told.answers) == (2, None, {"member": True})

    def test_whoever_overrules_it_gives_a_reason_and_both_stay_visible(self, sheet, item):
        mark = record_mark(
            sheet,
            item,
            Stage.SELF,
            Said({"member": True}, reason="已到岗，手续在办"),
            by=UserFactory(),
            at=AT,
        )

        (one,) = score_of(sheet, on=DAY).items

        assert one.is_overruled
        assert (one.points, one.fact_score.points, mark.fact_points) == (2, 0, 0)
        assert mark.reason == "已到岗，手续在办"

    def test_it_is_live_until_the_county_reviews_and_stands_from_then_on(self, sheet, item):
        record_mark(sheet, item, Stage.SELF, Said({}), by=UserFactory(), at=AT)
        assert score_of(sheet, on=DAY).total == 0
        record_mark(sheet, item, Stage.COUNTY, Said({}), by=UserFactory(), at=AT)

        AppointmentFactory(post__unit=sheet.unit)

        assert score_of(sheet, on=DAY).total == 0


def test_scores_take_as_many_queries_for_many_units_as_for_one(round_, section, django_assert_num_queries):
    ItemFactory(section=section)
    ItemFactory(section=section, bindings={}, by_task=True)
    one = SheetFactory(round=round_)
    for _ in range(6):
        SheetFactory(round=round_)
    sheets = list(sheets_of(round_, EVERYWHERE))

    with django_assert_num_queries(3):
        scores_of(round_, [one], on=DAY)
    with django_assert_num_queries(3):
        found = scores_of(round_, sheets, on=DAY)

    assert len(found) == 7


def test_sheets_of_a_place_leave_out_other_places_and_units_not_assessed(round_):
    mine, other = SheetFactory(round=round_), SheetFactory(round=round_)
    SheetFactory(round=round_, unit__parent=round_.county, exempt_reason="年中撤并")

    assert list(sheets_of(round_, UnitScope(paths=frozenset({mine.unit.path})))) == [mine]
    assert set(sheets_of(round_, EVERYWHERE)) == {mine, other}
