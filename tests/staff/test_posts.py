from datetime import date

import pytest

from accounts.models import AuditEntry
from orgs.scoping import EVERYWHERE, UnitScope
from staff import selectors
from staff.choices import EndReason, PostType
from staff.models import AllocationRule, Post
from staff.selectors.posts import long_vacant, vacant_posts
from staff.services import posts
from staff.services.refusal import StaffRefused
from tests.factories import (
    AppointmentFactory,
    CertificateFactory,
    CommunityFactory,
    PersonFactory,
    PostFactory,
    VillageFactory,
)
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)
VILLAGE, TOWNSHIP, HEAD = PostType.VILLAGE_MEMBER, PostType.TOWNSHIP_MEMBER, PostType.TOWNSHIP_HEAD


def scope_of(unit):
    return UnitScope(paths=frozenset({unit.path}))


def add_holders(village, number, **facts):
    for person in PersonFactory.create_batch(number, unit=village, card_state="valid", **facts):
        CertificateFactory(person=person)


def due_at(unit, county):
    return dict(selectors.posts_due(scope_of(county), TODAY)[unit.pk])


class TestPostsDue:
    """The rule of 甘肃 2024 without any row in the database."""

    def test_is_one_in_a_village(self, county, village):
        add_holders(village, 3)

        assert due_at(village, county) == {VILLAGE: 1}

    def test_is_two_above_a_hundred_holders(self, county, village):
        rule = AllocationRule.objects.create(unit=county, since=date(2020, 1, 1), second_above=4)
        add_holders(village, 5)

        assert due_at(village, county) == {VILLAGE: 2}
        assert rule.second_above == 4

    def test_is_one_at_exactly_the_limit(self, county, village):
        AllocationRule.objects.create(unit=county, since=date(2020, 1, 1), second_above=5)
        add_holders(village, 5)

        assert due_at(village, county) == {VILLAGE: 1}

    def test_is_at_the_township_for_villages_with_fewer_than_three(self, county, township, village):
        add_holders(village, 2)
        add_holders(VillageFactory(parent=township), 1)

        assert due_at(village, county) == {}
        assert due_at(township, county) == {HEAD: 1, TOWNSHIP: 1, VILLAGE: 1}

    def test_counts_only_valid_certificates_of_people_on_the_register(self, county, village):
        add_holders(village, 2)
        PersonFactory(unit=village, card_state="cancelled")

        assert due_at(village, county) == {}

    def test_is_one_in_a_community_however_few_live_there(self, county, township):
        community = CommunityFactory(parent=township)

        assert due_at(community, county) == {PostType.COMMUNITY_MEMBER: 1}

    def test_follows_the_rule_of_the_day(self, county, village):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0)
        AllocationRule.objects.create(unit=county, since=date(2027, 1, 1), village_members=9, pooled_below=0)

        assert due_at(village, county) == {VILLAGE: 1}

    def test_does_not_follow_the_rule_of_another_county(self, county, village, elsewhere):
        AllocationRule.objects.create(
            unit=elsewhere.parent.parent, since=date(2011, 1, 1), village_members=9, pooled_below=0
        )

        assert due_at(village, county) == {}


class TestVacancies:
    def test_a_post_that_was_never_filled_counts_from_its_first_day(self, county, village):
        PostFactory(unit=village, established_on=date(2026, 11, 20))

        [vacancy] = selectors.vacancies(scope_of(county), TODAY)

        assert (vacancy.since, vacancy.days, vacancy.last_holder) == (date(2026, 11, 20), 3, "")

    def test_a_post_left_counts_from_the_day_after(self, county, village):
        AppointmentFactory(
            post=PostFactory(unit=village),
            member__name="李强",
            until=date(2026, 10, 31),
            end_reason=EndReason.RESIGNED,
        )

        [vacancy] = selectors.vacancies(scope_of(county), TODAY)

        assert (vacancy.since, vacancy.days, vacancy.last_holder) == (date(2026, 11, 1), 22, "李强")

    def test_a_held_post_is_none(self, county, village):
        AppointmentFactory(post=PostFactory(unit=village))

        assert selectors.vacancies(scope_of(county), TODAY) == []

    def test_an_abolished_post_is_none(self, county, village):
        PostFactory(unit=village, abolished_on=date(2026, 11, 22))

        assert selectors.vacancies(scope_of(county), TODAY) == []

    def test_a_vacant_head_is_not_among_those_of_members(self, county, township):
        PostFactory(unit=township, post_type=HEAD)

        assert selectors.vacancies(scope_of(county), TODAY) == []

    def test_the_longest_comes_first(self, county, township):
        short = PostFactory(unit=VillageFactory(parent=township), established_on=date(2026, 11, 1))
        long = PostFactory(unit=VillageFactory(parent=township), established_on=date(2026, 9, 1))

        assert [v.post for v in selectors.vacancies(scope_of(county), TODAY)] == [long, short]

    @pytest.mark.parametrize(
        ("established_on", "is_long"), [(date(2026, 10, 23), True), (date(2026, 10, 24), False)]
    )
    def test_is_long_after_thirty_days(self, county, village, established_on, is_long):
        PostFactory(unit=village, established_on=established_on)

        [vacancy] = selectors.vacancies(scope_of(county), TODAY)
        kept = long_vacant(vacant_posts(scope_of(county), TODAY), TODAY)

        assert (vacancy.is_long, kept.exists()) == (is_long, is_long)

    @pytest.mark.parametrize(
        ("left_on", "is_long"), [(date(2026, 10, 22), True), (date(2026, 10, 23), False)]
    )
    def test_is_long_thirty_days_after_somebody_left(self, county, village, left_on, is_long):
        AppointmentFactory(post=PostFactory(unit=village), until=left_on, end_reason=EndReason.AGE)

        [vacancy] = selectors.vacancies(scope_of(county), TODAY)
        kept = long_vacant(vacant_posts(scope_of(county), TODAY), TODAY)

        assert (vacancy.is_long, kept.exists()) == (is_long, is_long)


class TestPostsByTownship:
    def test_sums_up_the_villages(self, county, township, village):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0)
        AppointmentFactory(post=PostFactory(unit=village))
        PostFactory(unit=VillageFactory(parent=township), established_on=date(2026, 1, 1))
        AppointmentFactory(post=PostFactory(unit=township, post_type=HEAD))

        [row] = selectors.posts_by_township(scope_of(county), TODAY)

        members = row.members
        assert (row.unit, members.due, members.existing, members.held) == (township, 3, 2, 1)
        assert (members.vacant, members.missing, row.long_vacant) == (1, 1, 1)
        assert (row.heads.due, row.heads.held) == (1, 1)

    def test_asks_the_same_number_of_questions_for_many(self, county, township, django_assert_num_queries):
        for village in VillageFactory.create_batch(5, parent=township):
            PostFactory(unit=village)

        with django_assert_num_queries(8):
            selectors.posts_by_township(scope_of(county), TODAY)


class TestWhoSeesARule:
    @pytest.fixture
    def rule(self, county):
        return AllocationRule.objects.create(unit=county, since=date(2011, 1, 1))

    def test_those_below_do(self, rule, village):
        assert AllocationRule.objects.within(scope_of(village)).get() == rule

    def test_who_sees_everything_does(self, rule):
        assert AllocationRule.objects.within(EVERYWHERE).get() == rule

    def test_another_county_does_not(self, rule, elsewhere):
        assert not AllocationRule.objects.within(scope_of(elsewhere)).exists()


class TestEstablishPost:
    def test_numbers_on(self, clerk, village):
        PostFactory(unit=village)

        post = posts.establish_post(village, VILLAGE, by=clerk, at=NOON, on=TODAY)

        assert (post.number, post.established_on) == (2, TODAY)

    def test_refuses_a_type_that_belongs_elsewhere(self, clerk, village):
        with pytest.raises(StaffRefused, match="村不设理事长岗位"):
            posts.establish_post(village, HEAD, by=clerk, at=NOON, on=TODAY)

    def test_refuses_another_county(self, clerk, elsewhere):
        with pytest.raises(StaffRefused, match="管辖范围"):
            posts.establish_post(elsewhere, VILLAGE, by=clerk, at=NOON, on=TODAY)


class TestAbolishPost:
    def test_ends_a_vacant_post(self, clerk, village):
        post = posts.abolish_post(PostFactory(unit=village), by=clerk, at=NOON, on=TODAY)

        assert post.abolished_on == TODAY

    def test_refuses_a_held_post(self, clerk, village):
        appointment = AppointmentFactory(post=PostFactory(unit=village), member__name="李强")

        with pytest.raises(StaffRefused, match="由李强担任，请先办理离岗"):
            posts.abolish_post(appointment.post, by=clerk, at=NOON, on=TODAY)

    def test_refuses_twice(self, clerk, village):
        post = posts.abolish_post(PostFactory(unit=village), by=clerk, at=NOON, on=TODAY)

        with pytest.raises(StaffRefused, match="已于 2026-11-22 撤销"):
            posts.abolish_post(post, by=clerk, at=NOON, on=TODAY)

    def test_refuses_a_day_before_it_existed(self, clerk, village):
        with pytest.raises(StaffRefused, match="须晚于设岗日期 2011-01-01"):
            posts.abolish_post(PostFactory(unit=village), by=clerk, at=NOON, on=date(2011, 1, 1))


class TestEstablishDuePosts:
    def test_makes_what_is_missing(self, clerk, county, township, village):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), village_members=2, pooled_below=0)
        PostFactory(unit=village, number=2)

        made = posts.establish_due_posts(county, by=clerk, at=NOON, on=TODAY)

        assert len(made) == 3
        assert set(Post.objects.filter(unit=village).values_list("number", flat=True)) == {1, 2}

    def test_makes_nothing_the_second_time(self, clerk, county, village):
        posts.establish_due_posts(county, by=clerk, at=NOON, on=TODAY)

        assert posts.establish_due_posts(county, by=clerk, at=NOON, on=TODAY) == []

    def test_is_in_the_audit_log(self, clerk, county, township):
        posts.establish_due_posts(county, by=clerk, at=NOON, on=TODAY)

        assert AuditEntry.objects.filter(actor=clerk, additional_data__posts=2).exists()

    def test_refuses_another_county(self, clerk, elsewhere):
        with pytest.raises(StaffRefused, match="管辖范围"):
            posts.establish_due_posts(elsewhere.parent.parent, by=clerk, at=NOON, on=TODAY)
