"""会宁县 with two townships and three villages, on 22 November 2026."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import measure
from tests.factories import CountyFactory, TownshipFactory, VillageFactory

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # twelve o'clock in China
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _a_sunday_in_november():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def township(county):
    return TownshipFactory(name="会师镇", parent=county)


@pytest.fixture
def neighbour(county):
    return TownshipFactory(name="郭城驿镇", parent=county)


@pytest.fixture
def village(township):
    return VillageFactory(name="南什村", parent=township)


@pytest.fixture
def other(township):
    return VillageFactory(name="东关村", parent=township)


@pytest.fixture
def ask(township, neighbour, village, other):
    """Measure one fact for all units of the county: {unit: Figure}."""

    def go(code, on=TODAY):
        units = [township, village, other, neighbour]
        found = measure([code], units, Asked.of(on.year, on))[code]
        return {unit: found[unit.pk] for unit in units}

    return go
