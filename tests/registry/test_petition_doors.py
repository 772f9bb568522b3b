"""Who sees a petition, and who reads what one marked 保密 is about."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from core.permissions import Permission
from orgs.scoping import EVERYWHERE, UnitScope
from registry.models import Petition, PetitionFile
from registry.petitions.models.doors import Reader
from registry.petitions.places import find_petitions
from tests.factories import PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.petitions import PetitionFactory, PetitionFileFactory

LIST = reverse("petitions:petition_list")


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def township(village):
    return village.parent


@pytest.fixture
def county(township):
    return township.parent


@pytest.fixture
def neighbour(county):
    return TownshipFactory(parent=county)


def seen_by(unit, role):
    user = PostingFactory(unit=unit, role=role).user
    return list(Petition.objects.within(user.scope_of(Permission.PETITION_VIEW)))


class TestTheRowDoor:
    def test_where_it_was_registered_and_above(self, village, township, county):
        petition = PetitionFactory(unit=village)

        assert seen_by(village, "village_member") == [petition]
        assert seen_by(township, "township_clerk") == [petition]
        assert seen_by(county, "county_clerk") == [petition]

    def test_not_next_door_nor_in_another_county(self, village, township, neighbour):
        PetitionFactory(unit=village)

        assert seen_by(VillageFactory(parent=township), "village_member") == []
        assert seen_by(neighbour, "township_clerk") == []
        assert seen_by(VillageFactory().parent.parent, "county_clerk") == []

    def test_what_the_county_took_down_is_not_seen_below(self, village, township, county):
        PetitionFactory(unit=county)

        assert seen_by(township, "township_clerk") == []

    def test_passed_down_it_is_seen_there(self, village, township, county):
        petition = PetitionFactory(unit=county, handler_unit=township)

        assert seen_by(township, "township_clerk") == [petition]
        assert seen_by(village, "village_member") == []

    def test_a_unit_that_passed_it_on_still_sees_it(self, county, township, neighbour):
        petition = PetitionFactory(unit=county, handler_unit=neighbour, shared=[township])

        assert seen_by(township, "township_clerk") == [petition]

    def test_is_seen_once_however_many_units_share_it(self, village, township, county):
        PetitionFactory(unit=village, handler_unit=township, shared=[county])

        assert len(seen_by(county, "county_clerk")) == 1

    def test_everywhere_and_nowhere(self, village):
        petition = PetitionFactory(unit=village)

        assert list(Petition.objects.within(EVERYWHERE)) == [petition]
        assert list(Petition.objects.within(UnitScope())) == []

    def test_files_go_with_the_petition(self, village, neighbour):
        kept = PetitionFileFactory(petition__unit=village)
        scope = UnitScope(paths=frozenset({village.path}))

        assert list(PetitionFile.objects.within(scope)) == [kept]
        assert list(PetitionFile.objects.within(UnitScope(paths=frozenset({neighbour.path})))) == []


class TestActing:
    def test_a_village_may_look_but_not_act_on_what_it_passed_up(self, client, sign_in, village, township):
        sign_in(village, as_village_member=True)
        petition = PetitionFactory(unit=village, handler_unit=township)

        page = client.get(petition.get_absolute_url())
        edit = client.get(reverse("petitions:petition_edit", args=[petition.pk]))

        assert page.status_code == 200
        assert '<a class="btn primary"' not in page.text
        assert edit.url == petition.get_absolute_url()


SECRET = "举报村干部克扣补贴"


class TestConfidential:
    @pytest.fixture
    def petition(self, village, township):
        """Registered at the village, passed to the township, whose clerk nobody has named yet."""
        return PetitionFactory(
            unit=village, handler_unit=township, is_confidential=True, matter=SECRET,
            petitioner_name="甲某某", phone="13800001234", person=PersonFactory(unit=village),
            received_on=date(2026, 11, 2),
        )  # fmt: skip

    def test_is_read_by_the_county(self, client, sign_in, county, petition):
        sign_in(county)

        assert SECRET in client.get(LIST).text
        assert SECRET in client.get(petition.get_absolute_url()).text

    def test_is_read_by_those_at_the_handling_unit_until_a_handler_is_named(self, petition, township):
        clerk = PostingFactory(unit=township, as_township_clerk=True).user
        other = PostingFactory(unit=township, as_township_clerk=True).user
        assert Reader(clerk).may_read(petition)

        petition.handler = clerk

        assert Reader(clerk).may_read(petition)
        assert not Reader(other).may_read(petition)

    @pytest.mark.parametrize(
        "address",
        [
            LIST,
            f"{LIST}?q=举报",
            f"{LIST}?q=甲某某",
            f"{LIST}?q=13800001234",
            f"{reverse('core:search')}?q=甲某某",
            reverse("petitions:figures"),
        ],
    )
    def test_is_hidden_from_the_village_that_passed_it_up(self, client, sign_in, village, petition, address):
        sign_in(village, as_village_member=True)

        text = client.get(address).text

        assert SECRET not in text
        assert "甲某某</" not in text
        assert "甲某某（" not in text

    @pytest.mark.parametrize("query", ["q=举报", "q=甲某某", "q=13800001234"])
    def test_is_not_even_found_by_its_words(self, client, sign_in, village, petition, query):
        sign_in(village, as_village_member=True)

        assert len(client.get(f"{LIST}?{query}").context["petitions"]) == 0

    def test_shows_its_outside_on_its_page(self, client, sign_in, village, petition):
        sign_in(village, as_village_member=True)
        petition.steps.create(
            kind="progress", on="2026-11-20", at="2026-11-20T00:00Z", by=PostingFactory().user, unit=village,
            text="已找甲某某谈话",
        )  # fmt: skip

        text = client.get(petition.get_absolute_url()).text

        assert petition.number in text
        assert SECRET not in text
        assert "甲某某" not in text

    def test_is_not_on_the_persons_page(self, client, sign_in, village, petition):
        sign_in(village, as_village_member=True)

        assert petition.number not in client.get(petition.person.get_absolute_url()).text

    def test_does_not_show_as_an_earlier_visit(self, client, sign_in, village, petition):
        sign_in(village, as_village_member=True)
        later = PetitionFactory(unit=village, cluster=petition.cluster, received_on=date(2026, 11, 9))

        text = client.get(later.get_absolute_url()).text

        assert petition.number not in text
        assert "第 2 次" not in text
        assert "第 2 次" not in client.get(LIST).text

    def test_is_exported_without_its_inside(self, client, sign_in, village, petition):
        sign_in(village, as_village_member=True)

        content = client.get(reverse("petitions:petition_export")).content
        cells = [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).active[3]]

        assert petition.number in cells
        assert "（保密）" in cells
        assert not {SECRET, "甲某某", "138****1234"} & set(cells)

    def test_its_files_and_letter_are_not_there(self, client, sign_in, village, petition):
        sign_in(village, as_village_member=True)
        kept = PetitionFileFactory(petition=petition)

        assert client.get(reverse("petitions:file_show", args=[kept.pk])).status_code == 404
        assert client.get(reverse("petitions:petition_letter", args=[petition.pk])).status_code == 404
        assert client.get(reverse("petitions:petition_edit", args=[petition.pk])).status_code == 404

    def test_the_search_says_nothing_to_a_township(self, township, county, petition):
        below, above = (UnitScope(paths=frozenset({unit.path})) for unit in (township, county))

        assert find_petitions("甲某某", below) == []
        assert len(find_petitions("甲某某", above)) == 1
        assert len(find_petitions("甲某某", EVERYWHERE)) == 1
