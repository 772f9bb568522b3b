"""The quarterly inspection of a township: the matrix, one form for all items, evidence, and what is left."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Check, Evidence
from assessments.services.checklists import install_defaults
from tests.factories import CountyFactory, TownshipFactory
from tests.factories.assessments import PNG

pytestmark = pytest.mark.once


@pytest.fixture
def county(transactional_db):
    county = CountyFactory(name="会宁县")
    install_defaults(county)
    for name in ("会师镇", "郭城驿镇", "河畔镇"):
        TownshipFactory(name=name, parent=county)
    return county


@pytest.fixture
def clerk(county, page, sign_in_page):
    return sign_in_page(page, Role.COUNTY_CLERK, county)


def test_a_clerk_inspects_a_township_with_the_keyboard_alone(page, clerk, county, assert_accessible, shot):
    # Given the matrix of the present quarter, where nothing by hand has been inspected
    page.goto(reverse("assessments:matrix"))
    assert_accessible(page)

    # When the clerk opens the form from the keyboard and says that all is there but the plate
    page.get_by_role("link", name="登记查验").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    assert_accessible(page)
    page.get_by_label("没有选择结果的人工查验项一律记为“有”").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")  # to the radio buttons of the first item, none of which is chosen
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("牌子破损，已通知更换")
    page.get_by_role("button", name="保存查验结果").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/edit/"))

    # Then the township lacks the plate and its member in post, and the next one is offered
    assert_accessible(page)
    page.get_by_text("已登记 会师镇").wait_for()
    assert page.get_by_text("差 2 项").is_visible()
    assert page.get_by_role("link", name="下一个待查：郭城驿镇").is_visible()
    check = Check.objects.get(item__number=1)
    assert (check.result, check.note, check.inspector) == (Check.Result.NO, "牌子破损，已通知更换", clerk)
    shot(page, "inspection-unit")


def test_a_clerk_proves_a_cell_and_overrules_a_fact(page, clerk, county, assert_accessible, shot, tmp_path):
    # Given a picture, and a township whose member in post the system does not know of
    photo = tmp_path / "牌子.png"
    photo.write_bytes(PNG)
    page.goto(reverse("assessments:matrix"))

    # When the clerk overrules the fact without a reason, the form says what is missing
    page.get_by_role("link", name="会师镇 专职委员名单：无").click()
    page.get_by_role("link", name="登记查验").click()
    page.get_by_label("改判为有").check()
    page.get_by_role("button", name="保存查验结果").click()
    assert page.get_by_role("alert").get_by_text("须写明理由").is_visible()
    assert_accessible(page)

    # And with a reason both values stay in view, and the evidence hangs on the cell
    page.get_by_label("改判理由").fill("任职文件已下发")
    page.get_by_role("button", name="保存查验结果").click()
    page.get_by_text("人工改判：任职文件已下发").wait_for()
    page.get_by_label("选择佐证材料").set_input_files(photo)
    page.get_by_role("button", name="上传佐证材料").click()
    page.get_by_role("link", name="牌子.png", exact=True).wait_for()
    assert page.get_by_text("系统判定（改判时）").is_visible()
    assert_accessible(page)
    shot(page, "inspection-cell")

    # Then the matrix shows the cell as overruled
    page.goto(reverse("assessments:matrix"))
    assert page.get_by_role("link", name="会师镇 专职委员名单：有（人工改判）").is_visible()
    assert Evidence.objects.get().uploaded_by == clerk
    shot(page, "inspection-matrix")
