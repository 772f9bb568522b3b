from datetime import date
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.needs.demo import make_needs
from registry.needs.models import Completion, Need, NeedStep, Project, Quota
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory


@pytest.fixture
def county():
    county = CountyFactory()
    for _ in range(2):
        village = VillageFactory(parent=TownshipFactory(parent=county))
        for number in range(150):
            PersonFactory(
                unit=village,
                category=str(number % 7 + 1),
                grade=str(number % 4 + 1),
                subsistence="dibao" if number % 3 else "none",
                birth_date=date(1985, 1, 1),
            )
    return county


@pytest.fixture
def made(county):
    clerk = PostingFactory(unit=county).user
    return make_needs(county, rng=Random(1), at=timezone.now(), by=clerk)  # noqa: S311


def test_about_an_eighth_need_something(made):
    assert 24 <= Need.objects.values("person").distinct().count() <= 54
    assert made == Need.objects.count()


def test_there_are_six_projects_for_each_of_two_years(made):
    today = timezone.localdate()

    assert Project.objects.filter(year=today.year).count() == 6
    assert Project.objects.filter(year=today.year - 1).count() == 6


def test_quotas_sum_to_the_targets(made):
    for project in Project.objects.all():
        assert sum(project.quotas.values_list("target", flat=True)) == project.target


def test_nobody_is_served_by_a_kind_twice_nor_more_than_the_quota(made):
    rows = list(Completion.objects.values_list("project__kind", "person"))

    assert rows
    assert len(rows) == len(set(rows))
    for quota in Quota.objects.all():
        done = quota.project.completions.filter(unit__parent=quota.unit).count()
        assert done <= quota.target


def test_every_row_is_one_that_a_form_would_take(made):
    today = timezone.localdate()
    for thing in (*Need.objects.all(), *Completion.objects.all(), *Project.objects.all()):
        try:
            thing.full_clean()
        except ValidationError as problem:
            pytest.fail(f"{thing}: {problem}")
    assert not Need.objects.filter(closed_on__gt=today).exists()
    assert not Completion.objects.filter(done_on__gt=today).exists()


def test_every_need_has_a_history_that_fits_its_state(made):
    assert not Need.objects.exclude(steps__step="register").exists()
    closed = set(Need.objects.closed().values_list("pk", flat=True))
    assert closed == set(NeedStep.objects.filter(step="result").values_list("need", flat=True))


def test_a_need_met_by_a_project_is_solved_on_its_day(made):
    for completion in Completion.objects.exclude(need=None).select_related("need"):
        assert (completion.need.result, completion.need.closed_on) == ("solved", completion.done_on)
