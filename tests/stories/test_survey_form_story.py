"""The county changes a question of this year's survey and tries out what will be asked."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories import CountyFactory
from tests.factories.survey import SurveyRoundFactory

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def survey(transactional_db):
    return SurveyRoundFactory(unit=CountyFactory(name="会宁县"), is_draft=True)


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def test_a_question_is_changed_and_tried_out(page, survey, sign_in_page, assert_accessible, shot):
    # Given a survey in preparation
    sign_in_page(page, Role.COUNTY_CLERK, survey.unit)
    page.goto(reverse("survey:form_detail", args=[survey.pk]))
    assert_accessible(page)
    shot(page, "survey-form")

    # When the clerk changes the words of a question by keyboard, and sends a jump backwards at first
    page.get_by_role("link", name=re.compile("修改.*R31")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="修改 R31").wait_for()
    assert_accessible(page)
    page.get_by_label("题目").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("过去两周内是否生病")
    page.get_by_label("选 1 后转到").select_option("R34")
    press(page, "保存这一题")
    page.get_by_role("alert").first.wait_for()
    assert_accessible(page)
    page.get_by_label("选 1 后转到").select_option("")
    press(page, "保存这一题")
    page.get_by_text("过去两周内是否生病").first.wait_for()
    assert page.get_by_text("本县修改").is_visible()
    shot(page, "survey-form-changed")

    # Then the preview asks it, and jumps as the sheet will
    press(page, "预览填写页", "link")
    page.get_by_role("heading", name="预览填写页").wait_for()
    assert_accessible(page)
    group = page.get_by_role("group", name="R31 过去两周内是否生病")
    group.get_by_label("2 否").focus()
    page.keyboard.press("Space")
    assert page.get_by_role("group", name="R32").is_hidden()
    group.get_by_label("1 是").check()
    assert page.get_by_role("group", name="R32").is_visible()

    # And is asked of the people it is for alone, on a phone as well
    page.set_viewport_size(PHONE)
    assert fits(page)
    whom = page.locator("form.filters")
    whom.get_by_label("年龄").fill("10")
    whom.get_by_label("残疾类别").select_option(label="智力")
    press(page, "按这样的人预览")
    page.get_by_role("group", name="R29").wait_for(state="detached")
    assert_accessible(page)
    assert fits(page)
    shot(page, "survey-preview-360")
