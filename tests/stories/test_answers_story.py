"""A clerk drops in the superior's form, corrects a column, and takes the same workbook back, filled."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from reports.answers.models import AnswerRecipe
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.reports.answers.forms import units_form

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def county(transactional_db):
    county = CountyFactory(name="会宁县")
    for name, persons in (("会师镇", 2), ("郭城驿镇", 1)):
        village = VillageFactory(parent=TownshipFactory(name=name, parent=county))
        PersonFactory.create_batch(persons, unit=village, category="1", grade="1")
    return county


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def test_a_form_from_the_upload_over_a_corrected_column_to_the_download(
    page, county, sign_in_page, assert_accessible, shot, worker, tmp_path
):
    # Given a form of the superior with a column that the system does not know
    file = tmp_path / "附表1.xlsx"
    file.write_bytes(units_form("会师镇", "郭城驿镇", "甲镇"))
    sign_in_page(page, Role.COUNTY_CLERK, county)

    # When the clerk drops it in
    page.goto(reverse("answers:answer_list"))
    assert_accessible(page)
    press(page, "上传要回填的表", "link")
    page.get_by_label("上级下发的表").set_input_files(file)
    assert_accessible(page)
    press(page, "上传并识别")
    page.get_by_role("link", name="核对各列").wait_for()
    assert_accessible(page)

    # And says what the unknown column is
    press(page, "核对各列", "link")
    page.get_by_text("是不是“已发放专职委员补贴金额”？").wait_for()
    assert_accessible(page)
    page.get_by_label("H 列").select_option(label="视力残疾人")
    page.set_viewport_size(PHONE)
    assert fits(page)
    press(page, "保存并回填")
    page.get_by_role("link", name="下载回填后的表").wait_for()
    assert fits(page)
    assert_accessible(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    shot(page, "answers-filled")

    # Then the workbook comes back filled, and the place that could not be is told
    page.get_by_text("没有“甲镇”这个乡镇（街道）").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载回填后的表").click()
    download.value.save_as(tmp_path / "filled.xlsx")
    ws = load_workbook(tmp_path / "filled.xlsx")["附表1"]
    assert [(ws[f"C{row}"].value, ws[f"H{row}"].value) for row in (5, 6, 7)] == [(2, 2), (1, 1), (None, None)]
    assert ws["C8"].value == "=SUM(C5:C7)"

    # And each figure opens its list, and the recipe is there for the next time
    page.get_by_role("link", name="2", exact=True).first.click()
    page.get_by_role("heading", name="会师镇登记残疾人：2人").wait_for()
    assert_accessible(page)
    page.goto(reverse("answers:recipe_list"))
    assert_accessible(page)
    press(page, AnswerRecipe.objects.get().name, "link")
    page.get_by_label("名称").wait_for()
    assert_accessible(page)
