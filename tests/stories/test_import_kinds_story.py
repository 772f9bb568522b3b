"""A messy list of 专职委员, from the upload to taking it back, with the keyboard alone."""

import openpyxl
import pytest

from accounts.roles import Role
from registry.models import ImportMapping
from staff.models import Appointment, Member
from tests import workbooks
from tests.factories import CountyFactory, PostFactory, TownshipFactory, VillageFactory, id_number
from tests.stories.test_import_story import choose_by_keyboard, figure, press, tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def county(live_server):
    county = CountyFactory(name="会宁县")
    town = TownshipFactory(parent=county, name="头寨子镇")
    for name in ("老鸦村", "马家庄村", "牛家河村"):
        PostFactory(unit=VillageFactory(parent=town, name=name))
    return county


def messy_list():
    """A title merged over all columns, a header nobody knows, a wrong village, a held post, blank rows."""
    rows = [
        ["2026 年专职委员花名册"],
        ["大名", "号牌", "哪个镇", "庄子", "哪天来的"],
        ["王芳", id_number(1), "头寨子镇", "老鸦村", "2024.3.1"],
        ["李强", id_number(3), "头寨子镇", "马家庄村", "2024年3月1日"],
        ["张三", id_number(5), "头寨子镇", "没有的村", "2024-03-01"],
        ["赵六", id_number(7), "头寨子镇", "老鸦村", "2024/3/1"],
        *[[None] * 5] * 50,
        ["合计", "4 人"],
    ]
    return workbooks.merged_xlsx(rows, "A1:E1")


def test_a_messy_list_of_staff_comes_in_and_goes_back(
    page, county, sign_in_page, assert_accessible, shot, tmp_path
):
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto("/people/imports/new/")
    assert_accessible(page)
    shot(page, "kinds-1-choice")
    press(page, "nav[aria-label='导入什么'] a[href$='kind=staff']")
    page.get_by_role("heading", name="导入专职委员名册").wait_for()
    assert_accessible(page)
    file = {"name": "专委.xlsx", "mimeType": "application/octet-stream", "buffer": messy_list()}
    page.set_input_files("input[type=file]", file)
    press(page, "#upload button.primary")
    page.get_by_text("请告诉系统每一列是什么").wait_for()

    press(page, "a[href$='/columns/']")
    page.get_by_role("heading", name="每一列是什么").wait_for()
    if not page.locator("#header-2").is_checked():
        tab_to(page, "input[name=header]")
        page.keyboard.press("ArrowDown")
        press(page, "#header-form button")
        page.get_by_label("A 列“大名”").wait_for()
    for place, title in enumerate(("姓名", "身份证号", "乡镇", "村（社区）", "到岗日期")):
        choose_by_keyboard(page, f"#id_c{place}", title)
    assert_accessible(page)
    shot(page, "kinds-2-columns")
    press(page, "#columns-form button.primary")

    page.get_by_role("button", name="写入 2 行").wait_for()
    assert (figure(page, "可新增"), figure(page, "有错误")) == (2, 2)
    page.get_by_text("岗位由第 3 行的人担任").wait_for()
    assert_accessible(page)
    shot(page, "kinds-3-refused")
    page.get_by_role("link", name="下载错误标注表").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载错误标注表").click()
    download.value.save_as(tmp_path / "marked.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx").active
    assert "没有“没有的村”" in marked["D5"].comment.text

    tab_to(page, "#partial")
    page.keyboard.press("Space")
    press(page, "#decide button")
    page.get_by_text("已导入。").wait_for()
    assert_accessible(page)
    shot(page, "kinds-4-done")
    assert {held.member.name for held in Appointment.objects.all()} == {"王芳", "李强"}
    assert ImportMapping.objects.get().kind == "staff"

    press(page, "a[href$='/undo/']")
    page.get_by_role("heading", name="撤回这次导入").wait_for()
    assert_accessible(page)
    press(page, "button.danger")
    page.get_by_text("撤下 2 人").wait_for()
    assert not Member.objects.exists()
    page.goto("/people/imports/?kind=staff")
    page.locator("#results td", has_text="专职委员名册").wait_for()
    assert_accessible(page)
    shot(page, "kinds-5-history")


def test_the_pages_fit_a_phone(page, county, sign_in_page, assert_accessible, shot):
    page.set_viewport_size(PHONE)
    sign_in_page(page, Role.COUNTY_CLERK, county)

    widths = []
    for kind in ("units", "staff", "certificates", "ledger"):
        page.goto(f"/people/imports/new/?kind={kind}")
        assert_accessible(page)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
        shot(page, f"kinds-phone-{kind}")
    page.goto("/people/imports/")
    widths.append(page.evaluate("document.documentElement.scrollWidth"))

    assert max(widths) <= PHONE["width"]
