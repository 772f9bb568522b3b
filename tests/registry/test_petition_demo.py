from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

from registry.models import Petition
from registry.petitions.choices import State
from registry.petitions.demo import make_petitions
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def load(count=150):
    county = CountyFactory()
    village = VillageFactory(parent=TownshipFactory(parent=county))
    clerk = PostingFactory(unit=county).user
    for number in range(20):
        PersonFactory(unit=village, phone=f"1380000{number:04d}")
    return make_petitions(county, rng=Random(1), at=NOON, by=clerk, count=count)  # noqa: S311


def test_there_is_one_in_every_state_some_repeated_and_some_overdue():
    assert load() == 150

    today = timezone.localdate(NOON)
    assert set(Petition.objects.values_list("state", flat=True)) == set(State.values)
    assert Petition.objects.overdue(today).exists()
    assert Petition.objects.values("cluster").distinct().count() < 150


def test_each_has_a_timeline_and_is_seen_by_its_units():
    load(30)

    for petition in Petition.objects.prefetch_related("steps", "shares"):
        assert petition.steps.all()
        assert {petition.unit_id, petition.handler_unit_id} == {s.unit_id for s in petition.shares.all()}


def test_a_county_without_people_gets_none():
    county = CountyFactory()
    clerk = PostingFactory(unit=county).user

    assert make_petitions(county, rng=Random(1), at=NOON, by=clerk) == 0  # noqa: S311
