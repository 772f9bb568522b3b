from datetime import date

import pytest
import time_machine
from django.urls import reverse

from staff.choices import PostType
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.staff import AppointmentFactory
from tests.factories.survey import survey_village


@pytest.fixture(autouse=True)
def _in_july():
    with time_machine.travel("2026-07-01T02:00Z", tick=False):
        yield


@pytest.fixture
def village():
    county = CountyFactory(name="会宁县")
    return VillageFactory(name="道口村", parent=TownshipFactory(parent=county))


@pytest.fixture
def township(sign_in, village):
    return sign_in(village.parent, as_township_clerk=True, user__full_name="杨丽娟")


def choices(client, village):
    form = client.get(survey_village(village).get_absolute_url()).context["investigator"]
    return [label for _, label in form.fields["person"].choices]


def choose(client, village, **answer):
    place = survey_village(village)
    page = client.post(reverse("survey:investigator", args=[place.pk]), answer, follow=True)
    place.refresh_from_db()
    return place.investigator, page.text


def test_the_user_and_the_people_of_the_village_are_proposed(client, township, village):
    AppointmentFactory(post__unit=village, post__post_type=PostType.VILLAGE_MEMBER, member__name="马建军")
    AppointmentFactory(
        post__unit=village, post__post_type=PostType.VILLAGE_MEMBER, post__number=2, member__name="已离岗",
        until=date(2026, 6, 1), end_reason="resigned",
    )  # fmt: skip
    PostingFactory(unit=village, as_village_member=True, user__full_name="马建军")
    PostingFactory(unit=village, as_village_member=True, user__full_name="王志强")
    PostingFactory(
        unit=VillageFactory(parent=village.parent), as_village_member=True, user__full_name="邻村人"
    )

    assert choices(client, village) == [
        "杨丽娟（本人）", "马建军（村专职委员）", "王志强（村级专职委员）", "其他人",
    ]  # fmt: skip


def test_somebody_known_is_chosen(client, township, village):
    PostingFactory(unit=village, as_village_member=True, user__full_name="王志强")

    assert choose(client, village, person="known:王志强")[0] == "王志强"


def test_another_name_is_written(client, township, village):
    assert choose(client, village, person="other", other=" 李医生 ")[0] == "李医生"
    form = client.get(survey_village(village).get_absolute_url()).context["investigator"]
    assert form.initial == {"person": "other", "other": "李医生"}


def test_another_without_a_name_and_somebody_unknown_are_refused(client, township, village):
    place = survey_village(village)
    place.investigator = "马建军"
    place.save()

    name, page = choose(client, village, person="other", other="")
    assert (name, "请写调查员的姓名" in page) == ("马建军", True)
    assert choose(client, village, person="known:外村人")[0] == "马建军"
