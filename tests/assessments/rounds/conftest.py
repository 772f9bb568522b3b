"""A county with a township and two villages in the middle of the year's self-scoring, on 22 November 2026."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.roles import Role
from assessments.rounds.choices import Phase
from assessments.rounds.services.opening import add_missing_sheets
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.rounds import RoundFactory
from tests.factories.schemes import ItemFactory, SchemeFactory, SectionFactory

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


class Year:
    """A round for villages with two items: one asked of people, one answered by a fact."""

    def __init__(self):
        self.county = CountyFactory(name="会宁县")
        self.township = TownshipFactory(name="会师镇", parent=self.county)
        self.village = VillageFactory(name="南什村", parent=self.township)
        self.other = VillageFactory(name="东关村", parent=self.township)
        self.scheme = SchemeFactory(county=self.county, for_villages=True, published=True)
        section = SectionFactory(scheme=self.scheme, name="政令畅通", points=8)
        self.meetings = ItemFactory(section=section, name="按时参加会议", points=5)
        self.member = ItemFactory(
            section=section, name="有专职委员在岗", points=3, rule="components",
            params={"parts": [{"key": "member", "name": "有专职委员在岗", "points": "3"}]},
            bindings={"member": "member_in_post"},
        )  # fmt: skip
        self.round = RoundFactory(scheme=self.scheme, phase=Phase.SELF)
        add_missing_sheets(self.round, by=None, at=NOON)
        self.sheet = self.sheet_of(self.village)

    def sheet_of(self, unit):
        return self.round.sheets.select_related("round__county", "round__scheme", "unit__parent").get(
            unit=unit
        )

    def again(self):
        """Read the village's sheet afresh."""
        self.sheet = self.sheet_of(self.village)
        return self.sheet

    def person(self, unit, role):
        return PostingFactory(unit=unit, role=role).user

    def at(self, phase, **facts):
        """Put the round into a phase."""
        self.round.phase = phase
        for name, value in facts.items():
            setattr(self.round, name, value)
        self.round.save()
        return self.again()


@pytest.fixture(autouse=True)
def _a_sunday_in_november(request):
    if "year" in request.fixturenames:
        with time_machine.travel(NOON, tick=False):
            yield
    else:
        yield


@pytest.fixture
def year(db):
    return Year()


@pytest.fixture
def member(year):
    """Who scores the village."""
    return year.person(year.village, Role.VILLAGE_MEMBER)


@pytest.fixture
def clerk(year):
    """Who reviews the village at the township."""
    return year.person(year.township, Role.TOWNSHIP_CLERK)


@pytest.fixture
def county_clerk(year):
    return year.person(year.county, Role.COUNTY_CLERK)


@pytest.fixture
def manager(year):
    return year.person(year.county, Role.COUNTY_MANAGER)
