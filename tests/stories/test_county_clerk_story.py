"""The county clerk's first morning: a password of their own, a look around, the year-end summary."""

import os

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from accounts.services import reset_password

CLERK = "xianjingban"
OWN_PASSWORD = "Xin-mima-2026"
# The picture in the README shows the whole county; the story itself is content with a small one.
PERSONS = 40_900 if os.environ.get("UPDATE_PICTURES") else 600

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


@pytest.fixture
def first_password(transactional_db, settings, tmp_path):
    """A demo county, and the password that the clerk was told."""
    settings.VAR_DIR = tmp_path
    call_command("demo", persons=PERSONS, verbosity=0)
    clerk = User.objects.get(username=CLERK)
    manager = User.objects.get(username="xianguanli")
    return reset_password(clerk, by=manager, at=clerk.date_joined)


@pytest.fixture
def clerk_page(page, first_password):
    """The clerk's browser after signing in and choosing a password, all by keyboard."""
    page.goto(reverse("accounts:sign_in"))
    page.get_by_label("用户名").focus()
    page.keyboard.type(CLERK)
    page.keyboard.press("Tab")
    page.keyboard.type(first_password)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + reverse("accounts:password_change"))
    page.get_by_label("现在的密码").focus()
    for word in (first_password, OWN_PASSWORD, OWN_PASSWORD):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="工作台").wait_for()
    return page


def test_the_clerks_first_morning(clerk_page, worker, assert_accessible, picture, shot, tmp_path):
    page = clerk_page

    # The state of the county at a glance.
    assert page.get_by_text("28 个乡镇").is_visible()
    for words in ("在册残疾人", "专职委员在岗", "九有 六有达标", "今天要办的事"):
        assert page.get_by_text(words).first.is_visible()
    assert_accessible(page)
    picture(page, "workbench")

    # The slash key leads to the search, initials find a village.
    page.keyboard.press("/")
    page.keyboard.type("lyc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert page.get_by_role("link", name="老鸦村").count() == 2
    assert_accessible(page)

    # The matrix of all townships.
    page.goto(reverse("assessments:matrix"))
    assert page.get_by_role("row", name="会师镇").is_visible()
    assert_accessible(page)
    shot(page, "matrix")

    # The year-end summary, as a job, with a preview and a PDF.
    page.goto(reverse("reports:workbench"))
    page.get_by_role("link", name="生成年终总结").click()
    page.get_by_role("button", name="生成报表").click()
    page.get_by_role("link", name="查看结果").click(timeout=60_000)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").first.click()
    target = tmp_path / "summary.pdf"
    download.value.save_as(target)
    text = "".join(sheet.extract_text() for sheet in PdfReader(target).pages)
    assert "会宁县残疾人联合会" in text
    assert "一、基本情况" in text
