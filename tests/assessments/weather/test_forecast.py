from datetime import date
from decimal import Decimal

import pytest

from assessments.rounds.selectors.scores import score_of
from assessments.weather.forecast import outlook
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory, TargetFactory
from tests.factories.schemes import ItemFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return RoundFactory(scheme__bonus_cap=5)


@pytest.fixture
def section(round_):
    return SectionFactory(scheme=round_.scheme)


@pytest.fixture
def sheet(round_):
    return SheetFactory(round=round_)


def seen(sheet, day):
    return outlook(score_of(sheet, on=day), day)


def test_what_is_settled_is_expected_as_it_is(sheet, section):
    MarkFactory(sheet=sheet, item=ItemFactory(section=section), answers={"missed": 2})

    found = seen(sheet, date(2026, 6, 30))

    assert (found.so_far, found.expected, found.best) == (3, 3, 3)


def test_what_nobody_has_answered_is_expected_at_the_rate_of_what_is_known(sheet, section):
    MarkFactory(sheet=sheet, item=ItemFactory(section=section), answers={"missed": 2})  # 3 of 5
    ItemFactory(section=section)

    found = seen(sheet, date(2026, 6, 30))

    assert (found.so_far, found.expected, found.best) == (3, 6, 8)  # 3 + 5 × 3/5; 3 + 5


class TestTasks:
    @pytest.fixture
    def task(self, sheet, section):
        item = ItemFactory(section=section, by_task=True, points=10)
        TargetFactory(sheet=sheet, lineage=item.lineage, value=100)
        return item

    def done(self, sheet, task, number):
        MarkFactory(sheet=sheet, item=task, answers={"done": number}, points=0)

    def test_a_task_is_expected_to_go_on_at_its_pace(self, sheet, task):
        task.due_month = 12
        task.save()
        self.done(sheet, task, 30)

        found = seen(sheet, date(2026, 6, 30))

        assert found.so_far == 3
        # 30 in 181 of 365 days: 30 × 365 ÷ 181 = 60.49…, so 60 of 100.
        assert found.expected == 6

    def test_nobody_is_expected_to_do_more_than_the_task(self, sheet, task):
        self.done(sheet, task, 90)

        assert seen(sheet, date(2026, 6, 30)).expected == 10

    def test_what_was_done_beyond_the_task_is_kept(self, sheet, task):
        self.done(sheet, task, 120)

        assert seen(sheet, date(2026, 6, 30)).expected == 10

    def test_after_its_last_day_it_is_what_it_is(self, sheet, task):
        task.due_month = 5
        task.save()
        self.done(sheet, task, 30)

        found = seen(sheet, date(2026, 6, 30))

        assert found.expected == 3
        assert [loss.is_late(found.day) for loss in found.losses] == [True]


def test_each_gap_says_what_it_costs_and_until_when_the_dearest_first(sheet, section):
    MarkFactory(sheet=sheet, item=ItemFactory(section=section), answers={"missed": 1})
    late = ItemFactory(section=section, points=8, due_month=9)

    found = seen(sheet, date(2026, 6, 30))

    assert [(loss.points, loss.until, loss.is_open) for loss in found.losses] == [
        (Decimal(8), date(2026, 9, 30), True),
        (Decimal(1), date(2026, 11, 30), False),
    ]
    assert found.dearest.scored.item.lineage == late.lineage


def test_gaps_never_cost_more_than_the_item_has_lost(sheet, section):
    MarkFactory(sheet=sheet, item=ItemFactory(section=section), answers={"missed": 9}, points=0)

    (loss,) = seen(sheet, date(2026, 6, 30)).losses

    assert loss.points == 5


def test_a_veto_leaves_nothing_to_expect(sheet, section):
    MarkFactory(sheet=sheet, item=ItemFactory(section=section), answers={"missed": 0})
    MarkFactory(sheet=sheet, item=ItemFactory(section=section, vetoed=True), answers={"money": True})

    found = seen(sheet, date(2026, 6, 30))

    assert (found.so_far, found.expected) == (0, 0)


def test_expected_is_never_above_the_best(sheet, section):
    for _ in range(3):
        ItemFactory(section=section)
    MarkFactory(sheet=sheet, item=ItemFactory(section=section), answers={"missed": 0})

    found = seen(sheet, date(2026, 2, 1))

    assert found.so_far <= found.expected <= found.best
