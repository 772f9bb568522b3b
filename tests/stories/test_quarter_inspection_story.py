"""The quarterly inspection: announced and drawn on the desk, done on a phone, mended, re-checked, settled."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.inspections.choices import SeedSource
from assessments.inspections.lottery import commitment_of
from assessments.inspections.services import planning
from assessments.models import Check, Evidence, InspectionFinding, InspectionPlan, Visit
from assessments.periods import quarter_of
from assessments.services.checklists import install_defaults
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.pictures import jpeg
from tests.stories.keyboard import choose, fill, press, tab_to

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def county(transactional_db):
    county = CountyFactory(name="会宁县")
    install_defaults(county)
    for name, villages in (("会师镇", ("南什村", "西岩村", "北关村")), ("河畔镇", ("北岸村", "南岸村"))):
        township = TownshipFactory(name=name, parent=county)
        for village in villages:
            VillageFactory(name=village, parent=township)
    return county


@pytest.fixture
def clerk(county, page, sign_in_page):
    return sign_in_page(page, Role.COUNTY_CLERK, county, full_name="赵敏")


@pytest.fixture
def plan(county, clerk):
    """Announced, and ready to be drawn."""
    today = timezone.localdate()
    period = quarter_of(today)
    made = InspectionPlan(
        county=county,
        year=period.year,
        quarter=period.number,
        title=f"{period.label}村级残协督查",
        checklist=county.checklists.get(code="liuyou"),
        starts_on=period.start,
        ends_on=period.end,
        per_stratum=2,
    )
    planning.save_plan(made, [clerk], by=clerk)
    return planning.announce(made, SeedSource.COMMITTED, by=clerk, at=timezone.now())


def test_a_draw_is_planned_announced_and_made_with_the_keyboard(page, clerk, county, assert_accessible, shot):
    # Given the page of inspections without a plan
    page.goto(reverse("inspections:plan_list"))
    assert_accessible(page)

    # When the clerk plans, announces and draws, without a mouse
    press(page, "link", "新建督查计划")
    page.wait_for_url("**/new/")
    assert_accessible(page)
    fill(page, "名称", "村级残协督查")
    choose(page, "达标清单", "六有")
    last = quarter_of(timezone.localdate()).end
    fill(page, "结束日期", last.isoformat())
    tab_to(page, page.get_by_label("赵敏"))
    page.keyboard.press("Space")
    press(page, "button", "保存计划")
    page.get_by_text("已保存“村级残协督查”").wait_for()
    assert_accessible(page)
    press(page, "link", "公布抽签办法")
    press(page, "button", "公布抽签办法")
    page.get_by_text("已公布抽签办法").wait_for()
    plan = InspectionPlan.objects.get()
    assert page.get_by_text(plan.commitment).is_visible()
    assert page.get_by_text(plan.seed).count() == 0
    assert_accessible(page)
    press(page, "link", "抽签", exact=True)
    press(page, "button", "抽签", exact=True)
    page.get_by_text("已抽签，抽中 4 个单位").wait_for()

    # Then the seed is told, fits what was published, and the page shows how to recompute
    assert_accessible(page)
    seed = InspectionPlan.objects.get().seed
    assert commitment_of(seed) == plan.commitment
    assert page.get_by_text("sha256sum").is_visible()
    shot(page, "inspection-lottery")
    page.goto(plan.get_absolute_url())
    assert_accessible(page)
    shot(page, "inspection-plan")
    page.set_viewport_size(PHONE)
    shot(page, "inspection-plan-phone")


def test_a_village_is_inspected_on_the_phone_and_mends_what_was_found(
    page, clerk, county, plan, assert_accessible, shot, sign_in_page, tmp_path
):
    # Given a village that was drawn, and a photo on the phone
    planning.draw(plan, by=clerk, at=timezone.now())
    visit = Visit.objects.filter(unit__parent__name="会师镇").order_by("unit__path").first()
    photo = tmp_path / "牌子.jpg"
    photo.write_bytes(jpeg("2026:10:05 09:30:00", size=(1200, 900)))
    page.set_viewport_size(PHONE)
    page.goto(visit.get_absolute_url())
    assert_accessible(page)

    # When the inspector writes down what is there, with the keyboard
    press(page, "link", "登记检查")
    page.wait_for_url("**/record/")
    assert_accessible(page)
    shot(page, "inspection-phone-form")
    tab_to(page, page.get_by_role("group", name="有协会牌子").get_by_label("有", exact=True))
    page.keyboard.press("ArrowRight")
    fill(page, "检查情况", "负责人在场")
    press(page, "button", "保存检查结果")
    page.get_by_text("的检查。发现问题的，请逐条登记").wait_for()
    assert Check.objects.get(unit=visit.unit).result == Check.Result.NO

    # And a shortcoming with a photo
    press(page, "link", "登记问题")
    page.wait_for_url("**/findings/new/")
    assert_accessible(page)
    choose(page, "事项", "有协会牌子")
    fill(page, "发现的问题", "牌子破损，字迹不清")
    fill(page, "责任人", "王芳")
    page.get_by_label("照片").set_input_files(photo)
    shot(page, "inspection-phone-finding")
    press(page, "button", "保存问题")
    page.get_by_text("已登记问题").wait_for()
    assert_accessible(page)
    shot(page, "inspection-phone-visit")
    assert Evidence.objects.get().unit == visit.unit

    # Then the village reports that it is mended, and the inspector settles it
    finding = InspectionFinding.objects.get()
    assert finding.due_on == timezone.localdate() + timedelta(days=30)
    sign_in_page(page, Role.VILLAGE_MEMBER, visit.unit)
    page.goto(finding.get_absolute_url())
    press(page, "link", "报告整改情况")
    page.wait_for_url("**/report/")
    fill(page, "整改情况", "已更换新牌子")
    assert_accessible(page)
    press(page, "button", "提交，等待复查")
    page.get_by_text("已报告整改情况，等待复查").wait_for()
    assert page.get_by_role("link", name="复查", exact=True).count() == 0
    sign_in_page(page, Role.TOWNSHIP_CLERK, visit.unit.parent)
    page.goto(finding.get_absolute_url())
    press(page, "link", "复查", exact=True)
    page.wait_for_url("**/recheck/")
    assert_accessible(page)
    tab_to(page, page.get_by_label("通过，销号"))
    page.keyboard.press("Space")
    fill(page, "复查情况", "新牌子已挂好")
    press(page, "button", "保存复查结果")
    page.get_by_text("复查通过，已销号").wait_for()
    assert_accessible(page)
    shot(page, "inspection-phone-settled")
    finding.refresh_from_db()
    assert finding.state == "mended"
