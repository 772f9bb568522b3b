"""A stranger has a paper of the office in hand, and wants to know whether it is genuine."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.services.checklists import install_defaults
from core import freshness
from orgs.proofs.views import LOOKS, MISSES
from reports.services import make_document
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.stories.keyboard import fill, press, tab_to

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def document(transactional_db):
    for throttle in (LOOKS, MISSES):
        throttle.forget()
    freshness.forget()
    county = CountyFactory(name="会宁县", code="620422")
    township = TownshipFactory(name="会师镇", parent=county)
    VillageFactory(name="南什村", parent=township)
    install_defaults(county)
    clerk = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    return make_document("liuyou_sheet", township, year=2026, by=clerk, at=datetime.now(UTC))


def test_a_stranger_checks_a_paper(page, document, assert_accessible, shot, tmp_path, sign_in_page):
    page.set_viewport_size(PHONE)
    page.goto(reverse("proofs:proof_search"))
    assert_accessible(page)
    assert page.evaluate(WIDER) <= 0
    shot(page, "verify-search")

    # A slip of the finger is told apart from a forgery.
    code = document.proof.shown_code
    fill(page, "验真码", code[:-1] + ("2" if code[-1] != "2" else "3"))
    page.keyboard.press("Enter")
    page.get_by_text("逐位核对").first.wait_for()
    assert_accessible(page)
    shot(page, "verify-slip")
    page.goto(reverse("proofs:proof_detail", args=["7K3MQ9TX4HW9"]))
    page.get_by_role("alert").wait_for()
    assert_accessible(page)

    # What the paper says is told, and that it still holds.
    page.goto(reverse("proofs:proof_search"))
    fill(page, "验真码", code.lower())
    page.keyboard.press("Enter")
    page.get_by_text("内容与系统数据一致").wait_for()
    assert page.get_by_text("会师镇残疾人联合会").is_visible()
    assert_accessible(page)
    assert page.evaluate(WIDER) <= 0
    shot(page, "verify-good")

    # The file that came by mail is the original.
    mail = tmp_path / "六有检查表.pdf"
    with document.file.open("rb") as original:
        mail.write_bytes(original.read())
    tab_to(page, page.get_by_label("PDF 文件"))
    page.get_by_label("PDF 文件").set_input_files(mail)
    press(page, "button", "核对文件")
    page.get_by_text("与系统生成的原件完全相同").wait_for()
    assert_accessible(page)

    # The office declares it void, and the stranger sees that.
    county = document.unit.parent
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(document.get_absolute_url())
    press(page, "link", "作废", exact=True)
    page.get_by_role("heading", name="作废").wait_for()
    assert_accessible(page)
    fill(page, "作废原因", "查验日期有误")
    press(page, "button", "作废")
    page.get_by_text("已作废，扫码的人会看到").wait_for()
    assert_accessible(page)
    page.context.clear_cookies()
    page.goto(document.proof.path)
    page.get_by_text("这份文件已作废").wait_for()
    assert_accessible(page)
    shot(page, "verify-void")
