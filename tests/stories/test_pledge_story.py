"""The year begins: the county spreads its targets and issues the pledges, a township brings its own back."""

from pathlib import Path

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Pledge, Target
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.assessments import PNG
from tests.factories.rounds import RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory, SchemeFactory, SectionFactory
from tests.stories.keyboard import choose, fill, press, tab_to

pytestmark = pytest.mark.once

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
TOWNS = ("会师镇", "白草塬镇", "新添堡回族乡")


@pytest.fixture
def county(transactional_db):
    return CountyFactory(name="会宁县")


@pytest.fixture
def round_(county):
    """The year of three townships with five items, one of them a task."""
    scheme = SchemeFactory(county=county, published=True, basis="会残联〔2026〕3号")
    order = SectionFactory(scheme=scheme, name="政令畅通")
    ItemFactory(section=order)
    ItemFactory(section=order, name="按时完成布置的工作任务，及时报送报表、数据")
    care = SectionFactory(scheme=scheme, name="康复工作")
    ItemFactory(section=care, by_task=True)
    ItemFactory(section=care, by_task=True, name="完成假肢装配任务")
    round_ = RoundFactory(scheme=scheme)
    for number, name in enumerate(TOWNS, 1):
        town = TownshipFactory(name=name, parent=county)
        PersonFactory.create_batch(number, unit=VillageFactory(name="道口村", parent=town))
        SheetFactory(round=round_, unit=town)
    return round_


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_targets_are_spread_pledges_issued_and_one_comes_back(
    page, county, round_, sign_in_page, assert_accessible, shot
):
    # Given a county whose year has begun
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("pledges:pledge_list"))
    assert_accessible(page)

    # When the clerk spreads both tasks by the register, with the keyboard alone
    for item, total in (("完成白内障患者检查任务（例）", "100"), ("完成假肢装配任务（例）", "7")):
        press(page, "link", "分解指标")
        page.get_by_label("指标", exact=False).first.wait_for()
        assert_accessible(page)
        choose(page, "指标", item)
        tab_to(page, page.get_by_label("按登记残疾人数"))
        fill(page, "总数", total)
        press(page, "button", "分解到各单位")
        page.get_by_text("下达到 3 个单位").wait_for()
    assert sum(Target.objects.values_list("value", flat=True)) == 107
    shot(page, "pledges-board")
    page.goto(reverse("pledges:target_edit", args=[round_.pk]))
    assert_accessible(page)
    shot(page, "pledges-targets")
    page.goto(reverse("pledges:target_upload", args=[round_.pk]))
    assert_accessible(page)

    # And issues the pledges
    page.goto(reverse("pledges:pledge_list"))
    press(page, "link", "下达责任书")
    page.get_by_text("3 个单位").first.wait_for()
    assert_accessible(page)
    press(page, "button", "下达 3 份责任书")
    page.get_by_text("已下达 3 份责任书").wait_for()
    assert_accessible(page)
    pledge = Pledge.objects.get(sheet__unit__name="会师镇")
    paper = page.request.get(reverse("pledges:pledge_print", args=[pledge.pk])).body()
    assert paper.startswith(b"%PDF")
    Path(shot(page, "pledges-issued")).with_name("pledge.pdf").write_bytes(paper)

    # Then the township opens its own on the phone and brings the signed paper back
    page.set_viewport_size(PHONE)
    sign_in_page(page, Role.TOWNSHIP_CLERK, pledge.sheet.unit)
    page.goto(reverse("pledges:pledge_list"))
    assert_accessible(page)
    assert fits(page)
    shot(page, "pledges-board-360")
    press(page, "link", "会师镇", exact=True)
    page.get_by_role("link", name="登记签订").wait_for()
    assert_accessible(page)
    assert fits(page)
    press(page, "link", "登记签订")
    page.get_by_label("签订日期").wait_for()
    assert_accessible(page)
    fill(page, "签订日期", "2026.2.1")
    fill(page, "甲方签字人", "王建国")
    fill(page, "乙方签字人", "李文秀")
    page.get_by_label("签字盖章的扫描件").set_input_files(
        {"name": "责任书.png", "mimeType": "image/png", "buffer": PNG}
    )
    shot(page, "pledges-sign-360")
    press(page, "button", "登记签订")
    page.get_by_text("已登记会师镇责任书的签订").wait_for()
    assert_accessible(page)
    assert fits(page)
    shot(page, "pledges-detail-360")

    # And the county sees who is still missing, and amends what was signed
    page.set_viewport_size(DESK)
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("pledges:pledge_list"))
    page.get_by_role("link", name="待签订 2 个").click()
    page.get_by_text("当前筛选 2 个").wait_for()
    page.goto(reverse("pledges:pledge_amend", args=[pledge.sheet_id]))
    assert_accessible(page)
    fill(page, "完成白内障患者检查任务", "15")
    fill(page, "变更理由", "两个村划出")
    press(page, "button", "下达变更")
    page.get_by_text("双方签字后生效").wait_for()
    assert_accessible(page)
    shot(page, "pledges-amended")
    for name in ("text_list", "pledge_list"):
        page.goto(reverse(f"pledges:{name}"))
        assert_accessible(page)
    page.goto(reverse("pledges:text_edit", args=[county.pk, "township"]))
    assert_accessible(page)
    shot(page, "pledges-text")
