from django.urls import reverse

from orgs.models import Unit
from tests.factories import CountyFactory, TownshipFactory, VillageFactory

LIST = reverse("orgs:unit_list")


class TestDirectory:
    def test_opens_with_the_county_and_its_townships(self, client, sign_in):
        township = TownshipFactory(name="会师镇")
        sign_in(township.parent)

        text = client.get(LIST).text

        assert township.parent.name in text
        assert "会师镇" in text

    def test_fetches_a_branch_when_it_is_opened(self, client, sign_in):
        village = VillageFactory(name="南什村")
        sign_in(village.parent.parent)

        assert "南什村" not in client.get(LIST).text
        assert "南什村" in client.htmx("get", reverse("orgs:unit_children", args=[village.parent.pk])).text

    def test_finds_by_name_initials_and_code(self, client, sign_in):
        village = VillageFactory(name="窎岔村", code="620422100201")
        sign_in(village.parent.parent)

        for text in ("窎岔", village.pinyin[:2], "620422100"):
            assert "窎岔村" in client.get(LIST, {"q": text}).text

    def test_does_not_show_a_neighbouring_county(self, client, sign_in):
        sign_in(CountyFactory())
        TownshipFactory(name="别县的镇")

        assert "别县的镇" not in client.get(LIST, {"q": "别县"}).text

    def test_ignores_nonsense_in_the_query(self, client, sign_in):
        sign_in(CountyFactory())

        assert client.get(LIST, {"level": "moon", "page": "x", "size": "-1", "sort": "''"}).status_code == 200

    def test_costs_the_same_for_many_units(self, client, sign_in, assert_flat_queries):
        county = CountyFactory()
        sign_in(county)
        TownshipFactory(parent=county)

        assert_flat_queries(LIST, lambda: TownshipFactory.create_batch(20, parent=county))


class TestUnitPage:
    def test_shows_the_profile(self, client, sign_in):
        township = TownshipFactory(name="会师镇", population=136000)
        sign_in(township.parent)

        text = client.get(township.get_absolute_url()).text

        assert "会师镇残疾人联合会" in text
        assert "136,000" in text

    def test_of_a_township_fetches_the_cards_that_count_much_when_it_is_there(self, client, sign_in):
        township = TownshipFactory()
        sign_in(township.parent)
        panels = reverse("orgs:unit_panels", args=[township.pk])

        page = client.get(township.get_absolute_url()).text

        assert f'hx-get="{panels}"' in page
        assert "服务与需求</h2>" not in page
        assert "服务与需求</h2>" in client.htmx("get", panels).text

    def test_shows_all_cards_at_once_where_nothing_is_fetched(self, client, sign_in):
        township = TownshipFactory()
        sign_in(township.parent)
        panels = reverse("orgs:unit_panels", args=[township.pk])

        page = client.get(panels, follow=True).text

        assert "服务与需求</h2>" in page
        assert panels not in page

    def test_of_a_village_has_all_cards(self, client, sign_in):
        village = VillageFactory()
        sign_in(village.parent.parent)

        assert "服务与需求</h2>" in client.get(village.get_absolute_url()).text

    def test_of_another_county_does_not_exist(self, client, sign_in):
        sign_in(CountyFactory())

        assert client.get(TownshipFactory().get_absolute_url()).status_code == 404

    def test_is_written_only_by_the_county(self, client, sign_in):
        township = TownshipFactory()
        sign_in(township, as_township_clerk=True)

        assert client.get(reverse("orgs:unit_edit", args=[township.pk])).status_code == 403

    def test_saves_new_facts(self, client, sign_in):
        township = TownshipFactory()
        sign_in(township.parent)

        client.post(reverse("orgs:unit_edit", args=[township.pk]), {"population": "8", "address": "一号院"})

        assert Unit.objects.get(pk=township.pk).address == "一号院"
