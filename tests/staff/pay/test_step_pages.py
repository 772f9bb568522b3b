"""The pages on which a run goes its way: its steps and the bank."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from staff.choices import RunState
from staff.models import BankLayout
from staff.pay.services import adjustments, confirming, reviewing
from tests import paying
from tests.factories.staff import small_pdf
from tests.staff.conftest import NOON


def step(run, name):
    return reverse("staff:run_step", args=[run.pk, name])


class TestSteps:
    def test_go_from_draft_to_the_townships(self, client, run, clerk):
        client.force_login(clerk)

        response = client.post(step(run, "open"), follow=True)

        assert "已送乡镇确认" in response.text
        assert "待确认" in response.text

    def test_a_township_confirms_by_one_click(self, client, run, clerk, township_clerk):
        part = confirming.open_run(run, by=clerk, at=NOON).townships.get()
        client.force_login(township_clerk)
        assert "确认这 1 人" in client.get(run.get_absolute_url()).text

        response = client.post(reverse("staff:township_confirm", args=[part.pk]), follow=True)

        assert "已确认会师镇 1 人、600.00 元" in response.text

    def test_an_objection_is_raised_and_answered(self, client, run, clerk, township, township_clerk):
        confirming.open_run(run, by=clerk, at=NOON)
        client.force_login(township_clerk)
        client.post(
            reverse("staff:objection_create", args=[run.pk]), {"unit": township.pk, "text": "三月已离岗"}
        )
        objection = run.objections.get()
        client.force_login(clerk)
        assert "三月已离岗" in client.get(run.get_absolute_url()).text

        client.post(reverse("staff:objection_answer", args=[objection.pk]), {"answer": "已核实，在岗"})

        objection.refresh_from_db()
        assert objection.answer == "已核实，在岗"

    def test_the_back_button_after_the_lock_explains_itself(self, client, county, held, cast, manager):
        run = paying.locked(county, paying.FIRST, **cast)
        client.force_login(manager)

        page = client.post(step(run, "review"), follow=True).text

        assert "已锁定，不能复核。请刷新页面，按现在的步骤办理" in page

    def test_are_not_offered_to_the_maker_for_the_review(self, client, county, held, cast, clerk):
        run = paying.confirmed(county, paying.FIRST, **cast)
        client.force_login(clerk)

        page = client.get(run.get_absolute_url()).text

        assert "复核通过" not in page
        assert "须由另一人复核" in page

    def test_back_to_draft_asks_for_a_reason(self, client, county, held, cast, manager):
        run = paying.locked(county, paying.FIRST, **cast)
        client.force_login(manager)
        assert "退回重造" in client.get(step(run, "send_back")).text
        assert "有内容需要改正" in client.post(step(run, "send_back"), {"reason": ""}).text

        client.post(step(run, "send_back"), {"reason": "金额有误"})

        run.refresh_from_db()
        assert run.state == RunState.DRAFT

    @pytest.mark.parametrize("name", ["nonsense", "review "])
    def test_that_do_not_exist_are_not_found(self, client, sign_in, county, run, name):
        sign_in(county)

        assert client.get(f"/stipends/{run.pk}/step/{name}/").status_code == 404

    def test_a_township_clerk_takes_none(self, client, run, township_clerk):
        client.force_login(township_clerk)

        assert client.post(step(run, "open")).status_code == 403

    def test_an_approver_whose_role_ended_yesterday_is_shut_out(self, client, county, held, cast, manager):
        run = paying.confirmed(county, paying.FIRST, **cast)
        manager.postings.update(until=date(2026, 11, 21))
        client.force_login(manager)

        assert client.post(step(run, "review")).status_code == 403
        run.refresh_from_db()
        assert run.state == RunState.CONFIRMING


class TestTheBank:
    @pytest.fixture
    def ready(self, county, held, cast):
        return paying.ready(county, paying.FIRST, **cast)

    def test_gets_a_file_with_accounts_in_full_and_leaves_a_trace(self, client, ready, finance, held):
        client.force_login(finance)
        url = reverse("staff:bank_export", args=[ready.pk])
        layout = BankLayout.objects.order_by("pk").first()

        response = client.post(url, {"layout": layout.pk})

        assert held.member.bank_account in response.content.decode("gb18030")
        assert "filename*=UTF-8''" in response["Content-Disposition"]
        entry = AuditEntry.objects.get(actor=finance, event=AuditEntry.Event.EXPORT)
        assert entry.additional_data["amount"] == "600.00"

    def test_a_second_file_asks_for_the_reason(self, client, ready, finance):
        client.force_login(finance)
        url = reverse("staff:bank_export", args=[ready.pk])
        layout = BankLayout.objects.order_by("pk").first()
        client.post(url, {"layout": layout.pk})

        page = client.get(url).text

        assert "这份名册已经导出过：第 1 次" in page
        assert "再次导出的原因" in page
        assert "有内容需要改正" in client.post(url, {"layout": layout.pk}).text

    def test_answers_and_its_errors_are_shown_by_cell(self, client, ready, manager):
        run = paying.sent(ready, by=manager, at=NOON)
        client.force_login(manager)
        url = reverse("staff:bank_return", args=[run.pk])

        def spoil(rows):
            rows[0][2] = "1.00"

        bad = client.post(url, {"file": paying.answer(run, change=spoil), "paid_on": "2026-11-22"})
        good = client.post(url, {"file": paying.answer(run), "paid_on": "2026-11-22"}, follow=True)

        assert "第 2 行 C 列：赵红霞的金额 1.00 与名册的 600.00 不同" in bad.text
        assert "入账 1 笔、600.00 元，退回 0 笔" in good.text

    def test_what_comes_back_is_named_where_it_is_paid_again(
        self, client, county, held, cast, clerk, manager
    ):
        run = paying.returned(county, paying.FIRST, **cast, failed=["赵红霞"])
        adjustments.propose(
            held.member, by=clerk, at=NOON, kind="bonus", month=date(2026, 3, 1), amount=50, reason="优秀",
            upload=small_pdf(),
        )  # fmt: skip
        client.force_login(clerk)

        page = client.get(run.get_absolute_url()).text
        again = client.post(step(run, "follow_up"), follow=True).text

        assert "银行退回 1 笔，请先改正账号再重新发放" in page
        assert held.member.get_absolute_url() in page
        assert "没有审批" not in again  # a payment made again is not reckoned anew

    def test_layouts_are_edited_with_a_masked_preview(self, client, ready, clerk, held):
        client.force_login(clerk)
        layout = BankLayout.objects.order_by("pk").first()
        url = reverse("staff:layout_edit", args=[layout.pk])

        page = client.get(url).text
        assert "残疾就业^" in page
        assert held.member.bank_account not in page

        form = dict(client.get(url).context["form"].initial) | {"name": "农商行"}
        client.post(url, {key: value for key, value in form.items() if value is not False})

        layout.refresh_from_db()
        assert layout.name == "农商行"
        assert [cell["field"] for cell in layout.columns][:3] == ["text", "unit", "year"]


def test_a_run_that_waits_for_the_third_says_so(client, asks_a_third, county, held, cast, finance, manager):
    run = reviewing.review_run(paying.confirmed(county, paying.FIRST, **cast), by=manager, at=NOON)
    client.force_login(finance)

    assert "终审通过" in client.get(run.get_absolute_url()).text
