"""A visit: taken down in the village on a phone by keyboard, accepted, answered, closed at the township."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from registry.models import Petition
from registry.petitions.choices import State
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.petitions import PetitionFactory

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def village(transactional_db):
    county = CountyFactory(name="会宁县")
    return VillageFactory(name="道口村", parent=TownshipFactory(name="新添堡回族乡", parent=county))


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_visit_from_the_village_to_the_answer(page, village, sign_in_page, assert_accessible, shot):
    # Given a village member with a phone, and a person on the register
    PersonFactory(unit=village, name="马秀英", phone="13800001234", subsistence="dibao")
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(reverse("petitions:petition_list"))
    assert_accessible(page)

    # When the member takes the visit down with the keyboard alone, at first without saying what it is about
    press(page, "登记来信来访", "link")
    page.wait_for_url("**/petitions/new/")
    assert_accessible(page)
    assert fits(page)
    page.get_by_label("形式").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # 来访
    page.get_by_label("类别").focus()
    page.keyboard.press("ArrowDown")  # 两项补贴
    page.get_by_label("残疾人本人").focus()
    page.keyboard.press("Space")
    page.get_by_label("残疾人姓名或证号").focus()
    page.keyboard.type("马秀英")
    page.locator("textarea[name=matter]").evaluate("field => field.removeAttribute('required')")
    press(page, "登记")
    page.get_by_role("alert").get_by_text("反映问题").wait_for()
    assert_accessible(page)
    page.get_by_label("反映问题").focus()
    page.keyboard.type("护理补贴三月起没有到账。")
    press(page, "登记")

    # Then it has its number, its deadline and the person's facts beside it
    page.get_by_text("已登记，编号").wait_for()
    petition = Petition.objects.get()
    assert page.get_by_text("受理还剩 15 天").is_visible()
    assert page.get_by_text("低保", exact=True).is_visible()
    assert_accessible(page)
    assert fits(page)
    shot(page, "petition-case-360")

    # And it is passed up to the township
    press(page, "转送", "link")
    page.get_by_label("转往单位").wait_for()
    assert_accessible(page)
    page.get_by_label("转往单位").select_option(label="新添堡回族乡残疾人联合会")
    press(page, "登记转送")
    page.get_by_text("转往 新添堡回族乡").wait_for()

    # When the township accepts, answers and closes it
    page.set_viewport_size({"width": 1366, "height": 768})
    clerk = sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent, full_name="杨丽娟")
    page.goto(petition.get_absolute_url())
    press(page, "受理", "link")
    page.get_by_label("经办人").wait_for()
    assert_accessible(page)
    press(page, "登记受理")
    press(page, "答复", "link")
    page.get_by_label("答复内容").fill("经核实，因换卡退回，已补发。")
    assert_accessible(page)
    press(page, "登记答复")
    press(page, "办结", "link")
    page.get_by_label("已解决", exact=True).check()
    page.get_by_label("满意", exact=True).check()
    assert_accessible(page)
    press(page, "登记办结")

    # Then it is settled in time, with its story and its letter
    page.get_by_text("按期办结").wait_for()
    petition.refresh_from_db()
    assert (petition.state, petition.handler) == (State.SETTLED, clerk)
    assert page.get_by_role("link", name="打印答复书").is_visible()
    assert_accessible(page)
    shot(page, "petition-settled")


def test_what_is_overdue_is_said_in_words(page, village, sign_in_page, assert_accessible, shot):
    # Given a petition that should have been accepted five days ago
    day = timezone.localdate() - timedelta(days=20)
    petition = PetitionFactory(unit=village, received_on=day, matter="轮椅半年没有配发。")
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)

    # When the county looks at its list
    page.goto(reverse("petitions:petition_list"))
    assert page.get_by_text("受理已超期 5 天").is_visible()
    assert_accessible(page)
    shot(page, "petition-list")

    # And presses the village
    page.get_by_role("link", name=petition.number).click()
    press(page, "督办", "link")
    page.get_by_label("督办意见").fill("请三日内办理。")
    assert_accessible(page)
    press(page, "登记督办")

    # Then the case says so, and the other pages of the room can be read by everybody
    page.get_by_text("上级已督办").wait_for()
    assert_accessible(page)
    for name in ("table", "figures", "rule_list"):
        page.goto(reverse(f"petitions:{name}"))
        assert_accessible(page)
    page.get_by_role("link", name=re.compile("政策咨询")).click()
    page.get_by_role("button", name="保存时限").wait_for()
    assert_accessible(page)
