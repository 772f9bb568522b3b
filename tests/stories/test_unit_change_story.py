"""Two villages merged by keyboard alone, from 机构变更 to totals that agree."""

import pytest

from accounts.roles import Role
from orgs.models import UnitChange
from registry.models import Person
from tests.factories import PersonFactory
from tests.factories.changes import SmallCounty

TOO_FAR = 150
IN_MAIN = "found => document.querySelector('main').contains(found)"


@pytest.fixture
def small(transactional_db):
    """A county whose 张庄村 and 李湾村 have three people on the register."""
    small = SmallCounty()
    small.manager.postings.all().delete()  # the manager of the story is the only one
    PersonFactory(unit=small.zhang)
    PersonFactory.create_batch(2, unit=small.li)
    return small


def tab_to(page, control):
    """Move the focus with Tab until it stands on `control`, as somebody without a mouse does."""
    control.wait_for()
    if page.evaluate("document.activeElement === document.body") and control.evaluate(IN_MAIN):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the link past the menu
    for _ in range(TOO_FAR):
        if control.evaluate("found => found === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"用 Tab 键到不了：{control}")


def press(page, role, name, key="Enter"):
    tab_to(page, page.get_by_role(role, name=name).first)
    page.keyboard.press(key)


def fill(page, label, text):
    tab_to(page, page.get_by_label(label))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_two_villages_are_merged_by_keyboard(page, small, sign_in_page, worker, assert_accessible):
    sign_in_page(page, Role.COUNTY_MANAGER, small.county)
    page.goto("/")
    press(page, "link", "机构变更")
    page.get_by_role("heading", name="机构变更").wait_for()
    assert_accessible(page)
    press(page, "link", "办理变更")
    page.get_by_role("heading", name="办理机构变更").wait_for()
    assert_accessible(page)
    press(page, "link", "办理合并")
    tab_to(page, page.locator("summary", has_text="会师镇"))
    page.keyboard.press("Enter")
    for village in ("张庄村", "李湾村"):
        press(page, "checkbox", village, key="Space")
    assert_accessible(page)
    press(page, "button", "填写变更内容")

    press(page, "radio", "新设一个单位", key="Space")
    fill(page, "合并后的名称", "新庄村")
    fill(page, "生效日期", "2026-11-01")
    fill(page, "批文名称和文号", "会政发〔2026〕15 号")
    assert_accessible(page)
    press(page, "button", "保存并预览")

    page.get_by_text("这是预览").wait_for()
    assert Person.objects.filter(unit=small.li).count() == 2
    assert_accessible(page)
    press(page, "link", "核对并确认")
    press(page, "checkbox", "已对照批文", key="Space")
    assert_accessible(page)
    press(page, "button", "确认合并")

    press(page, "link", "查看结果")
    page.get_by_text("变更前后数字一致").first.wait_for()
    assert_accessible(page)
    assert page.get_by_text("不一致", exact=True).count() == 0
    assert UnitChange.objects.get().state == UnitChange.State.DONE
    assert Person.objects.filter(unit__name="新庄村").count() == 3
