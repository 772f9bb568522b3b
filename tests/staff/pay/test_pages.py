"""The pages on which a run is found, made and looked at."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from staff.choices import EndReason, PostType
from staff.models import PayPolicy, StipendRun
from staff.pay.services.making import make_run
from tests import paying
from tests.factories import AppointmentFactory, PostFactory, TownshipFactory, UserFactory, VillageFactory
from tests.staff.conftest import NOON

LIST = reverse("staff:run_list")
MAKE = reverse("staff:run_make")


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
