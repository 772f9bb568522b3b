import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.certificates import with_card
from tests.factories.survey import SurveyLineFactory, survey_village


@pytest.fixture(autouse=True)
def _in_july():
    with time_machine.travel("2026-07-01T02:00Z", tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="道口村", parent=TownshipFactory(parent=CountyFactory(name="会宁县")))


@pytest.fixture
def member(sign_in, village):
    return sign_in(village, as_village_member=True)


def offline(client, village):
    return client.get(reverse("survey:offline", args=[survey_village(village).pk]))


def test_the_page_a_device_keeps_has_the_sheets_that_nobody_has_begun(client, member, village):
    person = with_card(unit=village, name="马秀英", phone="13900005678", address="道口村一社 7 号")
    SurveyLineFactory(unit=village, person=person, phone=person.phone, address=person.address)
    SurveyLineFactory(unit=village, finished=True)

    page = offline(client, village)

    assert [sheet["name"] for sheet in page.context["facts"]["sheets"]] == ["马秀英"]
    for secret in ("13900005678", "5678", "7 号", person.id_number):
        assert secret not in page.text


def test_it_asks_for_no_phone_and_hands_out_with_a_note_in_the_log(client, member, village):
    SurveyLineFactory(unit=village)

    page = offline(client, village)

    asked = {code for part in page.context["parts"] for code in part["form"].questions}
    assert {"R2B", "R13", "R40"} <= asked
    assert not {"R2A", "R5C"} & asked
    assert AuditEntry.objects.get(additional_data__what="离线填写页").additional_data["rows"] == 1
    assert "no-store" in page["Cache-Control"]


def test_a_village_that_has_been_handed_in_gives_nothing_away(client, member, village):
    SurveyLineFactory(unit=village)
    place = survey_village(village)
    place.state = "submitted"
    place.save()

    assert offline(client, village).context["lines"] == []


def test_the_neighbours_page_is_not_there(client, member, village):
    neighbour = VillageFactory(parent=village.parent)

    assert offline(client, neighbour).status_code == 404


def test_the_worker_sees_only_the_pages_of_the_survey(client, member):
    answer = client.get(reverse("survey:worker"))

    assert answer["Content-Type"].startswith("text/javascript")
    assert reverse("survey:worker").rsplit("/", 1)[0] + "/" == reverse("survey:round_list")
