"""The invented appraisal: last year final, this year under way, by rules that hold."""

from datetime import UTC, date, datetime

import pytest

from accounts.roles import Role
from assessments.appraisals.demo import make_appraisals
from assessments.appraisals.models import Appraisal, AppraisalYear, HonourNominee
from assessments.appraisals.selectors.ranking import pools_of
from assessments.appraisals.selectors.results import outcomes_of
from reports.management.commands.demo import chance
from staff.choices import PostType
from tests.factories import (
    AppointmentFactory,
    CountyFactory,
    PostFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def county():
    county = CountyFactory()
    for _ in range(3):
        township = TownshipFactory(parent=county)
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER))
        for _ in range(4):
            AppointmentFactory(post=PostFactory(unit=VillageFactory(parent=township)), since=date(2019, 5, 1))
    clerk = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    reviewer = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    number = make_appraisals(county, rng=chance(1, "专职委员考核"), at=AT, by=clerk, reviewer=reviewer)
    assert number == 30
    return county


def test_last_year_is_final_with_a_grade_for_everybody(county):
    year = AppraisalYear.objects.get(county=county, year=2025)
    people = list(Appraisal.objects.filter(year=year).included().for_list())

    assert year.is_final
    assert all(one.decided and one.total == outcomes_of([one])[one.pk].total for one in people)
    assert all(pool.decided <= pool.places for pool in pools_of(year))
    best = sum(one.decided == "excellent" for one in people)
    assert "competent" in {one.decided for one in people}
    assert HonourNominee.objects.filter(selection__year=year).count() == min(best, year.terms.honour_places)


def test_this_year_is_under_way(county):
    year = AppraisalYear.objects.get(county=county, year=2026)
    people = list(Appraisal.objects.filter(year=year).for_list())
    outcomes = outcomes_of(people)

    assert year.is_running
    assert all(outcomes[one.pk].daily is not None and outcomes[one.pk].missing for one in people)
    assert any(outcomes[one.pk].review is not None for one in people)
