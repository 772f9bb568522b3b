import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from accounts.roles import Role
from staff.choices import EndReason, Payer, PostType, RunState
from staff.models import BankLayout, PayPolicy, StipendAdjustment, StipendRun, StipendStandard
from staff.pay.services import confirming, reviewing
from staff.pay.services.making import make_run
from tests import paying
from tests.factories import (
    AppointmentFactory,
    PostFactory,
    StipendStandardFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
)
from tests.factories.staff import small_pdf
from tests.staff.conftest import NOON

LIST = reverse("staff:run_list")
MAKE = reverse("staff:run_make")
STANDARDS = reverse("staff:standard_list")


@pytest.fixture
def run(held, county, clerk):
    return make_run(county, paying.FIRST, by=clerk, at=NOON)


def step(run, name):
    return reverse("staff:run_step", args=[run.pk, name])


def paper(run, what, ending):
    return reverse("staff:run_paper", args=[run.pk, what, ending])


def sheet_of(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


class TestTheList:
    def test_shows_the_rolls(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(LIST).text

        assert "2026 年上半年" in page
        assert "已造册" in page
        assert "¥ 600.00" in page

    def test_does_not_show_those_of_another_county(self, client, sign_in, run, elsewhere):
        sign_in(elsewhere.parent.parent)

        assert "会宁县" not in client.htmx("get", LIST).text

    def test_shows_a_township_only_its_own_sums(self, client, sign_in, county, township, held, clerk):
        there = VillageFactory(parent=TownshipFactory(parent=county))
        AppointmentFactory(post=PostFactory(unit=there))
        make_run(county, paying.FIRST, by=clerk, at=NOON)
        sign_in(township, as_township_clerk=True)

        page = client.get(LIST).text

        assert "¥ 600.00" in page
        assert "¥ 1,200.00" not in page

    def test_shows_everything_to_a_superuser(self, client, run):
        client.force_login(UserFactory(is_superuser=True))

        assert "¥ 600.00" in client.get(LIST).text
        assert "赵红霞" in client.get(run.get_absolute_url()).text

    def test_offers_the_making_only_to_those_who_may(self, client, sign_in, county):
        sign_in(county, as_finance=True)

        assert "造发放名册" not in client.get(LIST).text

    def test_costs_the_same_for_many(self, sign_in, county, run, clerk, assert_flat_queries):
        sign_in(county)

        assert_flat_queries(LIST, lambda: make_run(county, paying.months_of(2025, 2), by=clerk, at=NOON))


class TestMaking:
    def test_computes_the_roll(self, client, sign_in, county, held):
        user = sign_in(county)

        response = client.post(MAKE, {"county": county.pk, "year": 2026, "part": 1}, follow=True)

        run = StipendRun.objects.get()
        assert (run.people, run.amount, run.made_by) == (1, Decimal("600.00"), user)
        assert "已造册：2026 年上半年，1 人，600.00 元" in response.text

    def test_offers_the_periods_that_the_county_pays(self, client, sign_in, county, held):
        PayPolicy.objects.create(unit=county, since=date(2026, 1, 1), period="month")
        sign_in(county)

        client.post(MAKE, {"county": county.pk, "year": 2026, "part": 5})

        assert StipendRun.objects.get().period == "2026 年 5 月"

    @pytest.mark.parametrize("part", ["3", "x", ""])
    def test_explains_a_period_that_is_none(self, client, sign_in, county, part):
        sign_in(county)

        assert "有内容需要改正" in client.post(MAKE, {"county": county.pk, "year": 2026, "part": part}).text

    def test_makes_none_for_another_county(self, client, sign_in, county, elsewhere):
        sign_in(county)

        client.post(MAKE, {"county": elsewhere.parent.parent_id, "year": 2026, "part": 1})

        assert not StipendRun.objects.exists()


class TestTheRunsPage:
    def test_shows_the_lines_the_sums_and_the_steps(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(run.get_absolute_url()).text

        assert "赵红霞" in page
        assert "1 人 · ¥ 600.00" in page
        assert "送乡镇确认" in page

    @pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.COUNTY_MANAGER, Role.FINANCE, Role.LEADER])
    @pytest.mark.parametrize("stage", [paying.confirmed, paying.locked, paying.ready, paying.exported])
    def test_has_at_most_one_primary_action(self, client, sign_in, county, held, cast, role, stage):
        run = stage(county, paying.FIRST, **cast)
        sign_in(county, role=role)

        page = client.get(run.get_absolute_url())

        main = re.search(r"<main.*</main>", page.text, re.DOTALL)[0]
        assert main.count('class="btn primary"') <= 1

    def test_shows_a_township_only_its_own_lines(self, client, sign_in, county, township, held, clerk):
        there = VillageFactory(parent=TownshipFactory(parent=county))
        AppointmentFactory(post=PostFactory(unit=there), member__name="李强")
        run = make_run(county, paying.FIRST, by=clerk, at=NOON)
        sign_in(township, as_township_clerk=True)

        page = client.get(run.get_absolute_url()).text

        assert "赵红霞" in page
        assert "李强" not in page
        assert "1 人 · ¥ 600.00" in page

    def test_tells_the_change_since_the_run_before(self, client, sign_in, county, first_half, held, clerk):
        held.until, held.end_reason = date(2026, 9, 30), EndReason.RESIGNED
        held.save()
        second = make_run(county, paying.SECOND, by=clerk, at=NOON)
        sign_in(county)

        page = client.get(second.get_absolute_url()).text

        assert "与2026 年上半年相比" in page
        assert "−¥ 300.00" in page
        assert "?change=amounts#lines" in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "红"}, True),
            ({"q": "李"}, False),
            ({"change": "amounts"}, True),
            ({"change": "joined"}, False),
            ({"change": "shared"}, False),
            ({"change": "corrected"}, False),
            ({"change": "accounts"}, False),
            ({"change": "x", "outcome": "y"}, True),
            ({"outcome": "paid"}, False),
            ({"unit": "x", "page": "x"}, True),
        ],
    )
    def test_filters_the_lines(self, client, sign_in, county, first_half, held, clerk, query, found):
        held.until, held.end_reason = date(2026, 9, 30), EndReason.RESIGNED
        held.save()
        second = make_run(county, paying.SECOND, by=clerk, at=NOON)
        sign_in(county)

        assert ("赵红霞" in client.htmx("get", second.get_absolute_url(), query).text) is found

    def test_names_what_blocks(self, client, sign_in, county, held, clerk):
        held.member.bank_account = ""
        held.member.save()
        run = make_run(county, paying.FIRST, by=clerk, at=NOON)
        sign_in(county)

        assert "须先解决：没有银行账号" in client.get(run.get_absolute_url()).text

    def test_names_those_in_post_who_get_nothing(self, client, sign_in, county, township, held, clerk):
        AppointmentFactory(
            post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER), member__name="李强"
        )
        run = make_run(county, paying.FIRST, by=clerk, at=NOON)
        sign_in(county)

        page = client.get(run.get_absolute_url()).text

        assert "在岗但本期不计发的 1 人" in page
        assert "没有执行中的标准" in page

    def test_keeps_accounts_masked(self, client, sign_in, county, run, held):
        sign_in(county)

        assert held.member.bank_account not in client.get(run.get_absolute_url()).text

    def test_of_another_county_does_not_exist(self, client, sign_in, run, elsewhere):
        sign_in(elsewhere.parent.parent)

        assert client.get(run.get_absolute_url()).status_code == 404

    def test_costs_the_same_for_many(self, sign_in, county, township, run, clerk, assert_flat_queries):
        sign_in(county)

        def add_rows():
            for village in VillageFactory.create_batch(5, parent=township):
                AppointmentFactory(post=PostFactory(unit=village))
            make_run(county, paying.FIRST, by=clerk, at=NOON)

        assert_flat_queries(run.get_absolute_url(), add_rows)


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


class TestPapers:
    @pytest.mark.parametrize("what", ["roll", "notice", "summary"])
    def test_are_made_as_pdf_and_workbook(self, client, sign_in, county, run, what, held):
        sign_in(county)

        assert client.get(paper(run, what, "pdf")).content.startswith(b"%PDF-")
        rows = str(sheet_of(client.get(paper(run, what, "xlsx"))))
        assert "600.0" in rows
        assert held.member.bank_account not in rows
        assert held.member.id_number not in rows

    def test_are_cut_to_a_township(self, client, sign_in, county, run):
        there = TownshipFactory(parent=county)
        sign_in(county)

        rows = str(sheet_of(client.get(paper(run, "roll", "xlsx"), {"township": there.code})))

        assert "赵红霞" not in rows

    @pytest.mark.parametrize("ending", ["pdf", "xlsx"])
    def test_of_one_member_tell_every_month(self, client, sign_in, county, first_half, held, ending):
        sign_in(county)

        response = client.get(reverse("staff:member_statement", args=[held.member.pk, ending]))

        assert response.status_code == 200
        if ending == "xlsx":
            assert [row[0] for row in sheet_of(response)[2:]] == [f"2026-0{n}" for n in range(6, 0, -1)]

    def test_of_no_known_sort_do_not_exist(self, client, sign_in, county, run):
        sign_in(county)

        assert client.get(paper(run, "other", "pdf")).status_code == 404


class TestALine:
    def test_is_explained_month_by_month(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(run.lines.get().get_absolute_url()).text

        assert "1 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。" in page
        assert "当月 15 日在岗的计发整月" in page
        assert "与内容相符" in page

    def test_that_was_tampered_with_says_so(self, client, sign_in, county, run):
        run.lines.update(bank_name="别的银行")
        sign_in(county)

        assert "与内容不符，请查明" in client.get(run.lines.get().get_absolute_url()).text

    def test_of_another_county_does_not_exist(self, client, sign_in, run, elsewhere):
        sign_in(elsewhere.parent.parent)

        assert client.get(run.lines.get().get_absolute_url()).status_code == 404


class TestAdjustments:
    def test_are_proposed_decided_and_their_evidence_shown(self, client, held, county, clerk, manager):
        client.force_login(clerk)
        form = {"member": held.member.pk, "kind": "bonus", "month": "2026-10-09", "amount": "50",
                "reason": "年度优秀", "upload": small_pdf()}  # fmt: skip
        page = client.post(reverse("staff:adjustment_create"), form, follow=True).text
        assert "由您提出，须由另一人审批" in page
        row = StipendAdjustment.objects.get()
        client.force_login(manager)

        client.post(reverse("staff:adjustment_decide", args=[row.pk]), {"decision": "approve"})

        row.refresh_from_db()
        assert (row.state, row.month) == ("approved", date(2026, 10, 1))
        assert client.get(reverse("staff:adjustment_file", args=[row.files.get().pk])).status_code == 200
        assert "年度优秀" in client.get(reverse("staff:adjustment_list"), {"state": "approved"}).text


class TestStandards:
    FORM = {
        "post_type": PostType.VILLAGE_MEMBER,
        "monthly_amount": "120",
        "payer": Payer.COUNTY_BUDGET,
        "since": "2027-01-01",
    }

    def test_are_listed_with_their_state(self, client, sign_in, county, standard):
        sign_in(county)

        page = client.get(STANDARDS).text

        assert "¥ 100.00" in page
        assert "执行中" in page

    def test_of_the_county_are_shown_to_its_townships(self, client, sign_in, township, standard):
        sign_in(township, as_township_clerk=True)

        assert "¥ 100.00" in client.get(STANDARDS).text

    def test_of_another_county_are_not(self, client, sign_in, county):
        StipendStandardFactory(monthly_amount=Decimal("77.00"))
        sign_in(county)

        assert "¥ 77.00" not in client.get(STANDARDS).text

    def test_a_new_one_ends_the_one_before(self, client, sign_in, county, standard):
        sign_in(county)

        client.post(reverse("staff:standard_create"), self.FORM | {"unit": county.pk})

        standard.refresh_from_db()
        assert standard.until == date(2026, 12, 31)
        assert StipendStandard.objects.get(until=None).monthly_amount == Decimal("120.00")

    def test_a_villages_own_stands_beside_the_countys(self, client, sign_in, county, village, standard):
        sign_in(county)

        client.post(reverse("staff:standard_create"), self.FORM | {"unit": village.pk, "with_dibao": "on"})

        standard.refresh_from_db()
        assert standard.until is None
        assert StipendStandard.objects.get(unit=village).with_dibao

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"since": "2027-01-15"}, "须为某月 1 日"),
            ({"since": "2012-01-01"}, "新规定须从此后起"),
            ({"monthly_amount": "0"}, "月标准须大于 0"),
            ({"monthly_amount": "x"}, "有内容需要改正"),
        ],
    )
    def test_a_wrong_one_is_explained(self, client, sign_in, county, standard, change, words):
        sign_in(county)

        page = client.post(reverse("staff:standard_create"), self.FORM | {"unit": county.pk} | change).text

        assert words in page
        assert StipendStandard.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "form", "shown"),
        [
            ("rule_create", {"proration": "daily", "cutoff_day": 15, "top_up": "grant", "dibao_amount": 0},
             "不足月的按在岗天数折算；低保加补贴的，减去当月低保金"),
            ("policy_create", {"period": "month", "second_above": "1000", "notice_days": 5, "look_back": 12},
             "按月发放，公示 5 天"),
            ("guard_create", {"code": "account_changed", "level": "block"}, "账号与上期不同：拦截"),
            ("rate_create", {"post_type": "village_member", "name": "养老", "personal_percent": 8,
             "employer_percent": 16}, "养老：个人 8%，单位 16%"),
        ],
    )  # fmt: skip
    def test_settings_are_made_and_listed(self, client, sign_in, county, name, form, shown):
        sign_in(county)

        client.post(reverse(f"staff:{name}"), form | {"county": county.pk, "since": "2026-12-01"})

        assert shown in client.get(STANDARDS).text.replace("8.00%", "8%").replace("16.00%", "16%")


def test_a_run_that_waits_for_the_third_says_so(client, asks_a_third, county, held, cast, finance, manager):
    run = reviewing.review_run(paying.confirmed(county, paying.FIRST, **cast), by=manager, at=NOON)
    client.force_login(finance)

    assert "终审通过" in client.get(run.get_absolute_url()).text
