"""Posts, boards, trainings, stipends: values counted by hand."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.roles import Role
from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.sources.stipends import last_half
from staff.choices import PostType
from staff.models import AllocationRule, PayPolicy
from tests.assessments.scorefacts.conftest import NOON
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    PostFactory,
    PostingFactory,
    StipendStandardFactory,
    TrainingFactory,
)
from tests.factories.boards import BoardFactory, SeatFactory, TermFactory
from tests.paying import FIRST, checker_of, closed


@pytest.fixture
def rule(county):
    """One post at the township and one at every village."""
    return AllocationRule.objects.create(
        unit=county, since=date(2020, 1, 1), pooled_below=0, second_above=None
    )


@pytest.fixture
def held(township, village):
    """One at the township, one at the village; the other village has nobody."""
    post = PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER)
    return AppointmentFactory(post=post), AppointmentFactory(post=PostFactory(unit=village))


class TestPosts:
    def test_filled_are_the_posts_due_that_somebody_holds(
        self, ask, rule, held, township, village, other, neighbour
    ):
        found = ask("posts_filled")

        assert found[township].value == Decimal("66.67")
        assert found[township].words == "应配 3 名，配备 2 名，缺 1 名。"
        assert (found[village].value, found[other].value, found[neighbour].value) == (100, 0, 0)

    def test_a_surplus_here_makes_up_for_no_want_there(self, ask, rule, held, township, village):
        AppointmentFactory(post=PostFactory(unit=village, number=2))

        assert ask("posts_filled")[township].words == "应配 3 名，配备 2 名，缺 1 名。"

    def test_permits_are_counted_among_those_in_post(self, ask, held, township, village, neighbour):
        held[1].work_permit_number = ""
        held[1].save()

        found = ask("permits_held")

        assert (found[township].value, found[village].value) == (50, 0)
        assert found[neighbour].value is None

    def test_contracts_lapse_the_day_after_they_end(self, ask, held, township, village, other):
        held[0].contract_until, held[1].contract_until = date(2026, 11, 22), date(2026, 11, 21)
        for appointment in held:
            appointment.save()

        found = ask("contracts_lapsed")

        assert (found[township].value, found[village].value, found[other].value) == (1, 1, None)


class TestBoards:
    def test_villages_count_as_complete_with_a_chair_within_the_term(
        self, ask, township, village, other, neighbour
    ):
        SeatFactory(term=TermFactory(board=BoardFactory(unit=village)))

        found = ask("village_boards_complete")

        assert (found[township].value, found[neighbour].value) == (50, None)

    def test_a_term_that_ran_out_does_not_count(self, ask, township, village):
        SeatFactory(term=TermFactory(board=BoardFactory(unit=village), starts_on=date(2020, 3, 1)))

        assert ask("village_boards_complete")[township].value == 0


class TestTrainings:
    def test_are_counted_once_where_the_unit_or_its_people_took_part(
        self, ask, held, county, township, village, other
    ):
        at_county = TrainingFactory(unit=county)
        AttendanceFactory(training=at_county, member=held[0].member)
        AttendanceFactory(training=at_county, member=held[1].member)
        TrainingFactory(unit=township, held_on=date(2026, 5, 5))

        found = ask("trainings_held")

        assert (found[township].value, found[village].value, found[other].value) == (2, 1, 0)

    def test_of_other_years_or_days_to_come_do_not_count(self, ask, county, township):
        TrainingFactory(unit=township, held_on=date(2025, 12, 31))
        TrainingFactory(unit=township, held_on=date(2026, 11, 23))
        TrainingFactory(unit=county)

        assert ask("trainings_held")[township].value == 0

    def test_reach_and_times_are_shares_of_those_in_post(
        self, ask, held, county, township, village, neighbour
    ):
        first, second = TrainingFactory(unit=county), TrainingFactory(unit=county, held_on=date(2026, 9, 1))
        for training in (first, second):
            AttendanceFactory(training=training, member=held[0].member)
        AttendanceFactory(training=first, member=held[1].member)

        reach, times = ask("training_reach"), ask("training_times_met")

        assert (reach[township].value, times[township].value) == (100, 50)
        assert (reach[village].value, times[village].value) == (100, 0)
        assert reach[neighbour].value is None

    def test_are_unknown_where_the_county_has_none(self, ask, held, township):
        assert ask("training_reach")[township].value is None


@pytest.fixture
def paid_half(county, held):
    """Both have been paid 100 yuan for January to June, on 20 November."""
    StipendStandardFactory(unit=county, post_type=PostType.TOWNSHIP_MEMBER)
    StipendStandardFactory(unit=county)
    maker = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    return lambda months: closed(county, months, maker=maker, checker=checker_of(county), at=NOON)


class TestStipends:
    def test_are_paid_in_full_when_the_bank_has_confirmed_every_month(
        self, ask, paid_half, township, village, other
    ):
        before = ask("stipends_paid")
        paid_half(FIRST)
        after = ask("stipends_paid")

        assert (before[township].value, after[township].value) == (False, True)
        assert before[township].words == "2026 年上半年应发 2 人，其中 2 人 12 个月尚未足额发放。"
        assert (after[village].value, after[other].value) == (True, None)

    def test_are_in_time_within_the_term_of_the_county(self, ask, paid_half, county, township, village):
        PayPolicy.objects.create(unit=county, since=date(2020, 1, 1), pay_within=150)
        run = paid_half(FIRST)
        run.lines.filter(unit=village).update(paid_on=date(2026, 11, 28))

        found = ask("stipends_in_time")

        # The first half is due by 27 November, six days from now; the second of 2025 was by 30 May.
        assert found[township].words == "到期应发 12 人月，在期限内足额入账 0 人月，迟发或未发 12 人月。"

    def test_count_the_months_whose_term_is_over(self, ask, paid_half, county, township, village):
        PayPolicy.objects.create(unit=county, since=date(2020, 1, 1), pay_within=140)
        run = paid_half(FIRST)
        run.lines.update(paid_on=date(2026, 11, 17))
        run.lines.filter(unit=village).update(paid_on=date(2026, 11, 18))

        found = ask("stipends_in_time")

        # 30 June and 140 days are 17 November; of 2025's second half nothing was paid.
        assert found[township].words == "到期应发 24 人月，在期限内足额入账 6 人月，迟发或未发 18 人月。"
        assert (found[township].value, found[village].value) == (25, 0)

    @pytest.mark.parametrize(
        ("on", "half"),
        [
            (date(2026, 6, 29), (2025, 2)),
            (date(2026, 6, 30), (2026, 1)),
            (date(2026, 12, 30), (2026, 1)),
            (date(2026, 12, 31), (2026, 2)),
            (date(2027, 5, 1), (2026, 2)),
        ],
    )
    def test_look_at_the_half_year_that_is_over(self, on, half):
        assert last_half(Asked.of(2026, on)) == half


class TestChecklistFacts:
    def test_say_what_the_checklists_say(self, ask, held, township, other):
        found = ask("member_in_post")

        assert (found[township].value, found[other].value) == (True, False)
