import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Check
from tests.assessments.conftest import AUTUMN
from tests.factories import CheckFactory, ClosedQuarterFactory, EvidenceUseFactory, TownshipFactory

PAGES = ["assessments:cell_detail", "assessments:cell_edit"]
UNIT_PAGES = ["assessments:unit_checks", "assessments:unit_check_edit"]


@pytest.fixture
def detail(township, plate):
    return reverse("assessments:cell_detail", args=[township.pk, plate.pk, AUTUMN])


@pytest.fixture
def edit(township, plate):
    return reverse("assessments:cell_edit", args=[township.pk, plate.pk, AUTUMN])


def posted(item, result, on="2026-11-20", **more):
    return {"checked_on": on, f"item{item.pk}-result": result} | {
        f"item{item.pk}-{name}": text for name, text in more.items()
    }


class TestTheCell:
    def test_shows_result_criterion_inspector_and_day(self, client, sign_in, county, township, plate, detail):
        check = CheckFactory(unit=township, item=plate, result=Check.Result.NO, note="牌子破损")
        sign_in(county)

        page = client.get(detail).text

        assert "悬挂规范的残联牌子" in page
        assert "人工查验（牌子破损）" in page
        assert check.inspector.full_name in page
        assert "2026年11月1日" in page

    def test_shows_both_values_of_an_override(self, client, sign_in, county, township, roster):
        CheckFactory(unit=township, item=roster, overriding=True)
        sign_in(county)

        page = client.get(reverse("assessments:cell_detail", args=[township.pk, roster.pk, AUTUMN])).text

        assert "人工改判：任职文件已下发，人员本周到岗。" in page
        assert "无：无专职委员在岗。" in page
        assert "系统判定（现在）" in page

    def test_defines_the_fact_and_leads_to_its_rows(self, client, sign_in, county, township, roster):
        sign_in(county)

        page = client.get(reverse("assessments:cell_detail", args=[township.pk, roster.pk, AUTUMN])).text

        assert "至少有一名专职委员在本单位的岗位上" in page
        assert f"?unit={township.pk}" in page

    def test_leads_to_the_rows_only_those_who_may_see_them(self, client, sign_in, village, six):
        stipend = six.items.get(number=6)
        url = reverse("assessments:cell_detail", args=[village.pk, stipend.pk, AUTUMN])

        sign_in(village.parent, role=Role.TOWNSHIP_CLERK)
        assert "查看补贴发放" in client.get(url).text

        sign_in(village, role=Role.VILLAGE_MEMBER)
        assert "查看补贴发放" not in client.get(url).text

    def test_shows_evidence_and_earlier_quarters(self, client, sign_in, county, township, plate, detail):
        EvidenceUseFactory(check_row=CheckFactory(unit=township, item=plate), evidence__name="新牌子.png")
        CheckFactory(unit=township, item=plate, quarter=3, result=Check.Result.NO)
        CheckFactory(unit=TownshipFactory(parent=county), item=plate, quarter=2)
        sign_in(county)

        page = client.get(detail).text

        assert "新牌子.png" in page
        assert "2026 年第三季度" in page
        assert "2026 年第二季度" not in page

    def test_tells_apart_needed_and_welcome_evidence(self, client, sign_in, county, township, nine, detail):
        sign_in(county)

        assert "本项须有佐证" in client.get(detail).text
        funds = nine.items.get(number=6)
        other = client.get(reverse("assessments:cell_detail", args=[township.pk, funds.pk, AUTUMN])).text
        assert "还没有佐证材料" in other

    def test_offers_readers_no_form(self, client, sign_in, county, township, plate, detail):
        sign_in(county, role=Role.LEADER)

        page = client.get(detail).text

        assert "登记查验</a>" not in page
        assert "上传佐证材料" not in page

    def test_costs_the_same_however_much_history(
        self, sign_in, county, township, plate, detail, assert_flat_queries
    ):
        sign_in(county)
        CheckFactory(unit=township, item=plate, year=2025, quarter=1)

        def add():
            for quarter in (2, 3, 4):
                CheckFactory(unit=township, item=plate, year=2025, quarter=quarter)

        assert_flat_queries(detail, add)


class TestRegisteringOneFinding:
    def test_writes_it_down_and_goes_back_to_the_cell(self, client, sign_in, county, plate, edit, detail):
        user = sign_in(county)

        response = client.post(edit, posted(plate, "no", note="牌子破损"))

        check = Check.objects.get(item=plate)
        assert (check.result, check.note, check.inspector) == ("no", "牌子破损", user)
        assert check.checked_on == date(2026, 11, 20)
        assert response.url == detail

    def test_explains_an_override_without_a_reason(self, client, sign_in, county, township, roster):
        sign_in(county)
        url = reverse("assessments:cell_edit", args=[township.pk, roster.pk, AUTUMN])

        response = client.post(url, posted(roster, "yes"))

        assert response.status_code == 200
        assert "改判与系统判定不同，须写明理由。" in response.text
        assert not Check.objects.exists()

    def test_keeps_an_override_with_its_reason(self, client, sign_in, county, township, roster):
        sign_in(county)
        url = reverse("assessments:cell_edit", args=[township.pk, roster.pk, AUTUMN])

        client.post(url, posted(roster, "yes", reason="文件已下发"))

        assert Check.objects.get(item=roster).reason == "文件已下发"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"checked_on": "2026-09-30"}, "查验日期须在 2026 年第四季度开始之后"),
            ({"checked_on": "2026-12-01"}, "且不晚于今天"),
            ({"checked_on": "昨天"}, "日期不对"),
            ({"checked_on": ""}, "这个字段是必填项"),
        ],
    )
    def test_explains_a_wrong_day(self, client, sign_in, county, plate, edit, change, message):
        sign_in(county)

        response = client.post(edit, posted(plate, "yes") | change)

        assert message in response.text
        assert not Check.objects.exists()

    def test_asks_for_a_result(self, client, sign_in, county, plate, edit):
        sign_in(county)

        assert client.post(edit, {"checked_on": "2026-11-20"}).status_code == 200
        assert not Check.objects.exists()

    def test_shows_what_was_said_before(self, client, sign_in, county, township, plate, edit):
        CheckFactory(unit=township, item=plate, note="牌子破损")
        sign_in(county)

        page = client.get(edit).text

        assert re.search(r'<input type="radio"[^>]*value="yes"[^>]*checked', page)
        assert 'value="牌子破损"' in page

    def test_says_that_a_closed_quarter_is_closed(self, client, sign_in, county, township, plate, edit):
        ClosedQuarterFactory(county=county, quarter=4)
        sign_in(county)

        assert "已截止，查验结果和佐证材料不能再修改" in client.get(edit).text
        client.post(edit, posted(plate, "yes"))
        assert not Check.objects.exists()


class TestRegisteringAWholeUnit:
    @pytest.fixture
    def url(self, township):
        return reverse("assessments:unit_check_edit", args=[township.pk, AUTUMN])

    def test_shows_every_item_once(self, client, sign_in, county, nine, url):
        sign_in(county)

        page = client.get(url).text

        assert all(page.count(f"{item.number}. {item.name}") == 1 for item in nine.items.all())

    def test_writes_what_was_chosen_and_the_rest_as_met(self, client, sign_in, county, nine, url, township):
        sign_in(county)
        funds = nine.items.get(number=6)

        page = client.post(url, posted(funds, "no") | {"rest_is_yes": "on"}, follow=True).text

        results = dict(Check.objects.values_list("item__number", "result"))
        assert results == {1: "yes", 4: "yes", 5: "yes", 6: "no", 7: "yes", 8: "yes"}
        assert "6 项有变动" in page

    def test_writes_nothing_where_nothing_was_chosen(self, client, sign_in, county, url):
        sign_in(county)

        client.post(url, {"checked_on": "2026-11-20"})

        assert not Check.objects.exists()

    def test_writes_nothing_if_one_reason_is_missing(self, client, sign_in, county, plate, roster, url):
        sign_in(county)

        response = client.post(url, posted(plate, "yes") | posted(roster, "yes"))

        assert "须写明理由" in response.text
        assert not Check.objects.exists()

    def test_offers_the_next_unit_that_waits(self, client, sign_in, county, township):
        TownshipFactory(name="河畔镇", parent=county)
        sign_in(county)

        page = client.get(reverse("assessments:unit_checks", args=[township.pk, AUTUMN])).text

        assert "下一个待查：河畔镇" in page


class TestTheUnitPage:
    def test_lists_items_with_basis_and_evidence(self, client, sign_in, county, township, plate, appoint):
        appoint(township)
        CheckFactory(unit=township, item=plate)
        sign_in(county)

        page = client.get(reverse("assessments:unit_checks", args=[township.pk, AUTUMN])).text

        assert "系统判定：在岗：赵红霞" in page
        assert "缺佐证" in page
        assert "2/9" in page


class TestAddresses:
    @pytest.mark.parametrize("name", PAGES)
    def test_of_a_neighbour_are_not_found(self, client, sign_in, county, township, plate, name):
        sign_in(TownshipFactory(parent=county), role=Role.TOWNSHIP_CLERK)

        assert client.get(reverse(name, args=[township.pk, plate.pk, AUTUMN])).status_code == 404

    @pytest.mark.parametrize("name", UNIT_PAGES)
    def test_of_a_neighbouring_unit_are_not_found(self, client, sign_in, county, township, name):
        sign_in(TownshipFactory(parent=county), role=Role.TOWNSHIP_CLERK)

        assert client.get(reverse(name, args=[township.pk, AUTUMN])).status_code == 404

    @pytest.mark.parametrize("quarter", ["2027-1", "2026-5", "1999-4", "2026-0", "26-4", "9999-1"])
    def test_of_a_quarter_that_is_none_or_not_yet_are_not_found(
        self, client, sign_in, county, township, plate, quarter
    ):
        sign_in(county)

        assert client.get(f"/checks/{township.pk}/{plate.pk}/{quarter}/").status_code == 404

    def test_of_an_item_of_another_level_are_not_found(self, client, sign_in, county, village, plate):
        sign_in(county)

        assert (
            client.get(reverse("assessments:cell_detail", args=[village.pk, plate.pk, AUTUMN])).status_code
            == 404
        )

    def test_of_a_unit_no_list_measures_are_not_found(self, client, sign_in, county):
        sign_in(county)

        assert client.get(reverse("assessments:unit_checks", args=[county.pk, AUTUMN])).status_code == 404

    def test_of_a_number_no_database_holds_are_not_found(self, client, sign_in, county, plate):
        sign_in(county)

        assert client.get(f"/checks/{10**30}/{plate.pk}/2026-4/").status_code == 404
