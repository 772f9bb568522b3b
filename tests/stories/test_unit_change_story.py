"""Two villages merged by keyboard alone, from 机构变更 to totals that agree."""

import pytest

from accounts.roles import Role
from orgs.models import UnitChange
from registry.models import Person
from tests.factories import PersonFactory
from tests.factories.changes import SmallCounty
from tests.stories.keyboard import fill, press, tab_to

pytestmark = pytest.mark.once


@pytest.fixture
def small(transactional_db):
    """A county whose 张庄村 and 李湾村 have three people on the register."""
    small = SmallCounty()
    small.manager.postings.all().delete()  # the manager of the story is the only one
    PersonFactory(unit=small.zhang)
    PersonFactory.create_batch(2, unit=small.li)
    return small


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
