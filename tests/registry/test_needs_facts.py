from datetime import date

import pytest
import time_machine
from django.urls import reverse

from orgs.scoping import UnitScope
from registry.needs.facts import SHOWN, needs_and_services_of
from registry.needs.models import Need
from tests.factories import PersonFactory, PostingFactory, VillageFactory
from tests.factories.needs import CompletionFactory, NeedFactory
from tests.factories.petitions import PetitionFactory


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="道口村")


@pytest.fixture
def person(village):
    return PersonFactory(unit=village, name="马秀兰")


@pytest.fixture
def member(sign_in, village):
    return sign_in(village, as_village_member=True)


class TestFactsBesideAPetition:
    def test_tell_an_open_need_with_its_deadline_and_lead_to_it(self, client, member, person, village):
        need = NeedFactory(person=person, overdue=True)
        petition = PetitionFactory(unit=village, person=person)

        text = client.get(petition.get_absolute_url()).text

        assert "辅助器具（轮椅），待转介，超期 10 天" in text
        assert need.get_absolute_url() in text

    def test_tell_a_service_with_its_day_and_lead_to_it(self, client, member, person, village):
        completion = CompletionFactory(person=person, project__name="轮椅发放", done_on=date(2026, 5, 1))
        petition = PetitionFactory(unit=village, person=person)

        text = client.get(petition.get_absolute_url()).text

        assert "轮椅发放，2026-05-01" in text
        assert completion.get_absolute_url() in text

    def test_say_that_there_is_nothing(self, member, person):
        assert [(fact.label, fact.value) for fact in needs_and_services_of(person, member)] == [
            ("未办结需求", "无"), ("享受服务", "没有登记"),
        ]  # fmt: skip

    def test_leave_out_what_is_settled(self, member, person):
        NeedFactory(person=person, solved=True)

        assert needs_and_services_of(person, member)[0].value == "无"

    def test_lead_to_the_person_where_there_are_more(self, member, person):
        for place in range(SHOWN + 1):
            NeedFactory(person=person, item=f"器具{place}")

        needs = [f for f in needs_and_services_of(person, member) if f.label == "未办结需求"]

        assert len(needs) == SHOWN + 1
        assert needs[-1].url == person.get_absolute_url()

    def test_do_not_lead_to_a_service_out_of_sight(self, member, person):
        elsewhere = VillageFactory()
        CompletionFactory(person=person, unit=elsewhere)

        service = needs_and_services_of(person, member)[-1]

        assert service.url == ""

    def test_are_kept_from_who_does_not_see_services(self, person):
        finance = PostingFactory(unit=person.unit.parent.parent, as_finance=True).user
        NeedFactory(person=person)

        assert needs_and_services_of(person, finance) == []

    def test_are_kept_from_the_neighbours(self, person):
        neighbour = PostingFactory(unit=VillageFactory(), as_village_member=True).user
        NeedFactory(person=person)

        assert needs_and_services_of(person, neighbour) == []

    def test_cost_the_same_for_many(self, member, person, village, assert_flat_queries):
        NeedFactory(person=person)
        CompletionFactory(person=person)
        petition = PetitionFactory(unit=village, person=person)

        def add():
            for place in range(4):
                NeedFactory(person=person, item=f"器具{place}")
                CompletionFactory(person=person)

        assert_flat_queries(reverse("petitions:petition_detail", args=[petition.pk]), add)


def test_overdue_needs_are_looked_for_need_by_need(village):
    """Joined, SQLite walks through all overdue needs for every person of the county."""
    county = UnitScope(paths=frozenset({village.path[:8]}))

    assert "JOIN" not in str(Need.objects.within(county).overdue(date(2026, 11, 1)).query)


def test_a_scope_holds_the_same_needs_however_wide_it_is(person, village):
    mine = NeedFactory(person=person)
    NeedFactory()
    wide = UnitScope(paths=frozenset({village.path[:8]}))
    narrow = UnitScope(paths=frozenset({village.path[:12]}))

    assert mine in Need.objects.within(wide)
    assert list(Need.objects.within(narrow)) == list(Need.objects.within(village_scope(village))) == [mine]


def village_scope(village):
    return UnitScope(paths=frozenset({village.path}))
