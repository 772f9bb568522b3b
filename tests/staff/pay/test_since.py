"""What became known between lock and export is told to who sends the money."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from staff.pay.selectors.since import since_locked
from tests import paying
from tests.factories import PostingFactory
from tests.staff.conftest import NOON
from tests.staff.pay.test_rolls import die, leave


@pytest.fixture
def ready(county, held, others, cast):
    return paying.ready(county, paying.FIRST, **cast)


def told(run):
    return [(one.line.name, one.words) for one in since_locked(run)]


def test_nothing_is_told_while_nothing_happened(ready):
    assert told(ready) == []


def test_a_death_before_a_paid_month_is_told(ready, held, clerk):
    die(held.member, date(2026, 3, 8), clerk)

    assert told(ready) == [("赵红霞", "2026-03-08 死亡")]


def test_a_death_after_the_paid_months_is_not(ready, held, clerk):
    die(held.member, date(2026, 6, 20), clerk)

    assert told(ready) == []


def test_a_leaving_entered_late_is_told(ready, held):
    leave(held, date(2026, 4, 30))

    assert told(ready) == [("赵红霞", "2026-04-30 离岗")]


def test_another_account_is_told(ready, held):
    held.member.bank_account = "6217000000000000017"
    held.member.save()

    assert told(ready) == [("赵红霞", "账号已变更")]


def test_a_leaving_that_the_roll_has_reckoned_with_is_not(county, held, cast):
    leave(held, date(2026, 4, 30))

    assert told(paying.ready(county, paying.FIRST, **cast)) == []


def test_nothing_is_told_once_the_file_is_with_the_bank(ready, held, manager, clerk):
    run = paying.sent(ready, by=manager, at=NOON)
    die(held.member, date(2026, 3, 8), clerk)

    assert told(run) == []


@pytest.mark.parametrize("name", ["run_detail", "bank_export"])
def test_the_pages_on_which_the_money_is_let_go_say_it(client, ready, county, held, clerk, name):
    die(held.member, date(2026, 3, 8), clerk)
    client.force_login(PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user)

    page = client.get(reverse(f"staff:{name}", args=[ready.pk])).text

    assert "锁定后情况有变" in page
    assert "2026-03-08 死亡" in page
