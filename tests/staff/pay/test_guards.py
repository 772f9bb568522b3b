"""What stops a run or is only shown before it is reviewed, as the county has set it."""

from datetime import date

import pytest

from staff.choices import Guard, Kinship, RunState
from staff.models import GuardRule, StipendRule
from staff.pay.selectors.guards import findings_of
from staff.pay.services import making
from staff.services.refusal import StaffRefused
from tests import paying
from tests.factories import PersonFactory
from tests.factories.boards import SeatFactory
from tests.staff.conftest import NOON


class TestGuards:
    def test_a_shared_account_blocks(self, held, others, county, cast):
        others[0].member.bank_account = held.member.bank_account
        others[0].member.save()

        with pytest.raises(StaffRefused, match="一个账号两人使用"):
            paying.locked(county, paying.FIRST, **cast)

    def test_a_missing_account_blocks(self, held, county, cast):
        held.member.bank_account = ""
        held.member.save()

        with pytest.raises(StaffRefused, match="没有银行账号：赵红霞"):
            paying.locked(county, paying.FIRST, **cast)

    def test_a_changed_account_only_warns(self, first_half, held, county, cast):
        held.member.bank_account = "6200000000000000001"
        held.member.save()

        assert paying.locked(county, paying.SECOND, **cast).state == RunState.LOCKED

    @pytest.mark.parametrize(("level", "blocks"), [("block", True), ("off", False)])
    def test_what_blocks_is_the_countys_to_say(self, first_half, held, county, cast, level, blocks):
        GuardRule.objects.create(unit=county, since=date(2026, 7, 1), code="account_changed", level=level)
        held.member.bank_account = "6200000000000000001"
        held.member.save()

        if blocks:
            with pytest.raises(StaffRefused, match="账号与上期不同"):
                paying.locked(county, paying.SECOND, **cast)
        else:
            assert paying.locked(county, paying.SECOND, **cast).is_locked

    def test_a_payee_outside_the_register_can_block(self, held, county, cast):
        GuardRule.objects.create(unit=county, since=date(2026, 1, 1), code="outside_register", level="block")

        with pytest.raises(StaffRefused, match="登记中查不到：赵红霞"):
            paying.locked(county, paying.FIRST, **cast)

    @pytest.mark.parametrize("code", Guard.values)
    @pytest.mark.parametrize(("level", "shown"), [("block", [True]), ("warn", [False]), ("off", [])])
    def test_each_blocks_warns_or_is_not_looked_for_as_set(self, in_doubt, county, code, level, shown):
        GuardRule.objects.create(unit=county, since=date(2026, 1, 1), code=code, level=level)

        found = findings_of(in_doubt)

        assert [one.blocks for one in found if one.code == code] == shown

    def test_a_relative_is_not_asked_for_an_entry_of_their_own(self, held, county, clerk):
        held.member.kinship = Kinship.PARENT
        held.member.save()
        run = making.make_run(county, paying.FIRST, by=clerk, at=NOON)

        assert findings_of(run) == []

    def test_somebody_on_the_register_is_not_outside_it(self, held, county, clerk):
        held.member.person = PersonFactory(unit=held.post.unit)
        held.member.save()
        run = making.make_run(county, paying.FIRST, by=clerk, at=NOON)

        assert findings_of(run) == []

    def test_ask_a_fixed_number_of_questions(self, in_doubt, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            findings_of(in_doubt)


def seat_of(member, **facts):
    """Put a member into the board of their village."""
    facts = {"term__board__unit": member.unit, "id_digest": member.id_digest, "name": member.name} | facts
    return SeatFactory(**facts)


def term_findings(county, months, clerk):
    """Return what the guard says of each line of a period."""
    run = making.make_run(county, months, by=clerk, at=NOON)
    found = [one for one in findings_of(run) if one.code == Guard.TERM_ENDED]
    return [why for one in found for _, why in one.told]


@pytest.fixture
def in_doubt(first_half, held, others, county, clerk):
    """A run in which every guard finds something."""
    others[0].member.bank_account = held.member.bank_account
    others[0].member.save()
    others[1].member.bank_name = others[1].member.bank_account = ""
    others[1].member.save()
    held.member.bank_account = "6200000000000000001"
    held.member.save()
    others[0].member.bank_account = held.member.bank_account
    others[0].member.save()
    seat_of(held.member, term__ends_on=date(2026, 9, 30), term__starts_on=date(2021, 10, 1))
    return making.make_run(county, paying.SECOND, by=clerk, at=NOON)


class TestTheEndOfATerm:
    def test_that_ran_out_before_a_paid_month_is_told(self, held, county, clerk):
        seat_of(held.member, term__ends_on=date(2026, 9, 30), term__starts_on=date(2021, 10, 1))

        assert term_findings(county, paying.SECOND, clerk) == ["南什村残疾人协会 2026-09-30 届满未换届"]

    def test_blocks_where_the_county_says_so(self, held, county, cast):
        seat_of(held.member, term__ends_on=date(2026, 3, 31), term__starts_on=date(2021, 4, 1))
        GuardRule.objects.create(unit=county, since=date(2026, 1, 1), code="term_ended", level="block")

        with pytest.raises(StaffRefused, match="任期或聘期已满仍在发放：赵红霞"):
            paying.locked(county, paying.FIRST, **cast)

    def test_after_the_last_paid_month_is_not(self, held, county, clerk):
        seat_of(held.member, term__ends_on=date(2026, 12, 1), term__starts_on=date(2021, 12, 2))

        assert term_findings(county, paying.SECOND, clerk) == []

    def test_of_somebody_else_or_somewhere_else_is_not(self, held, others, county, clerk):
        late = {"term__ends_on": date(2026, 3, 31), "term__starts_on": date(2021, 4, 1)}
        seat_of(others[0].member, term__board__unit=held.post.unit, **late)
        SeatFactory(term__board__unit=others[1].post.unit, **late)

        assert term_findings(county, paying.SECOND, clerk) == []

    def test_with_a_new_seat_is_not(self, held, county, clerk):
        old = seat_of(
            held.member, term__ends_on=date(2026, 8, 31), term__starts_on=date(2021, 9, 1),
            term__ended_on=date(2026, 8, 31), until=date(2026, 8, 31), reason="换届",
        )  # fmt: skip
        again = {"term__number": 4, "term__starts_on": date(2026, 9, 1), "id_digest": held.member.id_digest}
        SeatFactory(term__board=old.term.board, **again)

        assert term_findings(county, paying.SECOND, clerk) == []

    def test_of_a_seat_that_ended_in_the_period_is_told_once(self, held, county, clerk):
        seat_of(held.member, until=date(2026, 8, 31), reason="换届")

        assert term_findings(county, paying.SECOND, clerk) == ["南什村残疾人协会职务 2026-08-31 终止"]
        assert term_findings(county, paying.FIRST, clerk) == []

    def test_of_a_seat_that_ended_long_ago_is_not(self, held, county, clerk):
        seat_of(held.member, until=date(2024, 8, 31), reason="换届")

        assert term_findings(county, paying.SECOND, clerk) == []

    def test_of_a_contract_is_told_where_pay_goes_on_after_it(self, held, county, clerk):
        StipendRule.objects.create(unit=county, since=date(2026, 1, 1), stops_at_contract_end=False)
        held.contract_until = date(2026, 8, 31)
        held.save()

        assert term_findings(county, paying.SECOND, clerk) == ["合同 2026-08-31 期满"]

    def test_of_a_contract_that_stops_the_pay_is_not(self, held, county, clerk):
        held.contract_until = date(2026, 8, 31)
        held.save()

        assert term_findings(county, paying.SECOND, clerk) == []

    def test_of_somebody_dead_or_gone_is_never_asked(self, held, county, clerk):
        """Their months are not on the roll at all; the arithmetic sees to that."""
        held.until, held.end_reason = date(2026, 6, 30), "resigned"
        held.save()
        seat_of(held.member, term__ends_on=date(2026, 3, 31), term__starts_on=date(2021, 4, 1))

        assert term_findings(county, paying.SECOND, clerk) == []


def test_the_runs_page_says_which_term_ended_when(client, sign_in, held, county, clerk):
    seat_of(held.member, term__ends_on=date(2026, 9, 30), term__starts_on=date(2021, 10, 1))
    run = making.make_run(county, paying.SECOND, by=clerk, at=NOON)
    sign_in(county)

    page = client.get(run.get_absolute_url()).text

    assert "请留意：任期或聘期已满仍在发放" in page
    assert "南什村残疾人协会 2026-09-30 届满未换届" in page
