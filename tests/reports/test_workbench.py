from django.urls import reverse

from accounts.roles import Role
from registry.services.certificates import copy_to_person
from tests.factories import (
    AppointmentFactory,
    CertificateFactory,
    CheckFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    CountyFactory,
    PersonFactory,
    PostFactory,
    TownshipFactory,
    VillageFactory,
)

HOME = reverse("reports:workbench")


def tiles(response):
    return {tile.label: tile for tile in response.context["board"].tiles}


def todos(response):
    return {todo.text: todo.number for todo in response.context["board"].todos}


class TestTheCountyClerk:
    def test_sees_the_register_the_posts_and_the_townships(self, client, sign_in):
        county = CountyFactory()
        first, second = TownshipFactory(parent=county, name="会师镇"), TownshipFactory(parent=county)
        PersonFactory(unit=VillageFactory(parent=first))
        AppointmentFactory(post=PostFactory(unit=VillageFactory(parent=second)))
        sign_in(county)

        response = client.get(HOME)

        assert tiles(response)["在册残疾人"].value == 1
        assert tiles(response)["专职委员在岗"].value == "1 / 1"
        assert [row.unit.name for row in response.context["board"].townships] == ["会师镇", second.name]

    def test_is_told_of_expired_certificates_and_led_to_them(self, client, sign_in):
        village = VillageFactory()
        card = CertificateFactory(person=PersonFactory(unit=village), expires_on="2023-01-01")
        card.refresh_from_db()
        copy_to_person(card.person, card).save()
        sign_in(village.parent.parent)

        response = client.get(HOME)

        assert todos(response)["本残疾人证已过期"] == 1
        assert f"{reverse('certificates:expiry_list')}?span=expired" in response.text

    def test_is_told_of_vacant_posts(self, client, sign_in):
        post = PostFactory()
        sign_in(post.unit.parent.parent)

        assert todos(client.get(HOME))["个专职委员岗位空缺"] == 1

    def test_is_told_which_units_lack_something(self, client, sign_in):
        village = VillageFactory()
        county = village.parent.parent
        item = ChecklistItemFactory(checklist=ChecklistFactory(county=county, for_villages=True))
        CheckFactory(unit=village, item=item, result="no")
        sign_in(county)

        assert todos(client.get(HOME))["个单位有未达标项"] == 1

    def test_sees_a_change_at_once(self, client, sign_in):
        village = VillageFactory()
        sign_in(village.parent.parent)
        assert tiles(client.get(HOME))["在册残疾人"].value == 0

        PersonFactory(unit=village)

        assert tiles(client.get(HOME))["在册残疾人"].value == 1

    def test_costs_the_same_for_many_people(self, client, sign_in, assert_flat_queries):
        village = VillageFactory()
        sign_in(village.parent.parent)
        PersonFactory(unit=village)

        assert_flat_queries(HOME, lambda: PersonFactory.create_batch(20, unit=village))


class TestOthers:
    def test_a_township_counts_only_its_own(self, client, sign_in):
        village = VillageFactory()
        PersonFactory(unit=village)
        PersonFactory(unit=VillageFactory(parent__parent=village.parent.parent))
        sign_in(village.parent, as_township_clerk=True)

        assert tiles(client.get(HOME))["在册残疾人"].value == 1

    def test_an_administrator_sees_accounts_and_no_person(self, client, sign_in):
        county = CountyFactory()
        sign_in(county, role=Role.SYSTEM_ADMIN)

        assert set(tiles(client.get(HOME))) == {"启用的账号"}

    def test_the_audit_administrator_sees_the_log(self, client, sign_in):
        sign_in(CountyFactory(), as_auditor=True)

        assert "今日审计记录" in tiles(client.get(HOME))

    def test_nobody_sees_another_countys_figures(self, client, sign_in):
        PersonFactory()
        sign_in(CountyFactory())

        assert tiles(client.get(HOME))["在册残疾人"].value == 0

    def test_who_may_not_see_the_register_sees_no_number_of_persons(self, client, sign_in):
        county = CountyFactory()
        village = VillageFactory(parent=TownshipFactory(parent=county))
        TownshipFactory(parent=county)
        PersonFactory(unit=village)
        PostFactory(unit=village)
        sign_in(county, as_finance=True)

        townships = client.get(HOME).context["board"].townships

        assert [row.persons for row in townships] == [None, None]

    def test_who_only_reads_is_led_to_look_and_not_to_act(self, client, sign_in):
        post = PostFactory()
        sign_in(post.unit.parent.parent, as_leader=True)

        assert {todo.action for todo in client.get(HOME).context["board"].todos} == {"查看"}
