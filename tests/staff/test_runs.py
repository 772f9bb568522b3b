from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from orgs.scoping import EVERYWHERE
from registry.choices import ArchiveReason
from staff.choices import EndReason, PostType, Proration, RunState
from staff.models import StipendMonth, StipendRule, StipendRun
from staff.selectors import compute_roll
from staff.selectors.stipends import account_doubts, by_township, delta_of, lines_for_roll
from staff.services import runs
from staff.services.refusal import StaffRefused
from tests.factories import (
    AppointmentFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    StipendRunFactory,
    StipendStandardFactory,
    VillageFactory,
)
from tests.staff.conftest import NOON


@pytest.fixture
def held(village, standard):
    """Somebody in a village post since 2020, at a hundred yuan a month."""
    return AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞")


@pytest.fixture
def run(held, county, clerk):
    return runs.make_run(county, 2026, 1, by=clerk, at=NOON)


def amounts(run):
    return list(run.lines.order_by("pk").values_list("months", "amount"))


class TestComputeRoll:
    def test_pays_six_months(self, held, county):
        [line] = compute_roll(county, 2026, 1).lines

        assert (len(line.paid), line.amount) == (6, Decimal("600.00"))

    def test_pays_from_joining_on(self, village, standard, county):
        AppointmentFactory(post=PostFactory(unit=village), since=date(2026, 3, 16))

        [line] = compute_roll(county, 2026, 1).lines

        assert [step.month.month for step in line.paid] == [4, 5, 6]

    def test_pays_until_leaving(self, village, standard, county):
        AppointmentFactory(
            post=PostFactory(unit=village), until=date(2026, 2, 15), end_reason=EndReason.RESIGNED
        )

        [line] = compute_roll(county, 2026, 1).lines

        assert [step.month.month for step in line.paid] == [1, 2]

    def test_stops_with_a_death_on_the_register(self, held, county, clerk):
        held.member.person = PersonFactory(
            archived_at=NOON,
            archived_by=clerk,
            archive_reason=ArchiveReason.DEATH,
            archive_date=date(2026, 3, 20),
        )
        held.member.save()

        [line] = compute_roll(county, 2026, 1).lines

        assert [step.month.month for step in line.paid] == [1, 2, 3]
        assert "3 月 20 日死亡" in line.steps[3].words

    def test_changes_the_standard_in_the_middle(self, village, county):
        StipendStandardFactory(
            unit=county, monthly_amount=Decimal("80.00"), since=date(2012, 1, 1), until=date(2012, 12, 31)
        )
        StipendStandardFactory(unit=county, monthly_amount=Decimal("100.00"), since=date(2013, 1, 1))
        AppointmentFactory(post=PostFactory(unit=village), since=date(2012, 9, 1))

        assert compute_roll(county, 2012, 2).lines[0].amount == Decimal("320.00")
        assert compute_roll(county, 2013, 1).lines[0].amount == Decimal("600.00")

    def test_gives_a_transferred_member_one_line_per_post(self, held, county, township):
        held.until, held.end_reason = date(2026, 3, 31), EndReason.TRANSFERRED
        held.save()
        there = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=there, member=held.member, since=date(2026, 4, 1))

        lines = compute_roll(county, 2026, 1).lines

        assert [len(line.paid) for line in lines] == [3, 3]

    def test_leaves_out_heads(self, township, standard, county):
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_HEAD))

        roll = compute_roll(county, 2026, 1)

        assert (roll.lines, roll.unpaid) == ([], [])

    def test_names_those_without_a_standard(self, township, standard, county):
        AppointmentFactory(post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER))

        [unpaid] = compute_roll(county, 2026, 1).unpaid

        assert "没有执行中的标准" in unpaid.steps[0].words

    def test_leaves_out_other_counties(self, held, county, standard):
        AppointmentFactory()

        assert len(compute_roll(county, 2026, 1).lines) == 1

    def test_counts_by_day_where_the_county_says_so(self, village, standard, county):
        StipendRule.objects.create(unit=county, since=date(2026, 1, 1), proration=Proration.DAILY)
        AppointmentFactory(post=PostFactory(unit=village), since=date(2026, 4, 16))

        [line] = compute_roll(county, 2026, 1).lines

        assert line.amount == Decimal("250.00")

    def test_asks_four_questions_for_many(self, township, standard, county, django_assert_num_queries):
        for village in VillageFactory.create_batch(5, parent=township):
            AppointmentFactory(post=PostFactory(unit=village))

        with django_assert_num_queries(4):
            compute_roll(county, 2026, 1)


class TestMakeRun:
    def test_keeps_lines_months_and_sums(self, run, held):
        [line] = run.lines.all()

        assert (run.people, run.amount, run.state) == (1, Decimal("600.00"), RunState.DRAFT)
        assert (line.member, line.name, line.bank_account) == (
            held.member,
            "赵红霞",
            held.member.bank_account,
        )
        assert line.paid_months.count() == 6

    def test_adds_up(self, run, township, county, clerk):
        AppointmentFactory(post=PostFactory(unit=VillageFactory(parent=township)), since=date(2026, 3, 2))
        again = runs.make_run(county, 2026, 1, by=clerk, at=NOON)

        lines = again.lines.values_list("amount", flat=True)
        months = StipendMonth.objects.filter(line__run=again).values_list("amount", flat=True)

        assert again.amount == sum(lines) == sum(months) == Decimal("1000.00")

    def test_says_how_each_month_came_about(self, run):
        explanation = run.lines.get().explanation

        assert [step["month"] for step in explanation] == [f"2026-0{month}" for month in range(1, 7)]
        assert explanation[0]["words"] == "1 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。"
        assert explanation[0]["rule"] == "当月 15 日在岗的计发整月"

    def test_computes_a_draft_anew(self, run, held, county, clerk):
        held.until, held.end_reason = date(2026, 3, 31), EndReason.RESIGNED
        held.save()

        again = runs.make_run(county, 2026, 1, by=clerk, at=NOON)

        assert again.pk == run.pk
        assert amounts(again) == [(3, Decimal("300.00"))]
        assert StipendMonth.objects.count() == 3

    def test_gives_the_same_twice(self, run, county, clerk):
        before = amounts(run)

        assert amounts(runs.make_run(county, 2026, 1, by=clerk, at=NOON)) == before

    def test_refuses_a_half_year_that_has_not_begun(self, county, clerk):
        with pytest.raises(StaffRefused, match="还没有开始"):
            runs.make_run(county, 2027, 1, by=clerk, at=NOON)

    def test_refuses_a_frozen_run(self, run, county, clerk, manager):
        runs.review_run(run, by=manager, at=NOON)

        with pytest.raises(StaffRefused, match="已复核，不能重新造册"):
            runs.make_run(county, 2026, 1, by=clerk, at=NOON)

    def test_refuses_those_of_a_township(self, county, township):
        township_clerk = PostingFactory(unit=township, as_township_clerk=True).user

        with pytest.raises(StaffRefused, match="管辖范围"):
            runs.make_run(county, 2026, 1, by=township_clerk, at=NOON)

    def test_is_in_the_audit_log(self, run, clerk):
        entry = AuditEntry.objects.get(actor=clerk, additional_data__what="造册")

        assert entry.additional_data == {"what": "造册", "lines": 1, "people": 1, "amount": "600.00"}

    def test_leaves_out_months_that_another_county_has_paid(self, run, held, elsewhere, standard):
        there = elsewhere.parent.parent
        StipendStandardFactory(unit=there)
        held.until, held.end_reason = date(2026, 3, 10), EndReason.TRANSFERRED
        held.save()
        AppointmentFactory(member=held.member, post=PostFactory(unit=elsewhere), since=date(2026, 3, 11))
        clerk_there = PostingFactory(unit=there).user

        second = runs.make_run(there, 2026, 1, by=clerk_there, at=NOON)

        assert second.people == 0


class TestReviewRun:
    def test_freezes_the_roll(self, run, manager):
        runs.review_run(run, by=manager, at=NOON)

        run.refresh_from_db()
        assert (run.state, run.reviewed_by, run.reviewed_at) == (RunState.REVIEWED, manager, NOON)

    def test_refuses_the_maker(self, run, clerk):
        with pytest.raises(StaffRefused, match="造册人不能复核自己造的名册"):
            runs.review_run(run, by=clerk, at=NOON)

    def test_refuses_the_second_click(self, run, manager):
        runs.review_run(run, by=manager, at=NOON)

        with pytest.raises(StaffRefused, match="已复核，不用再复核"):
            runs.review_run(run, by=manager, at=NOON)

    def test_refuses_an_empty_roll(self, county, manager):
        with pytest.raises(StaffRefused, match="名册是空的"):
            runs.review_run(StipendRunFactory(unit=county), by=manager, at=NOON)

    def test_refuses_a_roll_that_life_has_overtaken(self, run, held, manager):
        held.until, held.end_reason = date(2026, 3, 31), EndReason.RESIGNED
        held.save()

        with pytest.raises(StaffRefused, match="请重新造册后再复核"):
            runs.review_run(run, by=manager, at=NOON)

    def test_refuses_an_account_that_has_changed_since(self, run, held, manager):
        held.member.bank_account = "6200000000000000001"
        held.member.save()

        with pytest.raises(StaffRefused, match="账号"):
            runs.review_run(run, by=manager, at=NOON)

    def test_refuses_those_who_may_only_look(self, run, county):
        finance = PostingFactory(unit=county, as_finance=True).user

        with pytest.raises(StaffRefused, match="管辖范围"):
            runs.review_run(run, by=finance, at=NOON)


class TestMarkPaid:
    def test_keeps_the_day(self, run, manager):
        runs.review_run(run, by=manager, at=NOON)

        runs.mark_paid(run, by=manager, at=NOON, paid_on=date(2026, 11, 22))

        run.refresh_from_db()
        assert (run.state, run.paid_on) == (RunState.PAID, date(2026, 11, 22))

    def test_refuses_a_draft(self, run, manager):
        with pytest.raises(StaffRefused, match="还没有复核"):
            runs.mark_paid(run, by=manager, at=NOON, paid_on=date(2026, 11, 22))

    def test_refuses_the_second_click(self, run, manager):
        runs.review_run(run, by=manager, at=NOON)
        runs.mark_paid(run, by=manager, at=NOON, paid_on=date(2026, 11, 22))

        with pytest.raises(StaffRefused, match="已于 2026-11-22 发放"):
            runs.mark_paid(run, by=manager, at=NOON, paid_on=date(2026, 11, 22))

    @pytest.mark.parametrize(
        ("paid_on", "words"), [(date(2026, 11, 23), "不能晚于今天"), (date(2026, 11, 21), "不能早于复核日期")]
    )
    def test_refuses_a_day_that_cannot_be(self, run, manager, paid_on, words):
        runs.review_run(run, by=manager, at=NOON)

        with pytest.raises(StaffRefused, match=words):
            runs.mark_paid(run, by=manager, at=NOON, paid_on=paid_on)


class TestDelta:
    @pytest.fixture
    def second(self, run, county, clerk):
        def make():
            return runs.make_run(county, 2026, 2, by=clerk, at=NOON)

        return make

    def delta(self, run):
        return delta_of(run, list(lines_for_roll(run, EVERYWHERE)), EVERYWHERE)

    def test_is_empty_when_nothing_has_changed(self, second):
        assert self.delta(second()).is_empty

    def test_names_who_joined(self, second, township):
        post = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=post, member__name="李强", since=date(2026, 8, 1))

        delta = self.delta(second())

        assert [payee.line.name for payee in delta.joined] == ["李强"]
        assert delta.difference == Decimal("500.00")

    def test_names_who_left(self, second, held):
        held.until, held.end_reason = date(2026, 6, 30), EndReason.RESIGNED
        held.save()

        delta = self.delta(second())

        assert [payee.line.name for payee in delta.left] == ["赵红霞"]
        assert delta.difference == Decimal("-600.00")

    def test_names_changed_amounts(self, second, held):
        held.until, held.end_reason = date(2026, 9, 30), EndReason.RESIGNED
        held.save()

        [(now, before)] = self.delta(second()).amounts

        assert (now.amount, before.amount) == (Decimal("300.00"), Decimal("600.00"))

    def test_names_changed_accounts(self, second, held):
        held.member.bank_account = "6200000000000000001"
        held.member.save()

        [(now, before)] = self.delta(second()).accounts

        assert now.line.bank_account == "6200000000000000001"
        assert before.line.bank_account != now.line.bank_account

    def test_of_the_first_run_names_nobody_as_joined(self, run):
        assert self.delta(run).joined == []


class TestAccountDoubts:
    def test_finds_one_account_of_two_people(self, held, township, county, clerk):
        other = AppointmentFactory(
            post=PostFactory(unit=VillageFactory(parent=township)),
            member__bank_account=held.member.bank_account,
        )
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)

        doubts = account_doubts(list(run.lines.all()))

        assert {line.member for line in doubts.shared} == {held.member, other.member}

    def test_finds_a_missing_account(self, held, county, clerk):
        held.member.bank_account = ""
        held.member.save()
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)

        assert [line.name for line in account_doubts(list(run.lines.all())).missing] == ["赵红霞"]

    def test_is_silent_about_the_rest(self, run):
        doubts = account_doubts(list(run.lines.all()))

        assert (doubts.missing, doubts.shared) == ([], [])


def test_a_roll_is_grouped_by_township(run, township):
    [group] = by_township(list(lines_for_roll(run, EVERYWHERE)))

    assert (group.township, group.people, group.amount) == (township, 1, Decimal("600.00"))


class TestWhoSeesARun:
    def test_the_county_does(self, run, clerk):
        assert run in StipendRun.objects.within(clerk.scope_of("stipend_view"))

    def test_a_township_on_it_does(self, run, township):
        user = PostingFactory(unit=township, as_township_clerk=True).user

        assert run in StipendRun.objects.within(user.scope_of("stipend_view"))

    def test_who_sees_everything_does(self, run):
        assert run in StipendRun.objects.within(EVERYWHERE)

    def test_another_county_does_not(self, run, elsewhere):
        user = PostingFactory(unit=elsewhere.parent.parent).user

        assert run not in StipendRun.objects.within(user.scope_of("stipend_view"))


def test_times_are_kept_as_given(run):
    assert run.made_at == datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
