"""To the bank and back: nothing paid twice, nothing lost, whatever goes wrong on the way."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from staff.choices import Outcome, RunState
from staff.models import BankExport, StipendLine, StipendMonth
from staff.pay.imports.returns import ReturnRefused
from staff.pay.layouts import DEFAULTS, NotWritable, write
from staff.pay.models import BankLayout
from staff.pay.selectors.lines import stipend_by_unit
from staff.pay.services import banking, making, returning, reviewing
from staff.selectors.figures import scope_below
from staff.services.refusal import StaffRefused
from tests import paying
from tests.factories import PostingFactory
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)


@pytest.fixture
def ready(county, held, others, cast):
    return paying.ready(county, paying.FIRST, **cast)


@pytest.fixture
def layout(county):
    return banking.install_layouts(county)[0]


@pytest.fixture
def exported(ready, manager):
    return paying.sent(ready, by=manager, at=NOON)


@pytest.fixture
def half_failed(exported, manager):
    """The bank sends back what two of the three should get."""
    take(exported, manager, failed=("李强", "王芳"))
    exported.refresh_from_db()
    return exported


def take(run, by, *, file=None, **changes):
    return returning.take_return(run, file or paying.answer(run, **changes), by=by, at=NOON, paid_on=TODAY)


class TestExport:
    def test_writes_the_text_that_the_bank_reads(self, ready, layout, manager, held):
        export, content = banking.export_run(ready, layout, by=manager, at=NOON)

        lines = content.decode("gb18030").splitlines()
        first = StipendLine.objects.get(run=ready, member=held.member)
        assert (
            lines[0]
            == "项目名称^单位名称^年份^月份^批次^明细编号^开户银行^姓名^身份证号^一卡通账号^补贴金额^备注"
        )
        assert lines[1] == (
            f"残疾就业^{ready.unit.federation_name}^2026^06^{ready.pk}-1^{first.pk}^农村信用社^赵红霞^"
            f"{held.member.id_number}^{held.member.bank_account}^600.00^残疾人专职委员工资"
        )
        assert (export.number, export.lines, export.amount) == (1, 3, 1800)

    @pytest.mark.parametrize("number", [1, 2])
    def test_writes_csv_and_workbooks(self, ready, county, manager, number):
        layout = banking.install_layouts(county)[number]

        export, content = banking.export_run(ready, layout, by=manager, at=NOON)

        if number == 1:
            heads = content.decode("utf-8-sig").splitlines()[0].split(",")
        else:
            heads = [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).active[1]]
        assert heads == ["明细编号", "户名", "身份证号", "开户银行", "账号", "金额", "备注"]
        assert export.file_name.endswith(("csv", "xlsx")[number - 1])

    def test_a_double_click_exports_once(self, ready, layout, manager):
        banking.export_run(ready, layout, by=manager, at=NOON)

        with pytest.raises(StaffRefused, match="已导出过 1 次。再次导出须写明原因"):
            banking.export_run(ready, layout, by=manager, at=NOON)
        assert BankExport.objects.count() == 1

    def test_a_second_one_says_so_in_name_and_record(self, ready, layout, manager):
        banking.export_run(ready, layout, by=manager, at=NOON)

        export, _ = banking.export_run(ready, layout, by=manager, at=NOON, reason="文件损坏")

        assert (export.number, export.reason) == (2, "文件损坏")
        assert "第2次重复导出" in export.file_name

    def test_a_worker_killed_half_way_leaves_everything_as_it_was(self, ready, layout, manager):
        def killed():
            with transaction.atomic():
                banking.export_run(ready, layout, by=manager, at=NOON)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            killed()

        ready.refresh_from_db()
        assert (ready.state, BankExport.objects.count()) == (RunState.READY, 0)
        assert banking.export_run(ready, layout, by=manager, at=NOON)[0].number == 1

    def test_a_line_changed_behind_the_products_back_stops_it(self, ready, layout, manager):
        StipendLine.objects.filter(run=ready, name="李强").update(bank_digest="x")

        with pytest.raises(StaffRefused, match="校验值不一致"):
            banking.export_run(ready, layout, by=manager, at=NOON)

    def test_is_not_for_a_county_clerk(self, ready, layout, clerk):
        with pytest.raises(StaffRefused, match="权限"):
            banking.export_run(ready, layout, by=clerk, at=NOON)

    def test_not_before_the_notice_is_over(self, county, held, cast, layout, manager):
        run = paying.locked(county, paying.FIRST, **cast)

        with pytest.raises(StaffRefused, match="已锁定，不能导出银行文件"):
            banking.export_run(run, layout, by=manager, at=NOON)

    def test_a_layout_without_a_number_to_match_is_not_saved(self, layout, clerk):
        layout.columns = [cell for cell in layout.columns if cell["field"] != "line_id"]

        with pytest.raises(StaffRefused, match="缺少“明细编号”列"):
            banking.save_layout(layout, by=clerk, at=NOON)

    def test_a_value_that_holds_the_delimiter_is_refused(self, layout):
        with pytest.raises(NotWritable, match=r"分隔符"):
            write(layout, [["甲^乙"]])


class TestReturn:
    def test_marks_paid_and_failed(self, half_failed, held):
        outcomes = dict(half_failed.lines.values_list("name", "outcome"))

        assert outcomes == {"赵红霞": Outcome.PAID, "李强": Outcome.FAILED, "王芳": Outcome.FAILED}
        assert half_failed.state == RunState.RETURNED
        assert half_failed.lines.get(name="李强").failure == "账号与户名不符"
        assert (half_failed.bank_return.paid, half_failed.bank_return.failed_amount) == (1, 1200)

    def test_reads_a_workbook(self, exported, manager):
        book = openpyxl.Workbook()
        book.active.append(["业务编号", "户名", "金额", "状态"])
        for line in exported.lines.all():
            book.active.append([line.pk, line.name, float(line.amount), paying.PAID_WORD])
        buffer = BytesIO()
        book.save(buffer)

        taken = take(exported, manager, file=SimpleUploadedFile("回盘.xlsx", buffer.getvalue()))

        assert (taken.paid, taken.failed) == (3, 0)

    def test_reads_the_text_with_the_banks_delimiter(self, exported, manager):
        rows = [
            f"{line.pk}^{line.name}^{line.amount:.2f}^{paying.PAID_WORD}" for line in exported.lines.all()
        ]
        text = "\r\n".join(["明细编号^姓名^补贴金额^处理结果", *rows])

        taken = take(exported, manager, file=SimpleUploadedFile("回盘.txt", text.encode("gb18030")))

        assert taken.paid == 3

    @pytest.mark.parametrize(
        ("place", "value", "told"),
        [
            (0, "987654", "第 3 行 A 列：明细编号“987654”不在这份名册送银行的明细里。"),
            (1, "李刚", "第 3 行 B 列：姓名“李刚”与名册的“李强”不同。"),
            (2, "600.01", "第 3 行 C 列：李强的金额 600.01 与名册的 600.00 不同。"),
            (2, "六百", "第 3 行 C 列：金额“六百”不是数字。"),
            (3, "", "第 3 行 D 列：没有写李强的处理结果和退回原因。"),
        ],
    )
    def test_one_bad_row_changes_nothing_and_is_named(self, exported, manager, place, value, told):
        def spoil(rows):
            rows[1][place] = value

        with pytest.raises(ReturnRefused) as refusal:
            take(exported, manager, change=spoil)

        assert refusal.value.problems == [told]
        exported.refresh_from_db()
        assert exported.state == RunState.EXPORTED
        assert set(exported.lines.values_list("outcome", flat=True)) == {Outcome.WAITING}

    def test_a_line_twice_is_refused(self, exported, manager):
        with pytest.raises(ReturnRefused) as refusal:
            take(exported, manager, change=lambda rows: rows.append(list(rows[0])))

        assert refusal.value.problems == ["第 5 行 A 列：赵红霞这一笔在第 2 行已经出现过。"]

    def test_a_missing_line_is_refused(self, exported, manager):
        with pytest.raises(ReturnRefused, match="还有 1 笔没有回盘（王芳）"):
            take(exported, manager, change=lambda rows: rows.pop())

    def test_of_another_run_is_refused_by_name(self, exported, county, manager, clerk):
        second = paying.exported(county, paying.SECOND, maker=clerk, checker=manager, at=NOON)

        with pytest.raises(ReturnRefused) as refusal:
            take(second, manager, file=paying.answer(exported))

        assert "属于会宁县 2026 年上半年的名册，不是这一份" in refusal.value.problems[0]
        assert second.lines.filter(outcome=Outcome.WAITING).count() == 3

    def test_the_same_file_twice_is_refused(self, half_failed, manager):
        again = paying.answer(half_failed, failed=("李强", "王芳"))

        with pytest.raises(StaffRefused, match="不能再读一次"):
            take(half_failed, manager, file=again)

    def test_another_file_after_the_first_is_refused(self, half_failed, manager):
        with pytest.raises(StaffRefused, match="已回盘，不能读入回盘"):
            take(half_failed, manager)

    def test_before_the_export_is_refused(self, ready, manager):
        with pytest.raises(StaffRefused, match="不能读入回盘"):
            take(ready, manager)

    def test_where_the_bank_names_failures_only_the_rest_is_paid(self, exported, manager):
        BankLayout.objects.update(failures_only=True)

        def keep_the_failure(rows):
            rows[:] = [row for row in rows if row[1] == "李强"]

        taken = take(exported, manager, failed=("李强",), change=keep_the_failure)

        assert (taken.paid, taken.failed) == (2, 1)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=300))
    def test_rubbish_is_refused_in_words(self, exported, manager, rubbish):
        with pytest.raises((ReturnRefused, StaffRefused)) as refusal:
            take(exported, manager, file=SimpleUploadedFile("回盘.txt", rubbish))

        assert str(refusal.value)


class TestFollowUp:
    @pytest.fixture
    def again(self, half_failed, clerk):
        return returning.make_follow_up(half_failed, by=clerk, at=NOON)

    def test_holds_exactly_the_failed_lines_with_the_accounts_of_now(self, half_failed, others, clerk):
        member = others[0].member
        member.bank_account = "6200000000000000077"
        member.save()

        again = returning.make_follow_up(half_failed, by=clerk, at=NOON)

        told = set(again.lines.values_list("name", "amount", "bank_digest"))
        assert {row[0] for row in told} == {"李强", "王芳"}
        assert ("李强", 600, member.bank_digest) in told
        assert again.amount == 1200
        assert half_failed.lines.filter(outcome=Outcome.REISSUED).count() == 2

    def test_pays_no_month_twice(self, again):
        live = StipendMonth.objects.live().filter(month__year=2026)

        assert live.count() == live.values("member", "month").distinct().count() == 18

    def test_is_not_made_twice(self, again, half_failed, clerk):
        with pytest.raises(StaffRefused, match="没有银行退回"):
            returning.make_follow_up(half_failed, by=clerk, at=NOON)

    def test_goes_its_shorter_way_and_closes_both(self, again, half_failed, clerk, manager):
        with pytest.raises(StaffRefused, match="退回重发还没有办结"):
            returning.close_run(half_failed, by=clerk, at=NOON)
        again = paying.sent(reviewing.review_run(again, by=manager, at=NOON), by=manager, at=NOON)
        take(again, manager)
        again = returning.close_run(again, by=clerk, at=NOON)

        run = returning.close_run(half_failed, by=clerk, at=NOON)

        assert run.is_closed
        assert again.is_closed
        paid = StipendLine.objects.filter(outcome=Outcome.PAID).values_list("name", "amount")
        assert sorted(paid) == [("李强", 600), ("王芳", 600), ("赵红霞", 600)]

    def test_reports_count_each_payment_once(self, again, county, others):
        by_unit = stipend_by_unit(scope_below(county), 2026, 1)

        assert sum(row.amount for row in by_unit.values()) == 1800
        assert not by_unit[others[0].post.unit_id].is_paid

    def test_takes_over_an_account_corrected_later(self, again, others, clerk, manager):
        member = others[1].member
        member.bank_account = "6200000000000000088"
        member.save()
        with pytest.raises(StaffRefused, match="请先“按现在的账号更新”"):
            reviewing.review_run(again, by=manager, at=NOON)

        again = returning.refresh_follow_up(again, by=clerk, at=NOON)

        assert again.lines.get(name="王芳").bank_account == "6200000000000000088"
        assert reviewing.review_run(again, by=manager, at=NOON).state == RunState.LOCKED

    def test_failing_again_it_is_followed_by_another(self, again, clerk, manager):
        again = paying.sent(reviewing.review_run(again, by=manager, at=NOON), by=manager, at=NOON)
        take(again, manager, failed=("李强",))

        third = returning.make_follow_up(again, by=clerk, at=NOON)

        assert (third.people, third.amount, third.number) == (1, 600, 2)

    def test_cancelled_gives_the_failures_back(self, again, half_failed, clerk):
        reviewing.cancel_run(again, by=clerk, at=NOON, reason="账号还没核实")

        assert half_failed.lines.filter(outcome=Outcome.FAILED).count() == 2
        assert returning.make_follow_up(half_failed, by=clerk, at=NOON).amount == 1200

    def test_what_failed_is_not_paid_by_the_next_regular_run(self, half_failed, county, clerk):
        run = making.make_run(county, paying.SECOND, by=clerk, at=NOON)

        assert {line.back_pay for line in run.lines.all()} == {0}


def test_every_shipped_layout_can_be_saved(county, clerk):
    for default in DEFAULTS:
        banking.save_layout(BankLayout(unit=county, **default), by=clerk, at=NOON)

    assert BankLayout.objects.count() == 3


def test_an_approver_whose_role_ended_yesterday_exports_nothing(county, held, cast, layout):
    run = paying.ready(county, paying.FIRST, **cast)
    posting = PostingFactory(unit=county, role=Role.FINANCE, until=date(2026, 11, 21))

    with pytest.raises(StaffRefused, match="任职授权已经到期"):
        banking.export_run(run, layout, by=posting.user, at=NOON)
