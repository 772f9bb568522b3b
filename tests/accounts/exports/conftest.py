import pytest

from tests.factories import (
    CityFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.exports import ExportRuleFactory


@pytest.fixture
def county():
    """A county whose limit is two persons, with three on the register."""
    county = CountyFactory(name="会宁县", parent=CityFactory(name="白银市"))
    ExportRuleFactory(unit=county)
    return county


@pytest.fixture
def village(county):
    village = VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))
    for name in ("王芳", "李强", "张伟"):
        PersonFactory(unit=village, name=name)
    return village


@pytest.fixture
def clerk(sign_in, county, village):
    """A clerk of the county, who is signed in."""
    return sign_in(county)


@pytest.fixture
def manager(county):
    return PostingFactory(unit=county, as_manager=True, user__full_name="马国栋").user
