from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine

from accounts.roles import Role
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.schedules import ScheduleFactory


@pytest.fixture
def on():
    """Go to noon (of China) of a day of 2026."""
    travels = []

    def go(month, day, year=2026):
        for last in travels:
            last.stop()
        travels[:] = [time_machine.travel(datetime(year, month, day, 4, 0, tzinfo=UTC), tick=False)]
        return travels[0].start()

    yield go
    for last in travels:
        last.stop()


@pytest.fixture
def place(on):
    """A county of two townships with a village each, its clerk and its manager."""
    on(9, 1)
    county = CountyFactory(name="会宁县")
    towns = [TownshipFactory(parent=county, name=name) for name in ("会师镇", "郭城驿镇")]
    for town in towns:
        VillageFactory(parent=town)
    here = SimpleNamespace(county=county, towns=towns)
    here.clerk = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    here.manager = PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user
    here.leader = PostingFactory(unit=county, role=Role.LEADER).user
    return here


@pytest.fixture
def schedule(place):
    """The sheets of 九有 of one township, each quarter, on its last day."""
    return ScheduleFactory(
        unit=place.county, place=place.towns[0], report="jiuyou_sheet", title="九有检查表", owner=place.clerk,
        roles=["leader"],
    )  # fmt: skip
