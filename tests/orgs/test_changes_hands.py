"""Four eyes on a change of the tree, where the county has four."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from orgs.changes import services
from orgs.changes.refusal import ChangeRefused
from orgs.changes.services import PartFacts
from tests.factories import CountyFactory, PostingFactory
from tests.factories.changes import AT, Kind, SmallCounty


@pytest.fixture
def small():
    return SmallCounty()


@pytest.fixture
def change(small):
    return small.draft(Kind.RENAME, PartFacts(small.zhang, small.zhang, name="张家庄村"))


@pytest.fixture
def second(small):
    return PostingFactory(unit=small.county, as_manager=True, user__full_name="柳文静").user


def address(change):
    return reverse("orgs:change_confirm", args=[change.pk])


class TestWithASecondManager:
    def test_the_first_may_not_confirm_what_they_drafted_and_the_page_says_who_may(
        self, client, small, change, second
    ):
        client.force_login(small.manager)

        pages = [client.get(address(change)).text, client.post(address(change), {"checked": "on"}).text]

        change.refresh_from_db()
        assert all("由柳文静核对确认" in page for page in pages)
        assert "另一位县级管理人员（柳文静）" in pages[1]
        assert address(change) not in client.get(change.get_absolute_url()).text
        assert change.is_draft

    def test_the_second_may(self, client, change, second):
        client.force_login(second)

        assert address(change) in client.get(change.get_absolute_url()).text
        services.confirm_change(change, by=second, at=AT)

        page = client.get(change.get_absolute_url()).text
        assert "柳文静" in page
        assert "同一人" not in page

    def test_who_rewrites_a_draft_answers_for_it(self, small, change, second):
        parts = [PartFacts(small.zhang, small.zhang, name="张东村")]
        facts = {"effective_on": change.effective_on, "document": change.document}
        services.draft_change(
            small.county, Kind.RENAME, parts=parts, by=second, at=AT, change=change, **facts
        )

        with pytest.raises(ChangeRefused, match="由您拟办"):
            services.confirm_change(change, by=second, at=AT)
        services.confirm_change(change, by=small.manager, at=AT)


class TestWithOneManager:
    def test_both_is_done_by_one_and_the_page_and_the_record_say_so(self, client, small, change):
        client.force_login(small.manager)

        assert "没有另一位县级管理人员" in client.get(address(change)).text
        services.confirm_change(change, by=small.manager, at=AT)

        change.refresh_from_db()
        assert "拟办和确认为同一人" in client.get(change.get_absolute_url()).text
        assert change.hands.endswith("（同一人拟办和确认）")

    def test_a_clerk_a_neighbour_a_closed_account_and_a_former_manager_do_not_count(self, small, change):
        yesterday = timezone.localdate() - timedelta(days=1)
        PostingFactory(unit=small.county, role=Role.COUNTY_CLERK)
        PostingFactory(unit=CountyFactory(), as_manager=True)
        PostingFactory(unit=small.county, as_manager=True, user__is_active=False)
        PostingFactory(unit=small.county, as_manager=True, since=yesterday, until=yesterday)

        assert services.second_eyes(change, small.manager) == []
