from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.roles import Role
from staff.choices import PostType
from tests.factories import (
    CountyFactory,
    PostingFactory,
    StipendStandardFactory,
    TownshipFactory,
    VillageFactory,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # twelve o'clock in China


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
def village(township):
    return VillageFactory(name="南什村", parent=township)


@pytest.fixture
def elsewhere():
    """A village of another county."""
    return VillageFactory(name="远方村")


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county, role=Role.COUNTY_CLERK).user


@pytest.fixture
def manager(county):
    return PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user


@pytest.fixture
def standard(county):
    """One hundred yuan a month for village members since 2013."""
    return StipendStandardFactory(unit=county, post_type=PostType.VILLAGE_MEMBER, since=date(2013, 1, 1))
