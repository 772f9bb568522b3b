"""The end of the year: what is due, the summary under a red head, why figures moved, all villages at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from assessments.services.checklists import install_defaults
from reports.kinds import KINDS
from reports.periods import Subject
from reports.snapshots import freeze
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.stories.keyboard import choose, fill, press

PHONE = {"width": 360, "height": 740}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def county(transactional_db):
    """A county with one township and two villages; a summary was frozen ten days ago."""
    county = CountyFactory(name="会宁县", code="620422")
    township = TownshipFactory(name="会师镇", parent=county)
    village = VillageFactory(name="南什村", parent=township)
    VillageFactory(name="南咀村", parent=township)
    install_defaults(county)
    PersonFactory(unit=village, name="王芳")
    earlier = timezone.localdate() - timedelta(days=10)
    snapshot, lists = freeze(
        KINDS["year_summary"], Subject(county, earlier.year, None, earlier), by=None, at=timezone.now()
    )
    snapshot.save()
    for own in lists:
        own.snapshot = snapshot
        own.save()
    PersonFactory(unit=village, name="李强")
    return county


def test_the_clerk_hands_in_the_year(page, county, worker, sign_in_page, assert_accessible, shot, tmp_path):
    year = (timezone.localdate() - timedelta(days=10)).year
    sign_in_page(page, Role.COUNTY_CLERK, county)

    # The catalogue says what is due, also on a phone.
    page.goto(reverse("reports:catalogue"))
    assert_accessible(page)
    shot(page, "catalogue")
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDER) <= 0
    page.set_viewport_size({"width": 1366, "height": 768})
    press(page, "link", "生成年终总结")

    # The summary goes out under a red head.
    page.get_by_role("heading", name="生成报表").wait_for()
    assert_accessible(page)
    choose(page, "单位", "会宁县")
    choose(page, "年度", f"{year} 年")
    choose(page, "版头", "红头文件")
    fill(page, "发文字号", f"会残联发[{year}]14")
    fill(page, "主送机关", "市残联")
    choose(page, "行文方向", "报上级（上行文）")
    press(page, "button", "生成报表")
    page.get_by_text("报上级的要标注签发人").first.wait_for()
    assert_accessible(page)
    fill(page, "签发人", "王建国")
    press(page, "button", "生成报表")
    page.get_by_role("link", name="查看结果").wait_for(timeout=60_000)
    press(page, "link", "查看结果")
    page.get_by_role("heading", name=f"会宁县残疾人联合会{year}年年终总结").wait_for()
    page.frame_locator("iframe").get_by_text(f"会残联发〔{year}〕14号").wait_for()
    page.frame_locator("iframe").get_by_text("王建国").wait_for()
    assert_accessible(page)
    shot(page, "document")
    with page.expect_download() as download:
        press(page, "link", "下载 Word")
    assert download.value.suggested_filename.endswith(".docx")

    # One paragraph is written anew, its figure still tied to the data.
    document = page.url
    press(page, "button", "编辑文字")
    page.get_by_role("heading", name="编辑《").wait_for()
    assert_accessible(page)
    fill(page, "第 2 段", "全县【登记残疾人：2人】，工作有了新进展。")
    press(page, "button", "保存第 2 段")
    page.get_by_text("已保存这一段。").wait_for()
    assert (
        page.get_by_label("第 2 段", exact=True).input_value() == "全县【登记残疾人：2人】，工作有了新进展。"
    )
    assert_accessible(page)
    shot(page, "manuscript")

    # What is typed into another paragraph and not saved is asked for, not lost.
    fill(page, "第 4 段", "还没有保存的一段。")
    page.once("dialog", lambda question: question.dismiss())
    press(page, "button", "用这份稿子生成文件")
    assert page.get_by_label("第 4 段", exact=True).input_value() == "还没有保存的一段。"
    press(page, "button", "保存第 4 段")
    page.wait_for_url("**#text-3")
    assert page.get_by_label("第 4 段", exact=True).evaluate("field => field === document.activeElement")
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDER) <= 0
    page.set_viewport_size({"width": 1366, "height": 768})
    press(page, "button", "用这份稿子生成文件")
    page.get_by_role("link", name="查看结果").wait_for(timeout=60_000)
    press(page, "link", "查看结果")
    page.frame_locator("iframe").get_by_text("工作有了新进展").wait_for()

    # Why there is one more on the register than ten days ago.
    page.goto(document)
    press(page, "link", "个数字及其名单")
    press(page, "link", "与以前比较")
    page.get_by_role("cell", name="增加1人").first.wait_for()
    assert_accessible(page)
    shot(page, "compare")
    press(page, "link", "登记残疾人")
    page.get_by_text("李强").wait_for()
    assert not page.get_by_text("王芳").is_visible()
    assert_accessible(page)

    # All villages in one file.
    page.goto(reverse("reports:document_list"))
    press(page, "link", "成批生成")
    page.get_by_role("heading", name="成批生成").wait_for()
    assert_accessible(page)
    choose(page, "报表", "六有检查表（每个村（社区））")
    choose(page, "范围", "会宁县")
    choose(page, "年度", f"{timezone.localdate().year} 年")
    press(page, "button", "开始生成")
    page.get_by_role("link", name="下载会宁县").wait_for(timeout=60_000)
    assert_accessible(page)
    with page.expect_download() as download:
        press(page, "link", "下载会宁县")
    download.value.save_as(tmp_path / "book.pdf")
    township, villages = PdfReader(tmp_path / "book.pdf").outline
    assert [township.title, *(entry.title for entry in villages)] == ["会师镇", "南什村", "南咀村"]
