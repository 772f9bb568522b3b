"""A certificate that runs out: the village starts the renewal on a phone, the county finishes it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.certificates import CaseFactory, HolidayFactory, with_card

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def county(transactional_db):
    """A county with a village where one certificate runs out in a fortnight."""
    county = CountyFactory(name="会宁县")
    village = VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))
    today = timezone.localdate()
    with_card(
        unit=village, name="王芳", household_number="0007", relation="head", phone="13812345678",
        issued_on=today.replace(year=today.year - 10, day=1), expires_on=today + timedelta(days=14),
    )  # fmt: skip
    with_card(unit=village, name="王强", household_number="0007", relation="child")
    return county


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def press(page, role, name):
    """Move to a control by keyboard's own means and press it."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_renewal_goes_from_the_village_to_the_county_and_back(
    page, county, sign_in_page, new_context, live_server, assert_accessible, shot
):
    village = county.children.get().children.get()
    phone = new_context(base_url=live_server.url).new_page()
    phone.set_viewport_size(PHONE)
    sign_in_page(phone, Role.VILLAGE_MEMBER, village)
    phone.goto(reverse("certificates:expiry_list"))
    phone.get_by_role("link", name="30 天内（1）").click()
    phone.get_by_text("138****5678").wait_for()
    assert fits(phone)
    assert_accessible(phone)
    shot(phone, "certificates-expiry-phone")

    phone.get_by_role("link", name=re.compile("开始换领")).click()
    phone.get_by_role("heading", name="受理换领：王芳").wait_for()
    assert fits(phone)
    assert_accessible(phone)
    phone.get_by_role("button", name="受理换领").click()
    phone.get_by_text("审核由县残联办理").wait_for()
    assert fits(phone)
    assert_accessible(phone)
    shot(phone, "certificates-case-phone")

    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("reports:workbench"))
    press(page, "link", "去审核：1 件证件业务待县残联办理")
    page.get_by_role("heading", name="证件业务", exact=True).wait_for()
    assert_accessible(page)
    press(page, "link", "王芳")
    page.get_by_role("heading", name="待办：审核").wait_for()
    press(page, "button", "审核通过")
    page.get_by_role("heading", name="待办：制发").wait_for()
    assert_accessible(page)
    press(page, "button", "登记制发")
    page.get_by_text("王芳 的换领已办结").wait_for()
    assert_accessible(page)

    phone.goto(village.persons.get(name="王芳").get_absolute_url())
    phone.get_by_text("换领新证").wait_for()
    assert phone.get_by_text("历史证件").count() == 1
    assert fits(phone)
    assert_accessible(phone)
    shot(phone, "certificates-person-phone")
    person = village.persons.get(name="王芳")
    assert person.card_expires_on.year == timezone.localdate().year + 10


@pytest.mark.once
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible(page, county, sign_in_page, assert_accessible, width):
    village = county.children.get().children.get()
    HolidayFactory(unit=county)
    person = village.persons.get(name="王芳")
    case = CaseFactory(person=village.persons.get(name="王强"), kind="change", step="assess")
    page.set_viewport_size({"width": width, "height": 740})
    sign_in_page(page, Role.COUNTY_CLERK, county)
    names = ("case_list", "case_create", "case_arrive", "expiry_list", "household_list", "holiday_list")
    addresses = [
        *(reverse(f"certificates:{name}") for name in names),
        *(
            reverse("certificates:case_start", args=[person.pk, kind])
            for kind in ("change", "reissue", "move_in", "move_out", "cancel")
        ),
        reverse("certificates:household_detail", args=[person.pk]),
        case.get_absolute_url(),
        person.get_absolute_url(),
    ]

    for address in addresses:
        page.goto(address)
        assert fits(page), address
        assert_accessible(page)


def test_the_assessment_works_without_a_script(county, sign_in_page, new_context, live_server):
    village = county.children.get().children.get()
    case = CaseFactory(person=village.persons.get(name="王强"), kind="change", step="assess")
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(case.get_absolute_url())

    page.get_by_label("评定机构（必填）").fill("县人民医院")
    page.get_by_label("视力残疾").select_option(label="二级")
    page.get_by_label("肢体残疾").select_option(label="三级")
    page.get_by_role("button", name="登记评定结果").click()

    assert page.get_by_text("多重二级（视力二级、肢体三级）").is_visible()
