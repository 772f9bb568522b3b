"""A clerk brings a township's roster into the register, with the keyboard alone, and looks at the result."""

import re

import openpyxl
import pytest

from accounts.roles import Role
from orgs.models import Unit
from registry.models import ImportBatch, Person
from tests import workbooks
from tests.factories import id_number
from tests.rosters import FOLDER, ROSTERS, load_huining, refusals_of, truth_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]

MESSY = "roster_messy_2.xlsx"
ID_COLUMN = 4


@pytest.fixture
def huining(live_server):
    return load_huining()


def tab_to(page, selector, *, most=100):
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def choose(page, roster):
    """Open the upload page and choose a roster for the whole county."""
    page.goto("/people/imports/new/")
    page.set_input_files("input[type=file]", FOLDER / roster)


def upload(page, roster):
    choose(page, roster)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("heading", name="导入残疾人登记表").wait_for()
    page.locator(".tile", has_text="可新增").wait_for()


def figure(page, label):
    """Return the figure of a tile."""
    return int(page.locator(".tile", has_text=label).locator(".value").inner_text().replace(",", ""))


def shown_refusals(page):
    """Return {row: codes} of what the wizard lists as wrong, kind by kind, over all pages."""
    found = {}
    kinds = page.locator("a.go").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    here = page.url.split("?")[0]
    for address in kinds:
        code = re.search(r"code=(\w+)", address)[1]
        page.goto(f"{here}?show=refused&code={code}&size=200")
        for text in page.locator("#rows tbody tr th").all_inner_texts():
            found.setdefault(int(text.replace(",", "")), set()).add(code)
    return found


def test_a_messy_roster_comes_in_by_keyboard_alone(page, huining, sign_in_page, assert_accessible, shot):
    sign_in_page(page, Role.COUNTY_CLERK, huining)
    choose(page, MESSY)
    assert_accessible(page)
    shot(page, "import-1-upload")

    tab_to(page, "#upload button.primary")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="写入 284 行").wait_for()
    assert_accessible(page)
    shot(page, "import-2-preview")

    tab_to(page, "#partial")
    page.keyboard.press("Space")
    tab_to(page, "#decide button")
    page.keyboard.press("Enter")
    page.get_by_text("已导入。").wait_for()
    assert_accessible(page)
    shot(page, "import-3-done")

    assert Person.objects.count() == truth_of(MESSY)["importable"]


def press(page, selector):
    tab_to(page, selector)
    page.keyboard.press("Enter")


def choose_by_keyboard(page, selector, label):
    """Go down the options of a select with the arrow key until the right one is chosen."""
    tab_to(page, selector)
    for _ in range(80):
        if page.evaluate("document.activeElement.selectedOptions[0].label") == label:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} does not offer {label}")


def test_an_unknown_header_is_named_and_a_spelling_mended_by_keyboard_alone(
    page, huining, sign_in_page, assert_accessible, shot
):
    township = Unit.objects.get(name="头寨子镇")
    village = township.children.in_tree_order().first()
    numbers = [id_number(n) for n in range(1, 29, 2)]
    names = [f"王{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯"]
    rows = [[*one, "汗族", village.name] for one in zip(names, numbers, strict=True)]
    content = workbooks.xlsx(["2026 年花名册"], ["大名", "号牌", "族属", "庄子"], *rows)
    file = {"name": "头寨子镇.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    sign_in_page(page, Role.TOWNSHIP_CLERK, township)
    page.goto("/people/imports/new/")
    page.set_input_files("input[type=file]", file)
    press(page, "#upload button.primary")
    page.get_by_text("请告诉系统每一列是什么").wait_for()
    assert_accessible(page)

    press(page, "a[href$='/columns/']")
    page.get_by_role("heading", name="每一列是什么").wait_for()
    assert_accessible(page)
    shot(page, "import-7-columns")
    choose_by_keyboard(page, "#id_c0", "姓名")
    choose_by_keyboard(page, "#id_c1", "身份证号")
    choose_by_keyboard(page, "#id_c2", "民族")
    choose_by_keyboard(page, "#id_c3", "村（社区）")
    press(page, "#columns-form button.primary")

    page.get_by_role("link", name="一次改好全部行").wait_for()
    assert figure(page, "有错误") == len(rows)
    assert_accessible(page)
    press(page, "a[href$='/mend/']")
    page.get_by_role("heading", name="同样的写法一次改好").wait_for()
    assert_accessible(page)
    shot(page, "import-8-mend")
    choose_by_keyboard(page, "#mend-form select", "汉族")
    press(page, "#mend-form button.primary")

    page.get_by_role("button", name=f"写入 {len(rows)} 行").wait_for()
    assert_accessible(page)
    press(page, "#decide button")
    page.get_by_text("已导入。").wait_for()
    assert Person.objects.filter(ethnicity="汉族", unit=village).count() == len(rows)
    page.goto("/people/imports/memory/")
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert_accessible(page)


@pytest.mark.parametrize("roster", ROSTERS)
def test_the_wizard_agrees_with_the_truth(page, huining, sign_in_page, roster):
    sign_in_page(page, Role.COUNTY_CLERK, huining)
    upload(page, roster)
    truth = truth_of(roster)

    assert figure(page, "可新增") == truth["importable"]
    assert figure(page, "有错误") == truth["rows"] - truth["importable"]
    refused = {row: codes for row, codes in refusals_of(roster).items() if codes}
    assert shown_refusals(page) == refused


def test_the_marked_workbook_is_mended_and_only_that_comes_in(page, huining, sign_in_page, tmp_path):
    sign_in_page(page, Role.COUNTY_CLERK, huining)
    upload(page, MESSY)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载错误标注表").click()
    page.get_by_label("错误行先不导入").check()
    page.get_by_role("button", name="写入 284 行").click()
    page.get_by_text("已导入。").wait_for()

    mended = tmp_path / download.value.suggested_filename
    download.value.save_as(mended)
    marked = openpyxl.load_workbook(mended)
    short = [line for line in truth_of(MESSY)["detail"] if line["refuse"] == "id_length"]
    for line in short:
        marked["花名册"].cell(line["row"], ID_COLUMN, line["id"])
    marked.save(mended)
    upload(page, mended)

    assert mended.name == "roster_messy_2（错误标注）.xlsx"
    assert (figure(page, "可新增"), figure(page, "无变化")) == (len(short), 284)


def test_changes_are_shown_before_and_after(page, huining, sign_in_page, assert_accessible, shot):
    sign_in_page(page, Role.COUNTY_CLERK, huining)
    upload(page, "roster_clean_1.xlsx")
    page.get_by_role("button", name="写入 400 行").click()
    page.get_by_text("已导入。").wait_for()
    Person.objects.filter(hukou="rural", name__startswith="王").update(hukou="urban")

    upload(page, "roster_clean_1.xlsx")
    page.get_by_text("非农业 → 农业").first.wait_for()
    assert figure(page, "有变化") + figure(page, "无变化") == 400
    assert_accessible(page)
    shot(page, "import-6-changes")
    page.locator(".tile", has_text="无变化").click()
    page.get_by_text("与登记表一致").wait_for()
    assert_accessible(page)


def test_an_import_is_taken_back(page, huining, sign_in_page, assert_accessible, shot):
    sign_in_page(page, Role.COUNTY_CLERK, huining)
    upload(page, "roster_clean_1.xlsx")
    page.get_by_role("button", name="写入 400 行").click()
    page.get_by_text("已导入。").wait_for()

    page.get_by_role("link", name="撤回这次导入").click()
    assert_accessible(page)
    shot(page, "import-4-undo")
    page.get_by_role("button", name="撤回这次导入").click()
    page.get_by_text("撤下 400 人").wait_for()
    assert_accessible(page)

    assert not Person.objects.exists()


def test_a_program_in_disguise_is_explained(page, huining, sign_in_page, assert_accessible, shot):
    sign_in_page(page, Role.COUNTY_CLERK, huining)
    page.goto("/people/imports/new/")
    program = {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00" * 200}
    page.set_input_files("input[type=file]", program)
    page.get_by_role("button", name="上传并核对").click()

    page.get_by_text("这是一个程序").wait_for()
    assert_accessible(page)
    shot(page, "import-5-refused")
    assert ImportBatch.objects.get().file.size == 800
