"""Every step of a run is told to those whose turn it is, and leads there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from orgs.scoping import UnitScope
from staff.pay.inbox import runs_to_do
from staff.pay.services import adjustments, confirming, noticing, returning, reviewing
from tests import paying
from tests.factories import TownshipFactory
from tests.factories.staff import small_pdf
from tests.staff.conftest import NOON

DAY = NOON.date()


@pytest.fixture
def waiting(county):
    """Return {text: number} of what waits below a unit, the county if none is given."""

    def ask(unit=county, day=DAY):
        scope = UnitScope(paths=frozenset({unit.path}))
        return {todo.text: todo.number for todo in runs_to_do(scope, day)}

    return ask


def test_a_draft_waits_to_be_sent(run, waiting):
    assert waiting() == {"份补贴名册待送乡镇确认": 1}


def test_townships_wait_only_for_their_own(run, county, township, clerk, waiting):
    confirming.open_run(run, by=clerk, at=NOON)

    assert waiting() == waiting(township) == {"个乡镇（街道）的补贴名册待确认": 1}
    assert waiting(TownshipFactory(parent=county)) == {}


def test_what_all_have_confirmed_waits_for_the_review(county, held, cast, township, waiting):
    paying.confirmed(county, paying.FIRST, **cast)

    assert waiting() == {"份补贴名册待复核": 1}
    assert waiting(township) == {}


def test_a_large_sum_waits_for_the_third(asks_a_third, county, held, cast, manager, waiting):
    reviewing.review_run(paying.confirmed(county, paying.FIRST, **cast), by=manager, at=NOON)

    assert waiting() == {"份补贴名册待终审": 1}


def test_a_notice_waits_until_its_days_are_over(county, held, cast, clerk, waiting):
    run = paying.locked(county, paying.FIRST, **cast)
    assert waiting() == {"份补贴名册待公示": 1}
    run = noticing.start_notice(run, by=clerk, at=NOON)

    assert waiting(day=run.notice_until) == {}
    assert waiting(day=run.notice_until + timedelta(days=1)) == {"份补贴名册公示期满": 1}


def test_the_bank_is_waited_for_and_what_it_sends_back(county, held, cast, clerk, manager, waiting):
    run = paying.ready(county, paying.FIRST, **cast)
    assert waiting() == {"份补贴名册待送银行": 1}
    run = paying.sent(run, by=manager, at=NOON)
    assert waiting() == {"份补贴名册待读入回盘": 1}
    returning.take_return(
        run, paying.answer(run, failed=["赵红霞"]), by=manager, at=NOON, paid_on=date(2026, 11, 22)
    )
    assert waiting() == {"份补贴名册有银行退回的款项": 1}

    returning.make_follow_up(run, by=clerk, at=NOON)

    assert waiting() == {"份补贴名册待复核": 1}  # the run before is closed after it


def test_nothing_waits_once_all_is_closed(first_half, waiting):
    assert waiting() == {}


def test_a_bonus_waits_for_its_decision(held, clerk, waiting):
    adjustments.propose(
        held.member, by=clerk, at=NOON, kind="bonus", month=date(2026, 3, 1), amount=50, reason="优秀",
        upload=small_pdf(),
    )  # fmt: skip

    assert waiting() == {"笔奖励或扣款待审批": 1}


def test_a_single_run_is_led_to_at_once(client, run, clerk):
    client.force_login(clerk)

    todos = client.get(reverse("reports:workbench")).context["board"].todos

    assert run.get_absolute_url() in [todo.url for todo in todos]


def test_costs_the_same_for_many(run, county, cast, waiting, django_assert_num_queries):
    paying.confirmed(county, paying.FIRST, **cast)
    paying.confirmed(county, paying.SECOND, **cast)

    with django_assert_num_queries(3):
        assert waiting() == {"份补贴名册待复核": 2}
