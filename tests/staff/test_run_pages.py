import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from staff.choices import EndReason, Payer, PostType, Proration, RunState
from staff.models import StipendRule, StipendRun, StipendStandard
from staff.services import runs
from tests.factories import (
    AppointmentFactory,
    PostFactory,
    PostingFactory,
    StipendStandardFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
)
from tests.staff.conftest import NOON

LIST = reverse("staff:run_list")
MAKE = reverse("staff:run_make")
STANDARDS = reverse("staff:standard_list")


@pytest.fixture
def held(village, standard):
    return AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞")


@pytest.fixture
def run(held, county, clerk):
    return runs.make_run(county, 2026, 1, by=clerk, at=NOON)


def address(name, run):
    return reverse(f"staff:{name}", args=[run.pk])


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
        runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(township, as_township_clerk=True)

        page = client.get(LIST).text

        assert "¥ 600.00" in page
        assert "¥ 1,200.00" not in page

    def test_shows_the_sums_of_the_unit_that_a_link_names(
        self, client, sign_in, county, village, held, clerk
    ):
        there = VillageFactory(parent=TownshipFactory(parent=county))
        AppointmentFactory(post=PostFactory(unit=there))
        runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(county)

        page = client.get(LIST, {"unit": village.pk}).text

        assert "¥ 600.00" in page
        assert f"?unit={village.pk}" in page
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

        assert_flat_queries(LIST, lambda: runs.make_run(county, 2025, 2, by=clerk, at=NOON))


class TestMaking:
    def test_computes_the_roll(self, client, sign_in, county, held):
        user = sign_in(county)

        response = client.post(MAKE, {"county": county.pk, "year": 2026, "half": 1}, follow=True)

        run = StipendRun.objects.get()
        assert (run.people, run.amount, run.made_by) == (1, Decimal("600.00"), user)
        assert "已造册：2026 年上半年，1 人，600.00 元。请另一人复核。" in response.text

    def test_explains_a_half_year_to_come(self, client, sign_in, county):
        sign_in(county)

        page = client.post(MAKE, {"county": county.pk, "year": 2026, "half": 3}).text

        assert "有内容需要改正" in page

    def test_makes_none_for_another_county(self, client, sign_in, county, elsewhere):
        sign_in(county)

        client.post(MAKE, {"county": elsewhere.parent.parent_id, "year": 2026, "half": 1})

        assert not StipendRun.objects.exists()

    def test_says_when_a_roll_is_frozen(self, client, sign_in, county, run, manager):
        runs.review_run(run, by=manager, at=NOON)
        sign_in(county)

        page = client.post(MAKE, {"county": county.pk, "year": 2026, "half": 1}).text

        assert "不能重新造册" in page


class TestTheRunsPage:
    def test_shows_the_lines_and_the_sums(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(run.get_absolute_url()).text

        assert "赵红霞" in page
        assert "1 人 · ¥ 600.00" in page
        assert "会师镇" in page

    def test_shows_a_township_only_its_own_lines(self, client, sign_in, county, township, held, clerk):
        there = VillageFactory(parent=TownshipFactory(parent=county))
        AppointmentFactory(post=PostFactory(unit=there), member__name="李强")
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(township, as_township_clerk=True)

        page = client.get(run.get_absolute_url()).text

        assert "赵红霞" in page
        assert "李强" not in page
        assert "1 人 · ¥ 600.00" in page

    def test_tells_the_change_since_the_roll_before(self, client, sign_in, county, run, held, clerk):
        held.until, held.end_reason = date(2026, 9, 30), EndReason.RESIGNED
        held.save()
        second = runs.make_run(county, 2026, 2, by=clerk, at=NOON)
        sign_in(county)

        page = client.get(second.get_absolute_url()).text

        assert "与2026 年上半年相比" in page
        assert "金额变动 1 人" in page
        assert "−¥ 300.00" in page

    def test_warns_of_a_shared_account(self, client, sign_in, county, township, held, clerk):
        AppointmentFactory(
            post=PostFactory(unit=VillageFactory(parent=township)),
            member__bank_account=held.member.bank_account,
        )
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(county)

        assert "有人共用银行账号" in client.get(run.get_absolute_url()).text

    def test_warns_of_a_missing_account(self, client, sign_in, county, held, clerk):
        held.member.bank_account = ""
        held.member.save()
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(county)

        assert "没有银行账号，发不出去" in client.get(run.get_absolute_url()).text

    def test_names_those_in_post_who_get_nothing(self, client, sign_in, county, township, held, clerk):
        AppointmentFactory(
            post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_MEMBER), member__name="李强"
        )
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(county)

        page = client.get(run.get_absolute_url()).text

        assert "在岗但本期不计发的 1 人" in page
        assert "没有执行中的标准" in page

    def test_keeps_accounts_masked(self, client, sign_in, county, run, held):
        sign_in(county)

        assert held.member.bank_account not in client.get(run.get_absolute_url()).text

    @pytest.mark.parametrize(
        ("query", "found"), [({"q": "红"}, True), ({"q": "李"}, False), ({"unit": "x", "page": "x"}, True)]
    )
    def test_filters_the_lines(self, client, sign_in, county, run, query, found):
        sign_in(county)

        assert ("赵红霞" in client.htmx("get", run.get_absolute_url(), query).text) is found

    def test_sorts_the_lines(self, client, sign_in, county, township, held, clerk):
        post = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=post, member__name="李强", since=date(2026, 5, 1))
        run = runs.make_run(county, 2026, 1, by=clerk, at=NOON)
        sign_in(county)

        page = client.htmx("get", run.get_absolute_url(), {"sort": "amount"}).text

        assert page.index("李强") < page.index("赵红霞")

    def test_of_another_county_does_not_exist(self, client, sign_in, run, elsewhere):
        sign_in(elsewhere.parent.parent)

        assert client.get(run.get_absolute_url()).status_code == 404

    def test_costs_the_same_for_many(self, sign_in, county, township, run, clerk, assert_flat_queries):
        sign_in(county)

        def add_rows():
            for village in VillageFactory.create_batch(5, parent=township):
                AppointmentFactory(post=PostFactory(unit=village))
            runs.make_run(county, 2026, 1, by=clerk, at=NOON)

        assert_flat_queries(run.get_absolute_url(), add_rows)


class TestReviewing:
    def test_freezes_the_roll(self, client, county, run, manager):
        client.force_login(manager)

        client.post(address("run_review", run))

        run.refresh_from_db()
        assert (run.state, run.reviewed_by) == (RunState.REVIEWED, manager)

    def test_is_not_offered_to_the_maker(self, client, run, clerk):
        client.force_login(clerk)

        page = client.get(run.get_absolute_url()).text

        assert "复核通过" not in page
        assert "须由另一人复核" in page

    def test_is_refused_to_the_maker(self, client, run, clerk):
        client.force_login(clerk)

        response = client.post(address("run_review", run), follow=True)

        assert "造册人不能复核自己造的名册" in response.text

    def test_twice_changes_nothing(self, client, run, manager):
        client.force_login(manager)
        client.post(address("run_review", run))

        assert "不用再复核" in client.post(address("run_review", run), follow=True).text


class TestPaying:
    @pytest.fixture
    def reviewed(self, run, manager):
        return runs.review_run(run, by=manager, at=NOON)

    def test_keeps_the_day(self, client, reviewed, clerk):
        client.force_login(clerk)

        client.post(address("run_pay", reviewed), {"paid_on": "2026.11.22"})

        reviewed.refresh_from_db()
        assert reviewed.paid_on == date(2026, 11, 22)

    def test_explains_a_day_before_the_review(self, client, reviewed, clerk):
        client.force_login(clerk)

        page = client.post(address("run_pay", reviewed), {"paid_on": "2026-11-01"}).text

        assert "发放日期不能早于复核日期" in page


class TestTheRoll:
    def test_has_a_column_for_the_signature(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(address("run_roll", run)).text

        assert "签名" in page
        assert "赵红霞" in page

    def test_is_cut_to_a_township(self, client, sign_in, county, run):
        there = TownshipFactory(parent=county)
        sign_in(county)

        assert "赵红霞" not in client.get(address("run_roll", run), {"township": there.code}).text

    def test_leaves_as_a_workbook_with_numbers_in_full(self, client, sign_in, county, run, held):
        sign_in(county, as_finance=True)

        rows = sheet_of(client.get(address("run_export", run)))

        assert rows[2][2:4] == ["赵红霞", held.member.id_number]
        assert (rows[2][7], rows[2][9]) == (600.0, held.member.bank_account)
        assert (rows[3][0], rows[3][7]) == ("合计", 600.0)

    def test_leaves_a_trace(self, client, sign_in, county, run):
        user = sign_in(county)

        client.get(address("run_export", run))

        entry = AuditEntry.objects.get(actor=user, event=AuditEntry.Event.EXPORT)
        assert (entry.additional_data["rows"], entry.additional_data["amount"]) == (1, "600.00")

    def test_does_not_leave_through_a_township(self, client, sign_in, township, run):
        sign_in(township, as_township_clerk=True)

        assert client.get(address("run_export", run)).status_code == 403

    def test_explains_each_line(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(run.lines.get().get_absolute_url()).text

        assert "1 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。" in page
        assert "当月 15 日在岗的计发整月" in page

    def test_explains_no_line_of_another_county(self, client, sign_in, run, elsewhere):
        sign_in(elsewhere.parent.parent)

        assert client.get(run.lines.get().get_absolute_url()).status_code == 404


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

        client.post(reverse("staff:standard_create"), self.FORM | {"county": county.pk})

        standard.refresh_from_db()
        assert standard.until == date(2026, 12, 31)
        assert StipendStandard.objects.get(until=None).monthly_amount == Decimal("120.00")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"since": "2027-01-15"}, "须为某月 1 日"),
            ({"since": "2012-01-01"}, "新标准须从此后的月份起"),
            ({"monthly_amount": "0"}, "月标准须大于 0"),
            ({"monthly_amount": "x"}, "有内容需要改正"),
        ],
    )
    def test_a_wrong_one_is_explained(self, client, sign_in, county, standard, change, words):
        sign_in(county)

        page = client.post(reverse("staff:standard_create"), self.FORM | {"county": county.pk} | change).text

        assert words in page
        assert StipendStandard.objects.count() == 1

    def test_months_on_a_frozen_roll_are_out_of_reach(self, client, sign_in, county, run, manager):
        runs.review_run(run, by=manager, at=NOON)
        sign_in(county)

        page = client.post(
            reverse("staff:standard_create"), self.FORM | {"county": county.pk, "since": "2026-03-01"}
        ).text

        assert "不能追溯调整" in page

    def test_the_rule_of_counting_is_set(self, client, sign_in, county):
        sign_in(county)
        form = {"county": county.pk, "since": "2027-01-01", "proration": Proration.DAILY, "cutoff_day": 15}

        client.post(reverse("staff:rule_create"), form)
        again = client.post(reverse("staff:rule_create"), form).text

        assert StipendRule.objects.get().proration == Proration.DAILY
        assert "请改用之后的月份" in again


def test_a_second_county_clerk_sees_the_draft_waiting_in_the_menu(client, run, county):
    client.force_login(PostingFactory(unit=county).user)

    assert "补贴发放" in client.get(LIST).text
    assert "1<span" in client.get(LIST).text
