"""A run on its way from computing to closed: who may take which step, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from accounts.roles import Role
from staff.choices import EndReason, Outcome, RunState
from staff.models import PayPolicy, StipendMonth, StipendRun
from staff.pay.selectors.lines import months_of_member
from staff.pay.services import adjustments, confirming, making, noticing, returning, reviewing
from staff.services.refusal import StaffRefused
from tests import paying
from tests.factories import AppointmentFactory, PostFactory, PostingFactory, VillageFactory
from tests.factories.staff import small_pdf
from tests.staff.conftest import NOON


@pytest.fixture
def draft(county, held, clerk):
    return making.make_run(county, paying.FIRST, by=clerk, at=NOON)


@pytest.fixture
def opened(draft, clerk):
    return confirming.open_run(draft, by=clerk, at=NOON)


@pytest.fixture
def confirmed(county, held, cast):
    return paying.confirmed(county, paying.FIRST, **cast)


class TestComputing:
    def test_keeps_lines_months_and_sums(self, draft, held):
        [line] = draft.lines.all()

        assert (draft.people, draft.amount, draft.state) == (1, Decimal("600.00"), RunState.DRAFT)
        assert (line.member, line.bank_account) == (held.member, held.member.bank_account)
        assert line.paid_months.count() == 6
        assert line.content_hash == line.reckoned_hash()

    def test_adds_up(self, draft, others, county, clerk):
        again = making.make_run(county, paying.FIRST, by=clerk, at=NOON)

        months = StipendMonth.objects.filter(line__run=again).values_list("amount", flat=True)
        assert again.amount == sum(again.lines.values_list("amount", flat=True)) == sum(months) == 1800

    def test_twice_is_the_same(self, draft, county, clerk):
        before = list(draft.lines.values_list("content_hash", flat=True))

        again = making.make_run(county, paying.FIRST, by=clerk, at=NOON)

        assert again.pk == draft.pk
        assert list(again.lines.values_list("content_hash", flat=True)) == before

    def test_says_how_each_month_came_about(self, draft):
        explanation = draft.lines.get().explanation

        assert [step["month"] for step in explanation] == [f"2026-0{month}" for month in range(1, 7)]
        assert explanation[0]["words"] == "1 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。"

    def test_refuses_a_period_that_has_not_begun(self, county, clerk):
        with pytest.raises(StaffRefused, match="还没有开始"):
            making.make_run(county, paying.months_of(2027, 1), by=clerk, at=NOON)

    def test_refuses_what_is_no_period_of_the_county(self, county, clerk):
        with pytest.raises(StaffRefused, match="按半年发放"):
            making.make_run(county, paying.FIRST[:3], by=clerk, at=NOON)

    @pytest.mark.parametrize(
        ("period", "months", "name"),
        [("month", 1, "2026 年 1 月"), ("quarter", 3, "2026 年第一季度"), ("half", 6, "2026 年上半年")],
    )
    def test_follows_the_period_that_the_county_has_set(self, county, held, clerk, period, months, name):
        PayPolicy.objects.create(unit=county, since=date(2025, 1, 1), period=period)

        run = making.make_run(county, paying.FIRST[:months], by=clerk, at=NOON)

        assert (run.period, run.amount) == (name, 100 * months)

    def test_refuses_those_of_a_township(self, county, township_clerk):
        with pytest.raises(StaffRefused, match="没有办理这一步的权限"):
            making.make_run(county, paying.FIRST, by=township_clerk, at=NOON)

    def test_is_in_the_audit_log(self, draft, clerk):
        entry = AuditEntry.objects.get(actor=clerk, additional_data__what="造册")

        assert entry.additional_data == {"what": "造册", "lines": 1, "people": 1, "amount": "600.00"}

    def test_six_monthly_runs_pay_what_the_half_year_pays(self, county, held, clerk, cast):
        PayPolicy.objects.create(unit=county, since=date(2026, 1, 1), period="month")
        held.since, held.until, held.end_reason = date(2026, 2, 10), date(2026, 5, 20), EndReason.RESIGNED
        held.save()

        runs = [paying.locked(county, [month], **cast) for month in paying.FIRST[1:5]]
        assert [run.amount for run in runs] == [100, 100, 100, 100]
        with pytest.raises(StaffRefused, match="空"):
            paying.locked(county, [paying.FIRST[5]], **cast)


class TestConfirming:
    def test_gives_each_township_its_part(self, opened, township):
        [part] = opened.townships.all()

        assert (part.township, part.people, part.amount) == (township, 1, 600)
        assert opened.state == RunState.CONFIRMING

    def test_a_township_confirms_its_own(self, opened, township_clerk):
        part = confirming.confirm_township(opened.townships.get(), by=township_clerk, at=NOON)

        assert part.confirmed_by == township_clerk

    def test_the_maker_confirms_nothing(self, opened, clerk):
        with pytest.raises(StaffRefused, match="造册人不能代乡镇确认"):
            confirming.confirm_township(opened.townships.get(), by=clerk, at=NOON)

    def test_another_township_confirms_nothing(self, opened, county):
        stranger = PostingFactory(
            unit=VillageFactory(parent__parent=county).parent, role=Role.TOWNSHIP_CLERK
        ).user

        with pytest.raises(StaffRefused, match="权限"):
            confirming.confirm_township(opened.townships.get(), by=stranger, at=NOON)

    def test_twice_is_refused(self, opened, township_clerk):
        part = confirming.confirm_township(opened.townships.get(), by=township_clerk, at=NOON)

        with pytest.raises(StaffRefused, match="不用再确认"):
            confirming.confirm_township(part, by=township_clerk, at=NOON)

    def test_an_objection_stops_it_until_it_is_settled(
        self, opened, township, township_clerk, clerk, manager
    ):
        objection = confirming.object_to(
            opened, township, by=township_clerk, at=NOON, text="赵红霞三月已离岗", about="赵红霞"
        )
        part = opened.townships.get()
        with pytest.raises(StaffRefused, match="异议没有处理"):
            confirming.confirm_township(part, by=township_clerk, at=NOON)

        confirming.answer_objection(objection, by=clerk, at=NOON, answer="已核实，在岗")
        confirming.confirm_township(part, by=township_clerk, at=NOON)

        assert reviewing.review_run(opened, by=manager, at=NOON).state == RunState.LOCKED

    def test_a_draft_that_life_has_overtaken_is_not_sent(self, draft, held, clerk):
        held.until, held.end_reason = date(2026, 3, 31), EndReason.RESIGNED
        held.save()

        with pytest.raises(StaffRefused, match="请重新造册"):
            confirming.open_run(draft, by=clerk, at=NOON)


class TestReviewing:
    def test_locks_the_roll(self, confirmed, manager):
        run = reviewing.review_run(confirmed, by=manager, at=NOON)

        assert (run.state, run.reviewed_by, run.needs_second) == (RunState.LOCKED, manager, False)
        assert run.seal == making.seal_of(run)

    def test_waits_for_the_townships(self, opened, manager):
        with pytest.raises(StaffRefused, match="会师镇还没有确认"):
            reviewing.review_run(opened, by=manager, at=NOON)

    def test_refuses_the_maker(self, confirmed, clerk):
        with pytest.raises(StaffRefused, match="造册人不能复核自己造的名册"):
            reviewing.review_run(confirmed, by=clerk, at=NOON)

    def test_refuses_the_second_click(self, confirmed, manager):
        reviewing.review_run(confirmed, by=manager, at=NOON)

        with pytest.raises(StaffRefused, match="已锁定，不能复核"):
            reviewing.review_run(confirmed, by=manager, at=NOON)

    def test_refuses_an_account_that_has_changed_since(self, confirmed, held, manager):
        held.member.bank_account = "6200000000000000001"
        held.member.save()

        with pytest.raises(StaffRefused, match="账号"):
            reviewing.review_run(confirmed, by=manager, at=NOON)

    def test_refuses_an_approver_whose_role_ended_yesterday(self, confirmed, manager):
        manager.postings.update(until=NOON.date() - timedelta(days=1))
        manager = type(manager).objects.get(pk=manager.pk)

        with pytest.raises(StaffRefused, match="任职授权已经到期"):
            reviewing.review_run(confirmed, by=manager, at=NOON)

    def test_a_locked_run_is_not_computed_anew(self, county, held, cast, clerk):
        paying.locked(county, paying.FIRST, **cast)

        with pytest.raises(StaffRefused, match="已锁定，不能重新造册"):
            making.make_run(county, paying.FIRST, by=clerk, at=NOON)


class TestTheSecondApprover:
    @pytest.fixture
    def reviewed(self, asks_a_third, confirmed, manager):
        return reviewing.review_run(confirmed, by=manager, at=NOON)

    def test_is_asked_above_the_sum(self, reviewed):
        assert (reviewed.state, reviewed.needs_second) == (RunState.REVIEWED, True)

    def test_is_not_asked_below_it(self, asks_a_third, confirmed, manager):
        PayPolicy.objects.update(second_above=Decimal("600.00"))

        assert reviewing.review_run(confirmed, by=manager, at=NOON).state == RunState.LOCKED

    def test_locks_the_roll(self, reviewed, finance):
        assert reviewing.approve_run(reviewed, by=finance, at=NOON).state == RunState.LOCKED

    def test_is_not_the_reviewer(self, reviewed, manager):
        with pytest.raises(StaffRefused, match="第三人"):
            reviewing.approve_run(reviewed, by=manager, at=NOON)

    def test_is_nobody_without_the_permission(self, reviewed, county):
        other = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user

        with pytest.raises(StaffRefused, match="权限"):
            reviewing.approve_run(reviewed, by=other, at=NOON)

    def test_two_at_once_approve_it_once(self, reviewed, finance, county):
        other = PostingFactory(unit=county, role=Role.FINANCE).user
        same = StipendRun.objects.get(pk=reviewed.pk)  # both have the page open
        reviewing.approve_run(reviewed, by=finance, at=NOON)

        with pytest.raises(StaffRefused, match="已锁定，不能终审"):
            reviewing.approve_run(same, by=other, at=NOON)
        assert StipendRun.objects.get(pk=reviewed.pk).approved_by == finance


class TestTheNotice:
    @pytest.fixture
    def hanging(self, county, held, cast, clerk):
        return noticing.start_notice(paying.locked(county, paying.FIRST, **cast), by=clerk, at=NOON)

    def test_hangs_for_the_countys_days(self, hanging):
        assert (hanging.notice_from, hanging.notice_until) == (date(2026, 11, 22), date(2026, 11, 28))

    def test_cannot_end_early(self, hanging, clerk):
        with pytest.raises(StaffRefused, match="公示到 2026-11-28 为止"):
            noticing.end_notice(hanging, by=clerk, at=NOON + timedelta(days=6))

    def test_ends_the_day_after(self, hanging, clerk):
        run = noticing.end_notice(hanging, by=clerk, at=NOON + timedelta(days=7))

        assert run.state == RunState.READY

    def test_does_not_end_over_an_objection(self, hanging, clerk, township, township_clerk):
        confirming.object_to(
            hanging, township, by=township_clerk, at=NOON, text="他没有到岗", raised_by="村民"
        )

        with pytest.raises(StaffRefused, match="异议还没有处理完"):
            noticing.end_notice(hanging, by=clerk, at=NOON + timedelta(days=7))


class TestSendingBack:
    def test_makes_a_draft_again_and_everybody_confirms_anew(self, county, held, cast, manager):
        run = paying.locked(county, paying.FIRST, **cast)

        run = reviewing.send_back(run, by=manager, at=NOON, reason="金额有误")

        assert (run.state, run.reviewed_by, run.townships.count()) == (RunState.DRAFT, None, 0)

    def test_is_refused_once_the_file_is_with_the_bank(self, county, held, cast, manager):
        run = paying.exported(county, paying.FIRST, **cast)

        with pytest.raises(StaffRefused, match="已送银行，不能退回"):
            reviewing.send_back(run, by=manager, at=NOON, reason="金额有误")

    def test_is_refused_when_a_later_run_builds_on_it(self, county, held, cast, manager):
        run = paying.locked(county, paying.FIRST, **cast)
        paying.locked(county, paying.SECOND, **(cast | {"at": NOON + timedelta(hours=1)}))

        with pytest.raises(StaffRefused, match="下一期补发或追回"):
            reviewing.send_back(run, by=manager, at=NOON, reason="金额有误")

    def test_a_cancelled_draft_frees_its_months(self, draft, county, clerk):
        reviewing.cancel_run(draft, by=clerk, at=NOON, reason="期间选错")

        again = making.make_run(county, paying.FIRST, by=clerk, at=NOON)

        assert (again.pk != draft.pk, again.amount) == (True, 600)


class TestAdjustments:
    @pytest.fixture
    def deduction(self, held, clerk):
        return adjustments.propose(
            held.member, by=clerk, at=NOON, kind="deduction", month=date(2026, 5, 6), amount=Decimal("80.50"),
            reason="五月考核不合格", upload=small_pdf(),
        )  # fmt: skip

    def test_count_once_another_has_approved(self, deduction, draft, county, clerk, manager):
        assert draft.amount == 600
        adjustments.decide(deduction, by=manager, at=NOON, approved=True)

        run = making.make_run(county, paying.FIRST, by=clerk, at=NOON)

        assert (run.amount, run.lines.get().deduction) == (Decimal("519.50"), Decimal("80.50"))

    def test_count_in_one_run_only(self, deduction, county, cast, manager):
        adjustments.decide(deduction, by=manager, at=NOON, approved=True)
        paying.locked(county, paying.FIRST, **cast)

        assert paying.locked(county, paying.SECOND, **cast).amount == 600

    def test_are_not_decided_by_the_proposer(self, deduction, clerk):
        with pytest.raises(StaffRefused, match="提出人不能审批"):
            adjustments.decide(deduction, by=clerk, at=NOON, approved=True)

    def test_need_evidence(self, held, clerk):
        with pytest.raises(StaffRefused, match="请上传依据材料"):
            adjustments.propose(
                held.member, by=clerk, at=NOON, kind="bonus", month=date(2026, 5, 1), amount=Decimal(1),
                reason="优秀", upload=None,
            )  # fmt: skip

    def test_larger_than_the_pay_are_carried_forward(self, deduction, county, cast, manager):
        deduction.amount = Decimal("650.00")
        deduction.save()
        adjustments.decide(deduction, by=manager, at=NOON, approved=True)

        run = paying.locked(county, paying.FIRST, **cast)
        line = run.lines.get()
        assert (line.amount, line.carried_out, line.outcome) == (0, 50, Outcome.NOTHING_DUE)
        assert paying.locked(county, paying.SECOND, **cast).amount == 550


class TestClosing:
    def test_and_opening_again_change_nothing(self, first_half, manager, clerk):
        before = list(first_half.lines.values())

        run = returning.reopen_run(first_half, by=manager, at=NOON, reason="核查")
        run = returning.close_run(run, by=clerk, at=NOON)

        assert run.is_closed
        assert list(run.lines.values()) == before
        assert making.seal_of(run) == run.seal

    def test_keeps_a_statement_for_each_member(self, first_half, held):
        months = months_of_member(held.member)

        assert [month.month.month for month in months] == [6, 5, 4, 3, 2, 1]

    def test_a_run_that_owes_nothing_is_closed_without_the_bank(self, first_half, held, county, cast, clerk):
        held.until, held.end_reason = date(2026, 4, 30), EndReason.RESIGNED
        held.save()
        run = paying.ready(county, paying.SECOND, **cast)

        run = returning.close_run(run, by=clerk, at=NOON)

        assert (run.is_closed, run.amount) == (True, 0)


def test_a_run_shows_its_history(first_half):
    acts = [entry.get_act_display() for entry in first_half.entries.order_by("pk")]

    assert acts == [
        "造册", "送乡镇确认", "乡镇确认", "县级复核", "开始公示", "公示期满",
        "导出银行文件", "读入回盘", "办结",
    ]  # fmt: skip


def test_two_appointments_of_two_people_are_two_lines(county, held, township, clerk):
    AppointmentFactory(post=PostFactory(unit=VillageFactory(parent=township)))

    assert making.make_run(county, paying.FIRST, by=clerk, at=NOON).people == 2
