from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from reports.models import StatisticalHead
from reports.periods import NotPossible
from reports.services import make_document
from reports.statistics.services import save_head
from tests.factories import PostingFactory
from tests.reports.conftest import TODAY

LINES = {"form_number": "残基1表", "issued_by": "县残联"}


def save(world, form="base_table", **facts):
    return save_head(world.county, form, by=world.clerk, at=TODAY, **{"since": date(2026, 1, 1)} | facts)


class TestSaving:
    def test_ends_the_head_before_it(self, world):
        first = save(world, **LINES)
        save(world, since=date(2026, 6, 1), form_number="残基2表")

        first.refresh_from_db()
        assert first.until == date(2026, 5, 31)

    def test_is_refused_before_a_later_one_elsewhere_and_for_no_form(self, world):
        save(world, since=date(2026, 6, 1))

        with pytest.raises(NotPossible, match="2026年6月1日起已另有表头"):
            save(world)
        with pytest.raises(NotPossible, match="没有这种统计表"):
            save(world, form="year_summary")
        with pytest.raises(NotPossible, match="您不能设置会宁县的统计表表头"):
            save_head(world.county, "base_table", by=PostingFactory().user, at=TODAY, since=date(2026, 1, 1))


class TestPages:
    def test_set_a_head_and_show_it(self, client, sign_in, world):
        sign_in(world.county)
        address = reverse("reports:head_edit", args=[world.county.pk, "base_table"])

        assert "待填" in client.get(reverse("reports:head_list")).text
        client.post(address, {**LINES, "since": "2026-11-22"})

        assert StatisticalHead.objects.get().form_number == "残基1表"
        assert "残基1表" in client.get(reverse("reports:head_list")).text
        assert "残基1表" in client.get(address).text
        assert reverse("reports:head_list") in client.get(reverse("reports:catalogue")).text

    def test_of_a_paper_with_an_open_head_say_where_it_is_set(self, client, sign_in, world):
        made = make_document("base_table", world.county, year=2026, by=world.clerk, at=TODAY)
        sign_in(world.county)

        assert "统计表表头</a>里写好" in client.get(made.get_absolute_url()).text
        sign_in(world.huishi, role=Role.TOWNSHIP_CLERK)
        towns = make_document("base_table", world.huishi, year=2026, by=world.clerk, at=TODAY)
        assert "由县残联在“统计表表头”里写" in client.get(towns.get_absolute_url()).text
        save(world, **LINES)
        now = make_document("base_table", world.huishi, year=2026, by=world.clerk, at=TODAY)
        assert "待填" not in client.get(now.get_absolute_url()).text

    def test_say_why_a_head_is_refused(self, client, sign_in, world):
        sign_in(world.county)
        save(world, since=date(2026, 11, 1))
        address = reverse("reports:head_edit", args=[world.county.pk, "base_table"])

        assert "已另有表头" in client.post(address, {**LINES, "since": "2026-10-01"}).text
        assert client.get(reverse("reports:head_edit", args=[world.county.pk, "moon"])).status_code == 404
