"""A village's data health on a telephone: one finding mended, one kept for a reason, by keyboard alone."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from registry.health.choices import FindingState
from registry.health.models import Finding, HealthScore
from registry.health.services.checking import check_unit
from registry.services.certificates import copy_to_person
from tests.factories import CertificateFactory, CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories import id_number as number_of

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}
BORN = date(1970, 3, 1)
WHOLE = {
    "address": "三社",
    "hukou": "rural",
    "education": "primary",
    "marriage": "married",
    "employment": "farming",
    "bank_account": "6217000000000001",
}


@pytest.fixture
def county(transactional_db):
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    """A village of four whose register lacks one telephone and holds one name twice."""
    village = VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))
    for place, (name, phone) in enumerate([("王芳", ""), ("李强", "1"), ("赵霞", "2"), ("赵夏", "3")]):
        born = BORN.replace(year=1970 + min(place, 2))
        person = PersonFactory(
            unit=village, name=name, birth_date=born, id_number=number_of(20 + place, born),
            phone=phone and f"1381111222{phone}", **WHOLE,
        )  # fmt: skip
        copy_to_person(person, CertificateFactory(person=person)).save()
    check_unit(county, by=None, at=timezone.now())
    return village


def press(page, role, name):
    """Put the focus on something and press Enter."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")


def test_a_member_settles_the_findings_of_the_village(page, village, sign_in_page, assert_accessible, shot):
    # Given a member in front of a telephone, and a village with two findings
    member = sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(reverse("health:board"))
    before = HealthScore.objects.get(unit=village).score
    assert page.get_by_text(str(before), exact=True).first.is_visible()
    assert_accessible(page)
    shot(page, "health-board-phone")

    # When the member opens the list and from it the telephone that is missing
    press(page, "link", "处理问题")
    page.get_by_role("heading", name="体检问题").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    shot(page, "health-list-phone")
    press(page, "link", "王芳")
    page.get_by_role("heading", name="王芳：没有联系电话").wait_for()
    assert_accessible(page)

    # And fills it in
    page.get_by_label("联系电话").focus()
    page.keyboard.type("138 1111 3333")
    page.keyboard.press("Enter")

    # Then the next finding of the village comes by itself, and the score has risen
    page.get_by_text("复查通过").wait_for()
    page.get_by_role("heading", name="赵夏：疑似重复登记").wait_for()
    assert Finding.objects.get(rule="missing_phone").state == FindingState.FIXED
    between = HealthScore.objects.get(unit=village).score
    assert between > before

    # When a reason is too short the page says so, and a good one is taken
    page.get_by_label("确认无误的理由").focus()
    page.keyboard.type("姐妹")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("至少 4 个字").wait_for()
    assert_accessible(page)
    shot(page, "health-finding-phone")
    page.get_by_label("确认无误的理由").focus()
    page.keyboard.press("End")
    page.keyboard.type("二人，已入户见到本人")
    page.keyboard.press("Enter")
    page.get_by_text("没有待处理的问题").wait_for()
    assert_accessible(page)

    # Then the village has the full score
    kept = Finding.objects.get(rule="near_duplicate")
    assert (kept.state, kept.kept_by) == (FindingState.KEPT, member)
    page.goto(reverse("health:board"))
    assert page.get_by_text("100.0", exact=True).first.is_visible()


def test_a_clerk_sees_the_county_and_changes_a_rule(
    page, county, village, sign_in_page, assert_accessible, shot
):
    # Given the clerk of the county on its board
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("health:board"))
    assert page.get_by_role("link", name="会师镇").is_visible()
    assert_accessible(page)
    shot(page, "health-board")

    # When the clerk opens the catalogue and switches a rule off
    press(page, "link", "体检规则")
    page.get_by_role("heading", name="体检规则").wait_for()
    assert_accessible(page)
    shot(page, "health-rules")
    press(page, "link", re.compile("修改.*没有联系电话"))
    page.get_by_label("启用这条规则").focus()
    assert_accessible(page)
    page.keyboard.press("Space")
    press(page, "button", "保存规则")

    # Then the catalogue says so
    page.get_by_text("已保存规则").wait_for()
    assert page.get_by_text("已停用").is_visible()
    page.goto(reverse("health:finding_list"))
    assert_accessible(page)
    shot(page, "health-list")
