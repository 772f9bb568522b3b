"""会宁县 with one township and one village, its two lists, on 22 November 2026."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from assessments.models import Checklist
from assessments.periods import Quarter
from assessments.services.checklists import install_defaults
from staff.choices import PostType
from tests.factories import (
    AppointmentFactory,
    CountyFactory,
    PostFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.assessments import PNG

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # twelve o'clock in China
TODAY = date(2026, 11, 22)
AUTUMN = Quarter(2026, 4)
SUMMER = Quarter(2026, 3)


@pytest.fixture(autouse=True)
def _a_sunday_in_november():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def county():
    county = CountyFactory(name="会宁县")
    install_defaults(county)
    return county


@pytest.fixture
def township(county):
    return TownshipFactory(name="会师镇", parent=county)


@pytest.fixture
def village(township):
    return VillageFactory(name="南什村", parent=township)


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county, role=Role.COUNTY_CLERK).user


@pytest.fixture
def nine(county):
    """九有."""
    return Checklist.objects.select_related("county").get(county=county, code="jiuyou")


@pytest.fixture
def six(county):
    """六有."""
    return Checklist.objects.select_related("county").get(county=county, code="liuyou")


@pytest.fixture
def plate(nine):
    """有残联牌子, decided by hand."""
    return nine.items.select_related("checklist__county").get(number=1)


@pytest.fixture
def roster(nine):
    """有专职委员名单, decided by the fact that a member is in post."""
    return nine.items.select_related("checklist__county").get(number=3)


@pytest.fixture
def appoint():
    """Put a member into post at a township or village since 2024."""

    def go(unit, since=date(2024, 1, 1), **facts):
        kind = PostType.VILLAGE_MEMBER if unit.is_grassroots else PostType.TOWNSHIP_MEMBER
        return AppointmentFactory(post=PostFactory(unit=unit, post_type=kind), since=since, **facts)

    return go


@pytest.fixture
def upload():
    """An uploaded file with this content and name."""

    def go(content=PNG, name="牌子.png"):
        return SimpleUploadedFile(name, content)

    return go
