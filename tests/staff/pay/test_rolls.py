"""Rolls computed from what the database holds: earlier months put right, payers apart, carried forward."""

from datetime import date
from decimal import Decimal

import pytest

from registry.choices import ArchiveReason
from staff.choices import EndReason, Payer, PostType, Proration, TopUp
from staff.models import PayPolicy, StipendRule, StipendStandard
from staff.pay.selectors.rolls import compute_roll
from staff.pay.services.making import make_run
from tests import paying
from tests.factories import (
    AppointmentFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    StipendStandardFactory,
    VillageFactory,
)
from tests.factories.benefits import BenefitKindFactory, GrantFactory
from tests.staff.conftest import NOON


def leave(appointment, until, reason=EndReason.RESIGNED):
    appointment.until, appointment.end_reason = until, reason
    appointment.save()


def die(member, on, clerk):
    member.person = PersonFactory(
        archived_at=NOON, archived_by=clerk, archive_reason=ArchiveReason.DEATH, archive_date=on
    )
    member.save()


def yuan(lines):
    return [line.sums.amount for line in lines]


class TestAHalfYear:
    def test_pays_six_months(self, held, roll_of):
        [line] = roll_of(paying.FIRST)

        assert (line.months, line.sums.amount) == (6, Decimal("600.00"))

    def test_stops_with_a_death_on_the_register(self, held, roll_of, clerk):
        die(held.member, date(2026, 3, 20), clerk)

        [line] = roll_of(paying.FIRST)

        assert [entry.month.month for entry in line.entries] == [1, 2, 3]
        assert "3 月 20 日死亡" in line.steps[3].words

    def test_stops_with_the_contract(self, held, roll_of):
        held.contract_until = date(2026, 4, 10)
        held.save()

        [line] = roll_of(paying.FIRST)

        assert line.months == 3
        assert "4 月 10 日合同期满" in line.steps[3].words

    def test_goes_on_after_the_contract_where_the_county_says_so(self, held, roll_of, county):
        StipendRule.objects.create(unit=county, since=date(2026, 1, 1), stops_at_contract_end=False)
        held.contract_until = date(2026, 4, 10)
        held.save()

        assert yuan(roll_of(paying.FIRST)) == [600]

    def test_stops_when_the_post_is_abolished(self, held, roll_of):
        held.post.abolished_on = date(2026, 5, 1)
        held.post.save()

        assert yuan(roll_of(paying.FIRST)) == [400]

    def test_gives_a_transferred_member_one_line_while_the_payer_stays(self, held, roll_of, township):
        leave(held, date(2026, 3, 31), EndReason.TRANSFERRED)
        there = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=there, member=held.member, since=date(2026, 4, 1))

        [line] = roll_of(paying.FIRST)

        assert (line.months, line.unit) == (6, there.unit)

    def test_gives_one_line_per_payer(self, held, roll_of, county, township):
        StipendStandardFactory(
            unit=county, post_type=PostType.TOWNSHIP_MEMBER, monthly_amount=500, payer=Payer.WELFARE_POST
        )
        leave(held, date(2026, 3, 31), EndReason.TRANSFERRED)
        there = PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER)
        AppointmentFactory(post=there, member=held.member, since=date(2026, 4, 1))

        lines = {line.payer: (line.months, line.sums.amount) for line in roll_of(paying.FIRST)}

        assert lines == {"county_budget": (3, 300), "welfare_post": (3, 1500)}

    def test_takes_the_standard_of_the_village_itself(self, held, roll_of, village):
        StipendStandardFactory(unit=village, monthly_amount=Decimal("150.00"), since=date(2026, 4, 1))

        assert yuan(roll_of(paying.FIRST)) == [3 * 100 + 3 * 150]

    def test_leaves_out_heads(self, township, standard, county):
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_HEAD))

        roll = compute_roll(county, paying.FIRST)

        assert (roll.lines, roll.unpaid) == ([], [])

    def test_names_those_without_a_standard(self, township, standard, county):
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER))

        [(_, words)] = compute_roll(county, paying.FIRST).unpaid

        assert "没有执行中的标准" in words

    def test_counts_by_day_where_the_county_says_so(self, village, standard, county, roll_of):
        StipendRule.objects.create(unit=county, since=date(2026, 1, 1), proration=Proration.DAILY)
        AppointmentFactory(post=PostFactory(unit=village), since=date(2026, 4, 16))

        assert yuan(roll_of(paying.FIRST)) == [250]

    def test_asks_as_many_questions_for_many(self, township, standard, county, django_assert_num_queries):
        for village in VillageFactory.create_batch(5, parent=township):
            AppointmentFactory(post=PostFactory(unit=village))

        with django_assert_num_queries(9):
            compute_roll(county, paying.FIRST)


class TestTopUp:
    @pytest.fixture
    def topped(self, held, county, standard):
        """A member on the register whose household of two draws 130 yuan from March on."""
        StipendStandard.objects.filter(pk=standard.pk).update(with_dibao=True)
        StipendRule.objects.create(unit=county, since=date(2026, 1, 1), top_up=TopUp.GRANT)
        held.member.person = PersonFactory(unit=held.post.unit)
        held.member.save()
        kind = BenefitKindFactory(unit=county, code="dibao")
        return GrantFactory(
            person=held.member.person, kind=kind, amount=130, persons=2, first_month=date(2026, 3, 1)
        )

    def test_takes_off_the_members_share_of_the_household(self, topped, roll_of):
        assert yuan(roll_of(paying.FIRST)) == [2 * 100 + 4 * 35]

    def test_a_grant_that_begins_afterwards_is_recovered(self, topped, roll_of, county, cast):
        topped.delete()
        paying.closed(county, paying.FIRST, **cast)
        kind = topped.kind
        GrantFactory(
            person=topped.person,
            kind=kind,
            amount=65,
            first_month=date(2026, 5, 1),
            last_month=date(2026, 6, 1),
            state="ended",
        )

        [line] = roll_of(paying.SECOND)

        assert (line.sums.pay, line.sums.recovery, line.sums.amount) == (600, 130, 470)

    def test_a_flag_without_a_date_leaves_paid_months_alone(self, held, county, standard, roll_of, cast):
        StipendStandard.objects.filter(pk=standard.pk).update(with_dibao=True)
        StipendRule.objects.create(unit=county, since=date(2026, 1, 1), top_up=TopUp.FLAG, dibao_amount=60)
        held.member.person = PersonFactory(unit=held.post.unit)
        held.member.save()
        paying.closed(county, paying.FIRST, **cast)
        held.member.person.subsistence = "dibao"
        held.member.person.save()

        [line] = roll_of(paying.SECOND)

        assert (line.sums.recovery, line.sums.amount) == (0, 240)


class TestPuttingRight:
    """The first half-year is closed at 600 yuan; then something of it turns out to have been otherwise."""

    def test_nothing_to_put_right(self, first_half, roll_of):
        [line] = roll_of(paying.SECOND)

        assert (line.sums.pay, line.sums.back_pay, line.sums.recovery) == (600, 0, 0)

    def test_a_leaving_back_dated_is_recovered(self, first_half, held, roll_of):
        leave(held, date(2026, 4, 30))

        [line] = roll_of(paying.SECOND)

        assert (line.sums.recovery, line.sums.amount, line.sums.carried_out) == (200, 0, 200)
        assert [e.words[:34] for e in line.entries] == [
            "2026 年 5 月已列 100.00 元，应为 0.00 元，追回 100"[:34],
            "2026 年 6 月已列 100.00 元，应为 0.00 元，追回 100"[:34],
        ]

    def test_a_death_back_dated_is_recovered(self, first_half, held, roll_of, clerk):
        die(held.member, date(2026, 6, 2), clerk)

        [line] = roll_of(paying.SECOND)

        assert (line.sums.recovery, line.sums.carried_out) == (100, 100)

    def test_a_standard_raised_back_is_paid_back(self, first_half, roll_of, standard, county):
        StipendStandard.objects.filter(pk=standard.pk).update(until=date(2026, 3, 31))
        StipendStandardFactory(unit=county, monthly_amount=Decimal("120.50"), since=date(2026, 4, 1))

        [line] = roll_of(paying.SECOND)

        assert (line.sums.back_pay, line.sums.pay) == (Decimal("61.50"), Decimal("723.00"))

    def test_a_contract_renewed_late_is_paid_back(self, held, county, cast, roll_of):
        held.contract_until = date(2026, 4, 10)
        held.save()
        paying.closed(county, paying.FIRST, **cast)
        held.contract_until = date(2029, 4, 10)
        held.save()

        [line] = roll_of(paying.SECOND)

        assert (line.sums.back_pay, line.sums.pay) == (300, 600)

    def test_an_appointment_entered_late_is_paid_back(self, first_half, township, roll_of):
        AppointmentFactory(post=PostFactory(unit=VillageFactory(parent=township)), since=date(2026, 5, 1))

        lines = roll_of(paying.SECOND)

        assert sorted(yuan(lines)) == [600, 800]

    def test_months_before_the_first_run_are_not_paid_back(self, held, roll_of):
        assert yuan(roll_of(paying.SECOND)) == [600]

    def test_no_further_back_than_the_county_says(self, first_half, held, county, roll_of):
        PayPolicy.objects.create(unit=county, since=date(2026, 7, 1), look_back=1)
        leave(held, date(2026, 4, 30))

        [line] = roll_of(paying.SECOND)

        assert line.sums.recovery == 100

    def test_another_payer_for_paid_months_is_recovered_here_and_paid_there(
        self, first_half, standard, roll_of, county
    ):
        StipendStandard.objects.filter(pk=standard.pk).update(until=date(2026, 5, 31))
        StipendStandardFactory(unit=county, payer=Payer.WELFARE_POST, since=date(2026, 6, 1))

        lines = {line.payer: line.sums for line in roll_of(paying.SECOND)}

        assert (lines["county_budget"].recovery, lines["county_budget"].carried_out) == (100, 100)
        assert (lines["welfare_post"].back_pay, lines["welfare_post"].amount) == (100, 700)

    def test_what_was_put_right_once_is_not_put_right_again(self, first_half, held, county, roll_of, cast):
        leave(held, date(2026, 4, 30))
        paying.locked(county, paying.SECOND, **cast)

        [line] = roll_of(paying.months_of(2027, 1))

        assert (line.sums.recovery, line.sums.carried_in, line.sums.carried_out) == (0, 200, 200)

    def test_a_recovery_larger_than_pay_is_carried_forward_until_it_is_paid(
        self, first_half, held, county, roll_of, cast, township
    ):
        leave(held, date(2026, 1, 31))  # five months to recover
        paying.locked(county, paying.SECOND, **cast)
        there = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=there, member=held.member, since=date(2027, 3, 1))

        [line] = roll_of(paying.months_of(2027, 1))

        assert (line.sums.carried_in, line.sums.pay) == (500, 400)
        assert (line.sums.amount, line.sums.carried_out) == (0, 100)

    def test_appointed_again_after_a_recovery_is_paid_back(self, first_half, held, county, roll_of, cast):
        leave(held, date(2026, 4, 30))
        paying.locked(county, paying.SECOND, **cast)
        held.until, held.end_reason = None, ""
        held.save()

        [line] = roll_of(paying.months_of(2027, 1))

        assert (line.sums.back_pay, line.sums.carried_in, line.sums.amount) == (800, 200, 1200)


class TestOtherRolls:
    def test_months_that_another_county_pays_are_left_out(self, held, elsewhere, standard, county, clerk):
        there = elsewhere.parent.parent
        StipendStandardFactory(unit=there)
        make_run(county, paying.FIRST, by=clerk, at=NOON)
        leave(held, date(2026, 3, 10), EndReason.TRANSFERRED)
        AppointmentFactory(member=held.member, post=PostFactory(unit=elsewhere), since=date(2026, 3, 11))

        second = make_run(there, paying.FIRST, by=PostingFactory(unit=there).user, at=NOON)

        assert second.people == 0
        assert "已列入会宁县的名册" in second.unpaid[0]["words"]

    def test_months_of_an_overlapping_period_are_paid_once(self, first_half, county, roll_of):
        [line] = roll_of([date(2026, 6, 1), date(2026, 7, 1)])

        assert (line.months, line.sums.amount) == (1, 100)
        assert "6 月已在以前的名册中发放 100.00 元" in line.steps[0].words
