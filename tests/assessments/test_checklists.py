from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Check, Checklist, ChecklistItem
from assessments.services.checklists import (
    ChecklistRefused,
    add_item,
    end_item,
    install_defaults,
    revise_item,
)
from tests.assessments.conftest import AUTUMN, SUMMER
from tests.factories import CheckFactory, ChecklistFactory, CountyFactory

WINTER = AUTUMN.next
FIELDS = {
    "number": 1,
    "name": "有残联标牌",
    "short_name": "残联标牌",
    "decided_by": "hand",
    "fact": "",
    "threshold": None,
    "criterion": "悬挂标牌。",
    "evidence_needed": True,
}


class TestTheDefaults:
    def test_are_nine_and_six_in_the_words_of_the_source(self, nine, six):
        assert list(nine.items.order_by("number").values_list("name", flat=True)) == [
            "有残联牌子", "有理事长任职书", "有专职委员名单", "有办公场所", "有规章制度",
            "有工作经费", "有目标任务", "有工作档案", "有残疾人各类数据",
        ]  # fmt: skip
        assert list(six.items.order_by("number").values_list("name", flat=True)) == [
            "有协会牌子", "有残疾人专职委员", "有活动场所", "有工作制度", "有档案资料", "有误工补贴",
        ]  # fmt: skip

    def test_leave_to_facts_what_facts_can_tell(self, nine, six):
        facts = ChecklistItem.objects.exclude(fact="").order_by("checklist", "number")

        assert [(item.checklist.code, item.number, item.fact) for item in facts] == [
            ("jiuyou", 2, "head_with_document"),
            ("jiuyou", 3, "member_in_post"),
            ("jiuyou", 9, "register_complete"),
            ("liuyou", 2, "member_in_post"),
            ("liuyou", 6, "stipend_paid_last_half"),
        ]

    def test_are_given_once(self, county):
        assert install_defaults(county) == []
        assert Checklist.objects.filter(county=county).count() == 2

    def test_fill_in_only_what_is_missing(self):
        county = CountyFactory()
        ChecklistFactory(county=county, name="本县九有")

        assert [one.code for one in install_defaults(county)] == ["liuyou"]


class TestRevise:
    def test_ends_a_used_item_and_lets_a_successor_begin(self, plate, township):
        CheckFactory(unit=township, item=plate, quarter=3)

        successor = revise_item(plate, from_quarter=AUTUMN, **FIELDS)

        plate.refresh_from_db()
        assert (plate.name, plate.valid_to) == ("有残联牌子", date(2026, 9, 30))
        assert (successor.name, successor.valid_from) == ("有残联标牌", date(2026, 10, 1))

    def test_changes_an_unused_item_of_the_future_in_place(self, nine):
        item = add_item(nine, from_quarter=WINTER, **FIELDS | {"number": 10})

        revised = revise_item(item, from_quarter=WINTER, **FIELDS | {"number": 10, "name": "有示范点"})

        assert revised.pk == item.pk
        assert revised.name == "有示范点"

    def test_refuses_a_quarter_that_was_inspected_already(self, plate, township):
        CheckFactory(unit=township, item=plate, quarter=4)

        with pytest.raises(ChecklistRefused, match="2026 年第四季度已按该项目查验"):
            revise_item(plate, from_quarter=AUTUMN, **FIELDS)

        assert revise_item(plate, from_quarter=WINTER, **FIELDS).valid_from == date(2027, 1, 1)

    def test_refuses_a_number_that_is_taken(self, plate):
        with pytest.raises(ChecklistRefused, match="序号 2 已有项目"):
            revise_item(plate, from_quarter=AUTUMN, **FIELDS | {"number": 2})

    def test_refuses_an_item_that_has_ended(self, plate):
        end_item(plate, from_quarter=AUTUMN)

        with pytest.raises(ChecklistRefused, match="已停用"):
            revise_item(plate, from_quarter=WINTER, **FIELDS)

    def test_refuses_to_begin_before_the_item_did(self, nine, township):
        item = add_item(nine, from_quarter=AUTUMN, **FIELDS | {"number": 10})
        CheckFactory(unit=township, item=item)

        with pytest.raises(ChecklistRefused, match="变更须从之后的季度开始"):
            revise_item(item, from_quarter=SUMMER, **FIELDS | {"number": 10})


class TestEndAndAdd:
    def test_an_ended_item_counts_until_the_quarter_before(self, plate):
        end_item(plate, from_quarter=WINTER)

        assert plate.valid_to == date(2026, 12, 31)

    def test_a_new_item_counts_from_the_first_day_of_its_quarter(self, nine):
        item = add_item(nine, from_quarter=WINTER, **FIELDS | {"number": 10})

        assert item.valid_from == date(2027, 1, 1)

    def test_a_number_is_given_once(self, nine):
        with pytest.raises(ChecklistRefused):
            add_item(nine, from_quarter=WINTER, **FIELDS)


class TestThePages:
    def form(self, **change):
        kept = {name: value for name, value in FIELDS.items() if value is not None}
        return kept | {"from_quarter": "2027-1", "evidence_needed": "on"} | change

    def test_list_the_items_and_those_of_the_past(self, client, sign_in, county, nine, plate, township):
        CheckFactory(unit=township, item=plate, quarter=3)
        end_item(plate, from_quarter=AUTUMN)
        sign_in(county)

        page = client.get(nine.get_absolute_url()).text

        assert "已停用的项目" in page
        assert "2026年9月30日" in page
        assert "达标线 90%" in page
        assert "九有" in client.get(reverse("assessments:checklist_list")).text

    def test_add_an_item(self, client, sign_in, county, nine):
        sign_in(county)
        url = reverse("assessments:item_create", args=[nine.pk])

        assert 'value="10"' in client.get(url).text
        client.post(url, self.form(number=10, name="有示范点"))

        assert nine.items.get(number=10).name == "有示范点"

    def test_change_an_item_from_a_quarter_on(self, client, sign_in, county, plate, township):
        CheckFactory(unit=township, item=plate)
        sign_in(county)

        client.post(reverse("assessments:item_edit", args=[plate.pk]), self.form())

        plate.refresh_from_db()
        assert plate.valid_to == date(2026, 12, 31)
        assert (
            ChecklistItem.objects.get(number=1, valid_to=None, checklist=plate.checklist).name == "有残联标牌"
        )

    def test_explain_why_an_item_cannot_change(self, client, sign_in, county, plate, township):
        CheckFactory(unit=township, item=plate)
        sign_in(county)

        page = client.post(
            reverse("assessments:item_edit", args=[plate.pk]), self.form(from_quarter="2026-4")
        ).text

        assert "2026 年第四季度已按该项目查验" in page
        plate.refresh_from_db()
        assert plate.valid_to is None

    def test_ask_for_the_fact_of_an_item_that_a_fact_decides(self, client, sign_in, county, plate):
        sign_in(county)

        page = client.post(
            reverse("assessments:item_edit", args=[plate.pk]), self.form(decided_by="fact")
        ).text

        assert "由系统判定的项目须选择判定依据。" in page

    def test_forget_the_fact_of_an_item_by_hand(self, client, sign_in, county, nine):
        sign_in(county)

        client.post(
            reverse("assessments:item_create", args=[nine.pk]),
            self.form(number=10, fact="member_in_post", threshold="90"),
        )

        item = nine.items.get(number=10)
        assert (item.fact, item.threshold) == ("", None)

    def test_end_an_item(self, client, sign_in, county, plate):
        sign_in(county)
        url = reverse("assessments:item_end", args=[plate.pk])

        assert "停用该项目" in client.get(url).text
        client.post(url, {"from_quarter": "2027-1"})

        plate.refresh_from_db()
        assert plate.valid_to == date(2026, 12, 31)

    def test_refuse_a_quarter_that_is_not_offered(self, client, sign_in, county, plate):
        sign_in(county)

        client.post(reverse("assessments:item_end", args=[plate.pk]), {"from_quarter": "2020-1"})

        plate.refresh_from_db()
        assert plate.valid_to is None

    def test_make_another_list(self, client, sign_in, county):
        sign_in(county)

        client.post(
            reverse("assessments:checklist_create", args=[county.pk]),
            {"name": "五有", "code": "wuyou", "levels": ["township"], "from_quarter": "2027-1", "note": ""},
        )

        made = Checklist.objects.get(code="wuyou")
        assert (made.county, made.levels, made.valid_from) == (county, ["township"], date(2027, 1, 1))

    def test_explain_a_code_that_is_taken(self, client, sign_in, county):
        sign_in(county)

        page = client.post(
            reverse("assessments:checklist_create", args=[county.pk]),
            {"name": "九有", "code": "jiuyou", "levels": ["township"], "from_quarter": "2027-1"},
        ).text

        assert "该县已有代码为 jiuyou 的清单。" in page

    def test_of_another_county_are_not_found(self, client, sign_in, county, nine, plate):
        sign_in(CountyFactory())

        assert client.get(nine.get_absolute_url()).status_code == 404
        assert client.get(reverse("assessments:item_edit", args=[plate.pk])).status_code == 404
        assert client.get(reverse("assessments:checklist_create", args=[county.pk])).status_code == 404

    def test_are_for_the_county_only(self, client, sign_in, township, nine):
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        assert client.get(nine.get_absolute_url()).status_code == 403


def test_an_item_that_checks_name_cannot_vanish(plate, township):
    CheckFactory(unit=township, item=plate)

    with pytest.raises(Exception, match="protected foreign keys"):
        plate.delete()
    assert Check.objects.filter(item=plate).exists()
