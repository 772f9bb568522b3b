"""What the rules of other places count at each level, and after how many days a vacancy is reminded of."""

from datetime import date

import pytest
from django.urls import reverse

from orgs.scoping import EVERYWHERE, UnitScope
from staff import selectors
from staff.allocations import KNOWN
from staff.choices import PostType, SmallVillages
from staff.models import AllocationRule
from staff.selectors.facts import has_member_in_post
from staff.selectors.posts import long_vacant, posts_by_unit, total_of, vacant_posts
from tests.factories import AppointmentFactory, CommunityFactory, PersonFactory, PostFactory, VillageFactory

TODAY = date(2026, 11, 22)
BEGAN = date(2020, 1, 1)


def scope_of(unit):
    return UnitScope(paths=frozenset({unit.path}))


def rule_of(county, **facts):
    return AllocationRule.objects.create(unit=county, since=facts.pop("since", BEGAN), **facts)


def members_due(unit, county):
    due = selectors.posts_due(scope_of(county), TODAY)[unit.pk]
    return sum(number for post_type, number in due.items() if post_type != PostType.TOWNSHIP_HEAD)


def add_holders(unit, number):
    PersonFactory.create_batch(number, unit=unit, card_state="valid")


class TestXian:
    """One per township, two above 1500 holders; one per village or community of at least 20 (§4.1)."""

    @pytest.fixture(autouse=True)
    def rule(self, county):
        small = {**KNOWN["xian"].facts, "township_second_above": 5, "pooled_below": 2, "community_least": 2}
        return rule_of(county, **small)

    def test_the_published_numbers_are_kept(self):
        facts = KNOWN["xian"].facts

        assert (facts["township_second_above"], facts["pooled_below"], facts["community_least"]) == (
            1500,
            20,
            20,
        )
        assert facts["small_villages"] == SmallVillages.NONE

    @pytest.mark.parametrize(("holders", "due"), [(1, 0), (2, 1), (3, 1)])
    def test_a_village_and_a_community_need_so_many_holders(self, county, township, village, holders, due):
        community = CommunityFactory(parent=township)
        for unit in (village, community):
            add_holders(unit, holders)

        assert [members_due(unit, county) for unit in (village, community)] == [due, due]

    @pytest.mark.parametrize(("holders", "due"), [(5, 1), (6, 2)])
    def test_a_township_counts_the_holders_of_all_its_villages(self, county, township, village, holders, due):
        add_holders(village, holders - 1)
        add_holders(VillageFactory(parent=township), 1)

        assert members_due(township, county) == due

    def test_a_small_village_is_served_by_nobody_else(self, county, township, village):
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.VILLAGE_MEMBER))

        assert members_due(township, county) == 1
        assert not has_member_in_post([village.pk], TODAY)[village.pk].is_met


class TestReminding:
    def vacancy_of(self, unit, established_on):
        post = PostFactory(unit=unit, established_on=established_on)
        [vacancy] = [each for each in selectors.vacancies(EVERYWHERE, TODAY) if each.post == post]
        kept = long_vacant(vacant_posts(EVERYWHERE, TODAY), TODAY).filter(pk=post.pk)
        assert vacancy.is_long == kept.exists()
        return vacancy

    @pytest.mark.parametrize(
        ("established_on", "is_long"), [(date(2026, 11, 13), False), (date(2026, 11, 12), True)]
    )
    def test_begins_after_the_days_that_the_county_has_set(self, county, village, established_on, is_long):
        rule_of(county, remind_after=10)

        vacancy = self.vacancy_of(village, established_on)

        assert (vacancy.is_long, vacancy.reminder) == (is_long, "超 10 天")

    def test_follows_the_newest_rule_that_has_begun(self, county, village):
        rule_of(county, remind_after=10)
        rule_of(county, remind_after=60, since=date(2026, 11, 1))
        rule_of(county, remind_after=5, since=date(2027, 1, 1))

        assert self.vacancy_of(village, date(2026, 10, 1)).remind_after == 60

    def test_leaves_the_neighbours_their_own(self, county, elsewhere):
        rule_of(county, remind_after=5)

        assert self.vacancy_of(elsewhere, date(2026, 11, 1)).remind_after == 30


def test_one_units_surplus_makes_up_for_no_others_want(county, township, village):
    rule_of(county, pooled_below=0, township_members=0)
    for number in (1, 2):
        AppointmentFactory(post=PostFactory(unit=village, number=number))
    VillageFactory(parent=township)

    total = total_of(posts_by_unit(scope_of(county), TODAY).values()).members

    assert (total.due, total.held, total.short, total.missing, total.surplus) == (2, 2, 1, 1, 1)


class TestForm:
    def test_begins_with_the_rule_in_force(self, client, sign_in, county):
        rule_of(county, remind_after=45, township_second_above=1500)
        sign_in(county)
        url = reverse("staff:allocation_create", args=[county.pk])

        form = client.get(url, {"like": "jiashan"}).context["form"]

        values = {name: form[name].value() for name in ("remind_after", "community_least", "source")}
        assert values == {"remind_after": 45, "community_least": 50, "source": "嘉善县大云镇"}
        assert client.get(url).context["form"]["township_second_above"].value() == 1500


def test_the_words_of_a_rule_say_every_level(county):
    words = rule_of(county, **KNOWN["xian"].facts, remind_after=45).in_words

    for part in (
        "超过 1500 人的乡镇增设 1 名",
        "不足 20 人的社区不设",
        "不足 20 人的村不设",
        "空缺超过 45 天提醒",
    ):
        assert part in words
