"""What became known between lock and export is told to who sends the money."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from staff.choices import PostType
from staff.pay.selectors.since import since_computed
from tests import paying
from tests.factories import AppointmentFactory, PostFactory, PostingFactory, VillageFactory
from tests.staff.conftest import NOON
from tests.staff.pay.test_rolls import die, leave


@pytest.fixture
def ready(county, held, others, cast):
    return paying.ready(county, paying.FIRST, **cast)


def told(run):
    return [(one.name, one.words) for one in since_computed(run)]


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


class TestBeforeTheLock:
    """What changes while the townships look at it makes their work vain, so it is told at once."""

    def test_another_account_is_told(self, run, held):
        held.member.bank_account = "6217000000000000017"
        held.member.save()

        assert told(run) == [("赵红霞", "账号已变更")]

    def test_who_came_to_a_post_since_is_told(self, run, village):
        run.made_at = NOON - timedelta(hours=1)
        AppointmentFactory(
            post=PostFactory(unit=village, number=2), member__name="李强", since=date(2026, 3, 1)
        )

        assert told(run) == [("李强", "2026-03-01 到岗")]

    def test_who_comes_after_the_period_or_earns_nothing_is_not(self, run, village, township):
        run.made_at = NOON - timedelta(hours=1)
        AppointmentFactory(post=PostFactory(unit=village, number=2), since=date(2026, 7, 1))
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_HEAD))

        assert told(run) == []

    def test_a_post_that_went_to_another_village_is_told(self, run, held, township):
        held.post.unit = VillageFactory(name="新庄村", parent=township)
        held.post.save()

        assert told(run) == [("赵红霞", "岗位现在新庄村")]

    def test_the_page_offers_to_compute_anew_before_anything_else(self, client, run, held, clerk):
        held.member.bank_account = "6217000000000000017"
        held.member.save()
        client.force_login(clerk)

        response = client.get(run.get_absolute_url())

        assert "造册后情况有变" in response.text
        assert response.context["way"].primary.label == "重新造册"
        assert "改正后先重新造册，再送乡镇确认" in response.text

    def test_a_roll_that_the_guards_block_is_turned_back_by_whoever_reviews(
        self, client, run, held, clerk, manager
    ):
        run = paying.confirmed(run.unit, paying.FIRST, maker=clerk, checker=manager, at=NOON)
        run.lines.update(bank_digest="")
        client.force_login(manager)

        way = client.get(run.get_absolute_url()).context["way"]

        assert [action.label for action in way.actions] == ["退回重造", "复核通过"]
        assert "有须先解决的问题" in way.hint


@pytest.mark.parametrize("name", ["run_detail", "bank_export"])
def test_the_pages_on_which_the_money_is_let_go_say_it(client, ready, county, held, clerk, name):
    die(held.member, date(2026, 3, 8), clerk)
    client.force_login(PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user)

    page = client.get(reverse(f"staff:{name}", args=[ready.pk])).text

    assert "锁定后情况有变" in page
    assert "2026-03-08 死亡" in page
