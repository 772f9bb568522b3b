"""Last year's scheme is copied, changed, compared, published and revised by keyboard alone."""

import re

import pytest
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Scheme
from assessments.schemes.choices import SchemeState, Subject
from assessments.schemes.services.drafting import install_template
from assessments.schemes.services.publishing import publish
from tests.factories import CountyFactory, UserFactory
from tests.stories.keyboard import choose, fill, press

pytestmark = pytest.mark.once


@pytest.fixture
def last_year(transactional_db):
    """The scheme of last year in force."""
    county, who = CountyFactory(name="会宁县", code="620422"), {"by": UserFactory(full_name="王芳")}
    who["at"] = timezone.now()
    year = timezone.localdate().year - 1
    return publish(install_template(county, year, Subject.TOWNSHIP, "township_starter", **who), **who)


class Maker:
    """Somebody of the county before the keyboard."""

    def __init__(self, page, assert_accessible):
        self.page, self.look = page, assert_accessible

    def press(self, role, name, told, **how):
        """Press a control and wait for what the page says then."""
        press(self.page, role, name, **how)
        self.page.get_by_text(told).first.wait_for()
        self.look(self.page)

    def change_points(self, item, points, told):
        """Change what an item is worth; the page tells at once what comes of it."""
        self.press("link", re.compile(f"修改：{item}"), "计分规则")
        fill(self.page, "分值", points)
        self.page.keyboard.press("Tab")
        self.page.get_by_text(told).wait_for()
        self.press("button", "保存", "已保存", exact=True)


def test_a_scheme_goes_from_last_years_copy_to_a_revision(
    page, sign_in_page, assert_accessible, shot, last_year
):
    this_year = last_year.year + 1
    sign_in_page(page, Role.COUNTY_CLERK, last_year.county, full_name="刘敏")
    clerk = Maker(page, assert_accessible)
    page.goto("/schemes/")
    clerk.press("link", "起草方案", "怎样起草")
    choose(page, "复制哪一份", f"{last_year.year} 年度 乡镇（街道）残联：{last_year}")
    clerk.press("button", "起草", "已起草", exact=True)
    shot(page, "scheme-draft")

    clerk.change_points(
        "按时参加县残工委", "5", "“政令畅通”分值 10 分：其他各项 6 分，本项 5 分，多出 1 分。"
    )
    page.get_by_text("政令畅通：各项合计 11 分，分值 10 分，多出 1 分。").wait_for()
    clerk.press("link", re.compile("对比"), "修改 1 项，其余 34 项不变")
    shot(page, "scheme-difference")
    clerk.press("link", "看现方案", "发布前还有 1 处要改")
    clerk.change_points("按时完成布置的任务", "5", "“政令畅通”分值 10 分：其他各项 5 分，本项 5 分，正好。")
    page.get_by_text("请县级管理人员发布").wait_for()

    sign_in_page(page, Role.COUNTY_MANAGER, last_year.county, full_name="王强")
    manager = Maker(page, assert_accessible)
    page.reload()
    manager.press("link", "发布…", "确认发布")
    shot(page, "scheme-publish")
    manager.press("button", "确认发布", "已发布。各单位按它签订责任书和自评")
    manager.press("button", "修订", "已另起第 2 版草稿")

    states = Scheme.objects.filter(year=this_year).order_by("version").values_list("version", "state")
    assert list(states) == [(1, SchemeState.PUBLISHED), (2, SchemeState.DRAFT)]


def test_the_form_of_an_item_adapts_and_stands_at_every_width(
    page, sign_in_page, assert_accessible, shot, last_year
):
    sign_in_page(page, Role.COUNTY_MANAGER, last_year.county)
    page.goto(last_year.get_absolute_url())
    press(page, "button", "修订")
    page.get_by_text("已另起第 2 版草稿").wait_for()
    press(page, "link", re.compile("修改：残联牌子"))
    page.get_by_text("各分项合计 2 分，本项 2 分，正好。").wait_for()
    for option, told in (("按任务比例", "任务数"), ("质量关口", "第 1 条不得分"), ("达标率", "达标线（%）")):
        choose(page, "计分规则", option)
        page.get_by_label(told).first.wait_for()
    assert_accessible(page)
    shot(page, "scheme-item-rate")

    page.goto(Scheme.objects.get(state=SchemeState.DRAFT).get_absolute_url())
    press(page, "link", "设置等次")
    page.get_by_label("第 1 行名称").wait_for()
    assert_accessible(page)
    shot(page, "scheme-bands")
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("", "bands/grade/", "publish/", "edit/", "../presets/nanning_indicators/township/"):
            page.goto(Scheme.objects.get(state=SchemeState.DRAFT).get_absolute_url() + name)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (name, width)
            shot(page, f"scheme-{width}-{name.rstrip('/').rpartition('/')[2] or 'table'}")
