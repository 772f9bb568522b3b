from datetime import date
from random import Random

import pytest
from django.db import transaction

from core.encryption import digest
from registry.choices import Category, Education, Grade
from registry.identity import id_problems
from registry.models import Person
from staff.choices import RunState
from staff.demo import make_staff
from staff.models import Appointment, Attendance, Member, Post, StipendRun, StipendStandard
from staff.selectors import posts_by_township, vacant_posts
from staff.selectors.figures import scope_below
from staff.selectors.posts import as_vacancy
from tests.factories import CommunityFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)


@pytest.fixture
def demo_county(county, clerk, manager):
    for name in ("会师镇", "河畔镇"):
        township = TownshipFactory(parent=county, name=name)
        CommunityFactory(parent=township)
        for village in VillageFactory.create_batch(15, parent=township):
            PersonFactory(
                unit=village,
                birth_date=date(1985, 1, 1),
                category=Category.PHYSICAL,
                grade=Grade.THREE,
                education=Education.JUNIOR,
            )
    make_staff(county, rng=Random(1), at=NOON, by=clerk)  # noqa: S311
    return county


class TestMakeStaff:
    def test_establishes_every_post_that_the_rule_gives(self, demo_county):
        rows = posts_by_township(scope_below(demo_county), TODAY)

        assert [(row.members.due, row.members.existing) for row in rows] == [(17, 17), (17, 17)]
        assert [row.heads.existing for row in rows] == [1, 1]

    def test_leaves_one_post_in_thirty_vacant(self, demo_county):
        [post] = vacant_posts(scope_below(demo_county), TODAY)

        assert post.last_holder
        assert 2 <= as_vacancy(post, TODAY).days <= 30

    def test_holds_every_other_post(self, demo_county):
        assert Appointment.objects.in_force(TODAY).count() == Post.objects.count() - 1

    def test_gives_well_formed_numbers_under_the_unassigned_prefix(self, demo_county):
        numbers = [member.id_number for member in Member.objects.all()]

        assert [number for number in numbers if id_problems(number, today=TODAY)] == []
        assert {number[:6] for number in numbers} == {"620499"}

    def test_links_only_those_with_the_same_number_to_the_register(self, demo_county):
        linked = Member.objects.exclude(person=None).select_related("person")
        others = Member.objects.filter(person=None).values_list("id_digest", flat=True)

        assert linked.exists()
        assert all(member.id_digest == digest(member.person.id_number) for member in linked)
        assert not Person.objects.filter(id_digest__in=list(others)).exists()

    def test_trains_nearly_everybody_twice_a_year(self, demo_county):
        trained = Attendance.objects.filter(training__held_on__year=2026).count()

        assert trained > 2 * 0.9 * Appointment.objects.in_force(TODAY).count()

    def test_keeps_the_history_of_the_village_standard(self, demo_county):
        standards = StipendStandard.objects.filter(post_type="village_member").order_by("since")

        assert [(s.since.year, s.monthly_amount) for s in standards] == [(2011, 50), (2012, 80), (2013, 100)]

    def test_has_closed_three_half_years_and_brought_the_present_one_to_the_townships(self, demo_county):
        runs = StipendRun.objects.order_by("first_month", "number").values_list("year", "half", "state")

        assert list(runs) == [
            (2025, 1, RunState.CLOSED),
            (2025, 2, RunState.CLOSED),
            (2026, 1, RunState.CLOSED),
            (2026, 1, RunState.CLOSED),
            (2026, 2, RunState.CONFIRMING),
        ]

    def test_has_every_paid_run_reviewed_by_a_second_person(self, demo_county, clerk, manager):
        paid = StipendRun.objects.filter(state=RunState.CLOSED)

        assert {(run.made_by, run.reviewed_by) for run in paid} == {(clerk, manager)}

    def test_has_paid_again_what_the_bank_sent_back(self, demo_county):
        again = StipendRun.objects.get(kind="follow_up")

        assert again.lines.count() == again.follows.lines.filter(outcome="reissued").count() == 1
        assert set(again.lines.values_list("outcome", flat=True)) == {"paid"}


def test_the_same_chance_gives_the_same_people(county, clerk, manager):
    VillageFactory.create_batch(10, parent=TownshipFactory(parent=county))

    first, second = invented(county, clerk), invented(county, clerk)

    assert len(first) >= 12
    assert first == second


def invented(county, clerk):
    """Return the people that the demo makes, and take them back."""
    with transaction.atomic():
        make_staff(county, rng=Random(7), at=NOON, by=clerk)  # noqa: S311
        people = list(Member.objects.order_by("pk").values_list("name", "birth_date", "id_digest"))
        transaction.set_rollback(True)
    return people


class TestAges:
    @pytest.fixture
    def in_post(self, demo_county):
        return Appointment.objects.select_related("member", "post")

    def test_a_head_was_thirty_on_the_first_day_in_post(self, in_post):
        heads = in_post.filter(post__post_type="township_head")

        assert heads.exists()
        assert min(years_of(one.member.birth_date, one.since) for one in heads) >= 30

    def test_a_member_was_twenty_on_the_first_day_in_post(self, in_post):
        members = in_post.exclude(post__post_type="township_head")

        assert min(years_of(one.member.birth_date, one.since) for one in members) >= 20


def years_of(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
