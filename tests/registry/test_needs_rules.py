"""What a county sets for its kinds of need, from a day on."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from registry.models import Need, NeedRule
from registry.needs.selectors.rules import kinds_for
from registry.needs.services.needs import change_need, register_need
from registry.needs.services.refusal import NeedRefused
from registry.needs.services.rules import save_rule
from tests.factories import CountyFactory, PersonFactory, PostingFactory, VillageFactory

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
FACTS = {
    "name": "辅助器具",
    "order": 20,
    "days": 20,
    "department": "县辅具中心",
    "items": ["轮椅", "电动轮椅"],
    "source": "会残联〔2026〕4 号",
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    return VillageFactory(parent__parent=county)


@pytest.fixture
def person(village):
    return PersonFactory(unit=village)


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def save(county, clerk):
    return lambda since=date(2026, 11, 1), **facts: save_rule(
        county, "aids", by=clerk, at=NOW, since=since, **(FACTS | facts)
    )


@pytest.fixture
def register(person, clerk):
    return lambda on, item="轮椅": register_need(person, by=clerk, at=NOW, kind="aids", item=item, on=on)


class TestTheKinds:
    def test_are_the_shipped_ones_without_a_row(self, village):
        assert kinds_for(village, TODAY)["aids"].days == 60

    def test_are_the_countys_from_its_day_on(self, village, save):
        save()

        assert kinds_for(village, TODAY)["aids"].items == ("轮椅", "电动轮椅")
        assert kinds_for(village, date(2026, 10, 31))["aids"].days == 60

    def test_are_not_the_neighbours(self, save):
        save()

        assert kinds_for(VillageFactory(), TODAY)["aids"].days == 60

    def test_cost_one_query(self, village, save, django_assert_num_queries):
        save()

        with django_assert_num_queries(1):
            kinds_for(village, TODAY)


class TestAKindOfTheCountysOwn:
    @pytest.fixture
    def own(self, county, clerk):
        facts = FACTS | {"name": "邻里互助", "order": 95, "items": ["代购代办"]}
        return save_rule(county, None, by=clerk, at=NOW, since=date(2026, 11, 1), **facts)

    def test_stands_among_the_shipped_ones_in_its_order(self, village, own):
        names = [kind.name for kind in kinds_for(village, TODAY).values()]

        assert names[names.index("邻里互助") - 1] == "社会保障"
        assert own.kind not in kinds_for(village, date(2026, 10, 31))
        assert own.kind not in kinds_for(VillageFactory(), TODAY)

    def test_has_a_code_that_no_other_has(self, county, clerk, own):
        another = CountyFactory()
        stranger = PostingFactory(unit=another).user
        facts = FACTS | {"name": "送餐"}
        second = save_rule(county, None, by=clerk, at=NOW, since=TODAY, **facts)
        foreign = save_rule(another, None, by=stranger, at=NOW, since=TODAY, **facts)

        assert len({own.kind, second.kind, foreign.kind}) == 3

    def test_may_not_have_the_name_of_another(self, county, clerk, own):
        with pytest.raises(NeedRefused, match="已有名为“邻里互助”的类别"):
            save_rule(county, None, by=clerk, at=NOW, since=TODAY, **(FACTS | {"name": "邻里互助"}))

    def test_is_registered_filtered_and_told_by_its_name(self, client, clerk, person, own):
        need = register_need(person, by=clerk, at=NOW, kind=own.kind, item="代购代办", on=TODAY)
        client.force_login(clerk)

        page = client.get(reverse("needs:need_list"), {"kind": own.kind})

        assert [row.pk for row in page.context["needs"]] == [need.pk]
        assert "邻里互助" in page.text

    def test_cannot_be_registered_on_a_day_before_it_was_there(self, clerk, person, own):
        with pytest.raises(NeedRefused, match="还没有这类需求"):
            register_need(person, by=clerk, at=NOW, kind=own.kind, item="代购代办", on=date(2026, 10, 1))

    def test_follows_a_person_who_moves_to_another_county(self, client, clerk, person, own):
        need = register_need(person, by=clerk, at=NOW, kind=own.kind, item="代购代办", on=TODAY)
        elsewhere = VillageFactory()
        person.unit = elsewhere
        person.save()
        client.force_login(PostingFactory(unit=elsewhere.parent.parent).user)

        assert "邻里互助" in client.get(need.get_absolute_url()).text
        assert client.get(reverse("needs:need_edit", args=[need.pk])).status_code == 200


class TestAKindThatIsNoLongerOffered:
    def test_is_not_on_offer_but_its_needs_go_on(self, client, clerk, person, register, save):
        need = register(date(2026, 10, 9))
        save(is_offered=False)
        client.force_login(clerk)

        fresh = client.get(reverse("needs:need_create", args=[person.pk])).text
        standing = client.get(reverse("needs:need_edit", args=[need.pk])).text

        assert "aids:轮椅" not in fresh
        assert "aids:轮椅" in standing

    def test_keeps_the_name_that_a_need_was_registered_under(self, register, save):
        old = register(date(2026, 10, 9))
        save(name="辅具适配")

        assert (old.kind_name, register(TODAY, "假肢").kind_name) == ("辅助器具", "辅具适配")


class TestSaving:
    def test_ends_the_row_before_on_the_day_before(self, save):
        first = save(since=date(2026, 1, 1))

        save(since=date(2026, 11, 1))

        first.refresh_from_db()
        assert first.until == date(2026, 10, 31)

    def test_on_the_same_day_corrects_the_row(self, save):
        save(days=20)

        save(days=25)

        assert NeedRule.objects.get().days == 25

    def test_refuses_a_day_before_the_latest_row(self, save):
        save(since=date(2026, 12, 1))

        with pytest.raises(NeedRefused, match="请选择其后的日期"):
            save(since=date(2026, 11, 1))

    def test_refuses_who_does_not_manage_services_in_the_county(self, county):
        stranger = PostingFactory(unit=CountyFactory()).user

        with pytest.raises(NeedRefused, match="由县残联设置"):
            save_rule(county, "aids", by=stranger, at=NOW, since=TODAY, **FACTS)

    def test_is_logged(self, save):
        save()

        assert AuditEntry.objects.filter(content_type__model="needrule").exists()


class TestANeed:
    def test_follows_the_row_of_its_day_of_registration(self, register, save):
        save(since=date(2026, 11, 10))

        assert register(date(2026, 11, 10)).due_on == date(2026, 11, 30)
        assert register(date(2026, 11, 9), "拐杖或助行器").due_on == date(2027, 1, 8)

    def test_keeps_its_rule_when_it_is_corrected(self, register, save, clerk):
        need = register(date(2026, 11, 9))
        save(since=date(2026, 11, 10))

        change_need(need, by=clerk, at=NOW, kind="aids", item="假肢", source="visit", detail="")

        assert Need.objects.get().due_on == date(2027, 1, 8)


class TestThePages:
    def test_offer_the_countys_items_at_the_door(self, client, clerk, person, save):
        save()
        client.force_login(clerk)

        page = client.get(reverse("needs:need_create", args=[person.pk])).text

        assert "电动轮椅" in page
        assert "机动轮椅车" not in page

    def test_keep_an_item_that_is_no_longer_on_offer(self, client, clerk, register, save):
        need = register(date(2026, 11, 9), "机动轮椅车")
        save(since=date(2026, 11, 1))
        client.force_login(clerk)

        page = client.get(reverse("needs:need_edit", args=[need.pk]))

        assert page.context["form"]["item"].value() == "aids:机动轮椅车"
        assert "aids:机动轮椅车" in page.text

    def test_propose_the_countys_department(self, client, clerk, register, save):
        save()
        need = register(TODAY)
        client.force_login(clerk)

        assert "县辅具中心" in client.get(reverse("needs:need_detail", args=[need.pk])).text

    def test_offer_the_countys_items_for_a_project(self, client, clerk, save):
        save()
        client.force_login(clerk)

        assert "aids:电动轮椅" in client.get(reverse("needs:project_create") + "?kind=aids").text

    def test_set_a_rule_and_show_it(self, client, clerk, county):
        client.force_login(clerk)
        address = reverse("needs:rule_edit", args=[county.pk, "aids"])

        response = client.post(
            address,
            {
                "name": "辅具", "order": "20", "is_offered": "on", "days": "30", "department": "",
                "items": "轮椅\n\n 轮椅 \n手摇车", "source": "县残联决定",
                "since": "2026-11-22",
            },
            follow=True,
        )  # fmt: skip

        assert NeedRule.objects.get().items == ["轮椅", "手摇车"]
        assert "县残联决定，2026年11月22日起" in response.text

    def test_show_what_was_and_what_will_be(self, client, clerk, save):
        save(since=date(2026, 1, 1))
        save(since=date(2026, 2, 1))
        save(since=date(2026, 12, 1))
        client.force_login(clerk)

        page = client.get(reverse("needs:rule_list")).text

        assert "尚未执行" in page
        assert "已停止" in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"days": "0"}, "1"),
            ({"items": " \n"}, "必填"),
            ({"items": "轮:椅"}, "半角冒号"),
            ({"items": "很" * 41}, "超过 40 个字"),
            ({"items": "\n".join(f"第{n}项" for n in range(41))}, "最多 40 项"),
            ({"since": "明天"}, "日期"),
        ],
    )
    def test_explain_what_is_wrong(self, client, clerk, county, change, words):
        client.force_login(clerk)
        facts = FACTS | {"items": "轮椅", "since": "2026-11-22", "is_offered": "on"} | change

        response = client.post(reverse("needs:rule_edit", args=[county.pk, "aids"]), facts)

        assert any(words in error for errors in response.context["form"].errors.values() for error in errors)
        assert not NeedRule.objects.exists()

    def test_do_not_know_a_kind_that_is_not_shipped(self, client, clerk, county):
        client.force_login(clerk)

        assert client.get(reverse("needs:rule_edit", args=[county.pk, "yachts"])).status_code == 404

    def test_do_not_reach_another_county(self, client, clerk):
        client.force_login(clerk)

        assert client.get(reverse("needs:rule_edit", args=[CountyFactory().pk, "aids"])).status_code == 404
