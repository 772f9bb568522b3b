"""A pay run by keyboard alone, from computing to closed, with two payments that come back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from orgs.models import Unit
from staff.choices import RunState
from staff.models import StipendLine, StipendRun
from tests.factories import (
    AppointmentFactory,
    CountyFactory,
    MemberFactory,
    PostFactory,
    StipendStandardFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.paying import answer

LIST = reverse("staff:run_list")


@pytest.fixture
def county(transactional_db):
    """A county with one member in post, one vacancy and somebody to fill it."""
    county = CountyFactory(name="会宁县")
    township = TownshipFactory(name="会师镇", parent=county)
    StipendStandardFactory(unit=county)
    here, there = (VillageFactory(name=name, parent=township) for name in ("南什村", "南咀村"))
    AppointmentFactory(post=PostFactory(unit=here), member__name="赵红霞")
    PostFactory(unit=there)
    MemberFactory(unit=there, name="李强")
    return county


def press(page, role, name):
    """Move to a control by keyboard's own means and press it."""
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")


def failing(run, path, names):
    """Write the bank's answer in which the payments of `names` come back."""
    path.write_bytes(answer(run, failed=names).read())
    return path


def to_the_bank_and_back(page, run, path, names=()):
    """Export a run and read the bank's answer, as finance does."""
    page.goto(run.get_absolute_url())
    press(page, "link", "导出银行文件")
    page.get_by_role("heading", name="导出银行文件").wait_for()
    with page.expect_download() as download:
        press(page, "button", "导出银行文件")
    assert download.value.suggested_filename.endswith(".txt")
    page.goto(run.get_absolute_url())
    press(page, "link", "读入银行回盘")
    page.get_by_label("回盘文件").set_input_files(failing(run, path, names))
    press(page, "button", "读入回盘")
    page.get_by_text("已读入回盘").wait_for()


def test_a_run_goes_from_computing_to_closed_by_keyboard(
    page, county, sign_in_page, new_context, live_server, assert_accessible, tmp_path
):
    township = Unit.objects.get(name="会师镇")
    for name in ("李明", "王芳"):
        AppointmentFactory(post=PostFactory(unit=VillageFactory(parent=township)), member__name=name)
    cast = {}
    for role, unit in ((Role.TOWNSHIP_CLERK, township), (Role.COUNTY_MANAGER, county)):
        cast[role] = new_context(base_url=live_server.url).new_page()
        sign_in_page(cast[role], role, unit)
    manager = cast[Role.COUNTY_MANAGER]
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(LIST)
    press(page, "button", "造发放名册")
    page.get_by_text("核对无误后送乡镇确认").wait_for()
    assert_accessible(page)
    press(page, "button", "送乡镇确认")
    page.get_by_text("已送乡镇确认").wait_for()
    run = StipendRun.objects.get()

    cast[Role.TOWNSHIP_CLERK].goto(run.get_absolute_url())
    press(cast[Role.TOWNSHIP_CLERK], "button", "确认会师镇 3 人")
    cast[Role.TOWNSHIP_CLERK].get_by_text("已确认会师镇 3 人").wait_for()
    manager.goto(run.get_absolute_url())
    press(manager, "button", "复核通过")
    manager.get_by_text("明细不再变动").wait_for()
    page.goto(run.get_absolute_url())
    press(page, "button", "开始公示")
    page.get_by_text("请打印公示表张贴").wait_for()
    yesterday = timezone.localdate() - timedelta(days=1)
    StipendRun.objects.update(notice_from=yesterday, notice_until=yesterday)  # the days go by
    page.goto(run.get_absolute_url())
    press(page, "button", "公示期满，无异议")
    page.get_by_text("可以送银行").wait_for()

    to_the_bank_and_back(manager, run, tmp_path / "一.csv", ("李明", "王芳"))
    assert_accessible(manager)
    page.goto(run.get_absolute_url())
    press(page, "button", "退回的重新发放")
    page.get_by_text("已为退回的款项造册").wait_for()
    again = StipendRun.objects.get(kind="follow_up")
    manager.goto(again.get_absolute_url())
    press(manager, "button", "复核通过")
    manager.get_by_text("明细不再变动").wait_for()
    to_the_bank_and_back(manager, again, tmp_path / "二.csv")
    for one in (again, run):
        page.goto(one.get_absolute_url())
        press(page, "button", "办结")
        page.get_by_text("已办结。").wait_for()
    assert_accessible(page)

    assert set(StipendRun.objects.values_list("state", flat=True)) == {RunState.CLOSED}
    assert StipendLine.objects.filter(outcome="paid").count() == 3


def test_a_vacancy_is_filled_by_keyboard(page, county, sign_in_page, assert_accessible):
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("staff:post_list"))
    assert_accessible(page)

    press(page, "link", "补选")
    page.get_by_role("heading", name="安排到岗").wait_for()
    page.get_by_label("专职委员（必填）").focus()
    page.keyboard.press("ArrowDown")
    assert_accessible(page)
    press(page, "button", "安排到岗")

    page.get_by_text("李强已到岗：南咀村专职委员").wait_for()
    assert_accessible(page)


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    ["member_list", "member_create", "post_create", "training_list", "training_create", "standard_list",
     "standard_create", "policy_create", "adjustment_create", "layout_create"],
)  # fmt: skip
def test_every_page_is_accessible(page, county, sign_in_page, assert_accessible, name):
    sign_in_page(page, Role.COUNTY_CLERK, county)

    page.goto(reverse(f"staff:{name}"))

    assert_accessible(page)
