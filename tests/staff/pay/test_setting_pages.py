"""The pages of what a county lays down about stipends, and of bonuses and deductions."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from staff.choices import Payer, PostType
from staff.models import StipendAdjustment, StipendStandard
from tests.factories import StipendStandardFactory
from tests.factories.staff import small_pdf

STANDARDS = reverse("staff:standard_list")


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
            ("policy_create", {"period": "month", "second_above": "1000", "notice_days": 5, "look_back": 12,
             "pay_within": 30},
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


class TestAdjustments:
    def test_are_proposed_decided_and_their_evidence_shown(self, client, held, county, clerk, manager):
        client.force_login(clerk)
        form = {"member": held.member.pk, "kind": "bonus", "month": "2026-10-09", "amount": "50",
                "reason": "年度优秀", "upload": small_pdf()}  # fmt: skip
        page = client.post(reverse("staff:adjustment_create"), form, follow=True).text
        assert "由您提出，须由另一人审批" in page
        row = StipendAdjustment.objects.get()
        waiting = reverse("staff:adjustment_list"), {"state": "proposed"}
        assert "审批<span" not in client.get(*waiting).text
        client.force_login(manager)
        assert "审批<span" in client.get(*waiting).text

        client.post(reverse("staff:adjustment_decide", args=[row.pk]), {"decision": "approve"})

        row.refresh_from_db()
        assert (row.state, row.month) == ("approved", date(2026, 10, 1))
        assert client.get(reverse("staff:adjustment_file", args=[row.files.get().pk])).status_code == 200
        assert "年度优秀" in client.get(reverse("staff:adjustment_list"), {"state": "approved"}).text
