from datetime import date

import pytest

from staff.choices import EndReason, Kinship, PostType
from staff.models import AllocationRule
from staff.pay.services.making import make_run
from staff.selectors import (
    has_member_in_post,
    staffing_figures,
    stipend_by_township,
    stipend_by_unit,
    stipend_figures,
    stipend_paid_in_full,
    training_figures,
)
from staff.selectors.figures import scope_below
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    PersonFactory,
    PostFactory,
    TrainingFactory,
    VillageFactory,
)
from tests.paying import FIRST, SECOND, closed
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)


class TestHasMemberInPost:
    def fact(self, unit, on=TODAY):
        return has_member_in_post([unit.pk], on)[unit.pk]

    def test_is_met_by_somebody_in_post(self, village):
        AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞", since=date(2020, 1, 1))

        fact = self.fact(village)

        assert fact.is_met
        assert fact.words == "在岗：赵红霞（2020-01-01 到岗）。"

    def test_is_not_met_by_somebody_who_has_left(self, village):
        AppointmentFactory(post=PostFactory(unit=village), until=date(2026, 11, 21), end_reason=EndReason.AGE)

        fact = self.fact(village)

        assert not fact.is_met
        assert fact.words == "2026-11-22 无专职委员在岗。"

    def test_is_not_met_by_a_head(self, township):
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_HEAD))

        assert not self.fact(township).is_met

    def test_is_met_for_a_small_village_by_the_shared_post(self, village, township):
        post = PostFactory(unit=township, post_type=PostType.VILLAGE_MEMBER)
        AppointmentFactory(post=post, member__name="李强")

        fact = self.fact(village)

        assert fact.is_met
        assert "由会师镇统设岗位服务：李强" in fact.words

    def test_is_not_met_for_a_large_village_by_the_shared_post(self, village, township):
        PersonFactory.create_batch(3, unit=village, card_state="valid")
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.VILLAGE_MEMBER))

        assert not self.fact(village).is_met

    def test_is_not_met_where_the_county_shares_no_posts(self, village, township, county):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0)
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.VILLAGE_MEMBER))

        assert not self.fact(village).is_met

    def test_asks_four_questions_for_many(self, township, django_assert_num_queries):
        villages = VillageFactory.create_batch(5, parent=township)
        for village in villages[1:]:
            AppointmentFactory(post=PostFactory(unit=village))

        with django_assert_num_queries(4):
            has_member_in_post([village.pk for village in villages], TODAY)


class TestStipendPaidInFull:
    @pytest.fixture
    def held(self, village, standard):
        return AppointmentFactory(post=PostFactory(unit=village))

    def fact(self, unit):
        return stipend_paid_in_full([unit.pk], 2026, 1)[unit.pk]

    def test_is_met_once_the_roll_is_paid(self, held, village, county, clerk, manager):
        closed(county, FIRST, maker=clerk, checker=manager, at=NOON)

        fact = self.fact(village)

        assert fact.is_met
        assert fact.words == "应发 1 人 600.00 元，已足额发放。"

    def test_is_not_met_by_a_roll_that_is_only_made(self, held, village, county, clerk):
        make_run(county, FIRST, by=clerk, at=NOON)

        fact = self.fact(village)

        assert not fact.is_met
        assert fact.words == "应发 1 人 600.00 元，其中 1 人 6 个月尚未发放。"

    def test_is_not_met_for_somebody_added_after_the_payment(
        self, held, village, township, county, clerk, manager
    ):
        closed(county, FIRST, maker=clerk, checker=manager, at=NOON)
        there = VillageFactory(parent=township)
        AppointmentFactory(post=PostFactory(unit=there))

        assert not self.fact(there).is_met
        assert self.fact(village).is_met

    def test_is_not_met_where_nobody_was_in_post(self, village, standard):
        fact = self.fact(village)

        assert not fact.is_met
        assert fact.words == "本期没有应发补贴的专职委员。"

    def test_asks_the_same_for_many(self, township, county, standard, django_assert_num_queries):
        villages = VillageFactory.create_batch(5, parent=township)
        for village in villages:
            AppointmentFactory(post=PostFactory(unit=village))

        with django_assert_num_queries(8):
            stipend_paid_in_full([village.pk for village in villages], 2026, 1)


class TestFigures:
    def test_of_staffing(self, county, township, village):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0)
        AppointmentFactory(post=PostFactory(unit=village), member__kinship=Kinship.SELF)
        PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER, established_on=date(2026, 11, 13))
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_HEAD))

        figures = staffing_figures(county, TODAY)

        members = figures.members
        assert (members.due, members.existing, members.held) == (2, 2, 1)
        assert (figures.heads.held, figures.vacancies, figures.mean_vacant_days) == (1, 1, 10)
        assert (figures.women, figures.disabled, figures.licensed) == (1, 1, 1)

    def test_of_training(self, county, village):
        member = AppointmentFactory(post=PostFactory(unit=village)).member
        for title in ("办证", "政策"):
            AttendanceFactory(member=member, training=TrainingFactory(unit=county, title=title, hours=8))
        AttendanceFactory(training__held_on=date(2025, 1, 1), member=member)

        figures = training_figures(county, 2026)

        assert (figures.sessions, figures.hours, figures.attendances, figures.passed) == (2, 16, 2, 2)
        coverage = figures.coverage
        assert (coverage.in_post, coverage.trained, coverage.trained_enough) == (1, 1, 1)

    def test_of_training_in_a_township_count_the_countys_courses(self, county, township, village):
        member = AppointmentFactory(post=PostFactory(unit=village)).member
        AttendanceFactory(member=member, training=TrainingFactory(unit=county))

        assert training_figures(township, 2026).sessions == 1

    def test_of_stipends(self, county, village, standard, clerk, manager):
        AppointmentFactory(post=PostFactory(unit=village))
        closed(county, FIRST, maker=clerk, checker=manager, at=NOON)
        make_run(county, SECOND, by=clerk, at=NOON)

        figures = stipend_figures(village, 2026)

        assert [(half.half, half.is_paid) for half in figures.halves] == [(1, True), (2, False)]
        assert (figures.paid, figures.people) == (600, 1)

    def test_of_stipends_by_unit_and_township(self, county, township, village, standard, clerk):
        AppointmentFactory(post=PostFactory(unit=village))
        make_run(county, FIRST, by=clerk, at=NOON)
        scope = scope_below(county)

        by_unit = stipend_by_unit(scope, 2026, 1)[village.pk]
        by_township = stipend_by_township(scope, 2026, 1)[township.path]

        assert (by_unit.people, by_unit.amount, by_unit.is_paid) == (1, 600, False)
        assert (by_township.people, by_township.amount, by_township.state) == (1, 600, "draft")
