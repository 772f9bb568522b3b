from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from registry.applications.choices import Act, State
from registry.applications.demo import make_applications
from registry.applications.models import Application, Notice, Objection
from registry.models import Grant
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import benefits_of

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def load(*, with_benefits=True):
    county = CountyFactory()
    village = VillageFactory(parent=TownshipFactory(parent=county))
    for _ in range(60):
        PersonFactory(unit=village)
    if with_benefits:
        benefits_of(county)
    clerk = PostingFactory(unit=county).user
    return make_applications(county, rng=Random(1), at=NOON, by=clerk)  # noqa: S311


@pytest.fixture
def loaded():
    return load()


def test_there_are_some_in_every_state_and_at_many_steps(loaded):
    assert loaded == 60
    assert set(Application.objects.values_list("state", flat=True)) == set(State.values)
    assert Application.objects.open().values("step_name").distinct().count() >= 3


def test_what_was_granted_has_its_grant_and_no_other(loaded):
    granted = Application.objects.filter(state=State.GRANTED)

    assert granted.exists()
    assert Grant.objects.count() == granted.count()
    assert set(Grant.objects.values_list("person", "amount")) == set(granted.values_list("person", "amount"))


def test_every_notice_hung_its_days_before_it_was_passed(loaded):
    today = timezone.localdate(NOON)
    over = list(Notice.objects.exclude(closed_on=None))

    assert over
    assert all(notice.last_day < notice.closed_on <= today for notice in over)
    assert Notice.objects.open().exists()
    assert Objection.objects.filter(settled_on=None).count() <= Notice.objects.open().count()


def test_every_story_begins_with_the_application_and_is_in_order(loaded):
    stories = [list(one.entries.order_by("pk").values_list("act", "on")) for one in Application.objects.all()]

    assert {story[0][0] for story in stories} == {Act.REGISTER}
    assert all(days == sorted(days) for days in ([on for _, on in story] for story in stories))


def test_a_county_without_benefits_gets_none():
    assert load(with_benefits=False) == 0
