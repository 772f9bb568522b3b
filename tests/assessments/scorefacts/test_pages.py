"""The catalogue of facts, and each fact's figures with the way to the list behind."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.scorefacts.registry import FACTS
from tests.factories import AppointmentFactory, CountyFactory, PostFactory, TownshipFactory, VillageFactory

PERMITS = reverse("scorefacts:fact_detail", args=["permits_held"])


@pytest.fixture
def held(village):
    return AppointmentFactory(post=PostFactory(unit=village), work_permit_number="")


def test_the_catalogue_says_what_each_fact_means(client, sign_in, county):
    sign_in(county)

    page = client.get(reverse("scorefacts:fact_list")).text

    for kind in FACTS.values():
        assert kind.name in page
        assert reverse("scorefacts:fact_detail", args=[kind.code]) in page


def test_townships_lead_to_their_villages(client, sign_in, county, township, village, neighbour, held):
    sign_in(county)

    townships = client.get(PERMITS).text
    below = client.get(PERMITS, {"township": township.code}).text

    assert "在岗 1 人，登记上岗证 0 人。" in townships
    assert "无数据" in townships  # the neighbour has nobody in post
    assert "南什村" not in townships
    assert "南什村" in below


def test_a_figure_leads_to_the_list_behind_it(client, sign_in, county, village, held):
    sign_in(county)

    page = client.get(PERMITS, {"unit": village.pk}).text

    assert f"{reverse('staff:member_list')}?unit={village.pk}&amp;alert=permit" in page


def test_who_may_not_open_the_list_sees_the_figure_alone(client, sign_in, county, village):
    sign_in(county, role=Role.FINANCE)

    page = client.get(reverse("scorefacts:fact_detail", args=["register_errors"])).text

    assert reverse("health:finding_list") not in page


def test_a_village_sees_itself_and_nobody_else(client, sign_in, village, other, held):
    sign_in(village, role=Role.VILLAGE_MEMBER)

    page = client.get(PERMITS).text

    assert "南什村" in page
    assert "东关村" not in page


def test_another_county_does_not_exist(client, sign_in, county, township):
    elsewhere = VillageFactory(parent=TownshipFactory(parent=CountyFactory()))
    sign_in(county)

    page = client.get(PERMITS, {"unit": elsewhere.pk}).text

    assert elsewhere.name not in page


def test_a_fact_that_does_not_exist_is_not_found(client, sign_in, county):
    sign_in(county)

    assert client.get(reverse("scorefacts:fact_detail", args=["nonsense"])).status_code == 404


def test_costs_as_many_queries_for_many_units(client, sign_in, county, township, held, assert_flat_queries):
    sign_in(county)

    assert_flat_queries(PERMITS, lambda: TownshipFactory.create_batch(5, parent=county))
