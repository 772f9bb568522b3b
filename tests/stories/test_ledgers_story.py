"""A village's month by keyboard, the township's review and lock, and the same on a phone."""

import re

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from registry.ledgers.choices import BookState, FieldKind
from registry.ledgers.models import LedgerBook, LedgerLock
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.ledgers import DiaryEntryFactory, LedgerFieldFactory, LedgerTypeFactory

pytestmark = pytest.mark.once

NOVEMBER = "2026-11-20 10:00+08:00"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(NOVEMBER):
        yield


@pytest.fixture
def village(transactional_db):
    """A village with three ledgers of its own and one that the register fills in."""
    county = CountyFactory(name="会宁县")
    village = VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))
    PersonFactory(unit=village, name="王芳")
    for number, name in (
        ("表3", "服务需求登记表"),
        ("表4", "扶残助残活动记录表"),
        ("表5", "志愿者助残活动记录表"),
    ):
        made = LedgerTypeFactory(county=county, number=number, name=name)
        LedgerFieldFactory(
            ledger_type=made, key="day", title="日期", kind=FieldKind.DATE, is_required=True, order=1
        )
        LedgerFieldFactory(ledger_type=made, key="who", title="服务对象", kind=FieldKind.PERSON, order=2)
        LedgerFieldFactory(ledger_type=made, key="what", title="内容", kind=FieldKind.LONG, order=3)
    LedgerTypeFactory(county=county, number="表1", name="基本情况汇总表", source="summary")
    return village


def press(page, role, name, **options):
    """Move to a control by keyboard's own means and press it."""
    page.get_by_role(role, name=name, **options).focus()
    page.keyboard.press("Space" if role == "checkbox" else "Enter")


def test_a_month_by_keyboard_reviewed_and_locked_by_the_township(
    page, village, sign_in_page, new_context, live_server, assert_accessible
):
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.goto(reverse("ledgers:index"))
    assert_accessible(page)

    press(page, "checkbox", re.compile("本月无变化.*表3"))
    press(page, "checkbox", re.compile("本月无变化.*表4"))
    press(page, "button", "勾选的都无变化")
    page.get_by_text("已按无变化上报 2 本台账").wait_for()

    press(page, "link", re.compile("填写.*表5"))
    page.get_by_role("heading", name="填写表5").wait_for()
    assert_accessible(page)
    page.get_by_label("日期").first.focus()
    page.keyboard.type("下周")
    press(page, "button", "保存并上报")
    page.get_by_role("alert").get_by_text("第 1 行 日期").wait_for()
    assert_accessible(page)
    page.get_by_label("日期").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("2026.11.3")
    page.keyboard.press("Tab")
    page.keyboard.type("王芳")
    page.keyboard.press("Tab")
    page.keyboard.type("打扫院落")
    press(page, "button", "保存并上报")
    page.get_by_text("已上报：南什村 表5").wait_for()
    assert_accessible(page)

    second = new_context(base_url=live_server.url).new_page()
    sign_in_page(second, Role.TOWNSHIP_CLERK, village.parent)
    second.goto(reverse("ledgers:board"))
    assert_accessible(second)
    press(second, "link", "南什村", exact=True)
    press(second, "button", "审核通过各本已报台账")
    second.get_by_text("已审核通过 南什村 3 本台账").wait_for()
    second.goto(reverse("ledgers:lock_create"))
    assert_accessible(second)
    second.get_by_label("期间").select_option(label="2026 年 10 月")
    press(second, "button", "锁定这一期")
    second.get_by_text("已锁定 会师镇2026 年 10 月的台账").wait_for()
    assert_accessible(second)

    assert set(LedgerBook.objects.values_list("state", flat=True)) == {BookState.REVIEWED}
    assert LedgerBook.objects.filter(is_unchanged=True).count() == 2
    assert LedgerLock.objects.get().unit == village.parent


def test_everything_fits_a_phone(page, village, sign_in_page, assert_accessible, shot):
    page.set_viewport_size(PHONE)
    entry = DiaryEntryFactory(unit=village)
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    needs = village.parent.parent.ledger_types.get(number="表3")
    addresses = [
        reverse("ledgers:unit_month", args=[village.pk]),
        reverse("ledgers:book_detail", args=[village.pk, needs.pk, "2026-11"]),
        reverse("ledgers:book_edit", args=[village.pk, needs.pk, "2026-11"]),
        f"{reverse('registry:import_create')}?kind=ledger&unit={village.pk}&type={needs.pk}&start=2026-11",
        reverse("ledgers:diary_list"),
        reverse("ledgers:diary_create"),
        entry.get_absolute_url(),
    ]

    widths = []
    for address in addresses:
        page.goto(address)
        assert_accessible(page)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
        shot(page, f"ledger-phone-{len(widths)}")

    assert max(widths) <= PHONE["width"]


@pytest.mark.once
@pytest.mark.parametrize("name", ["board", "lock_list", "exception_create", "type_list", "type_create"])
def test_the_countys_pages_are_accessible(page, village, sign_in_page, assert_accessible, name):
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)

    page.goto(reverse(f"ledgers:{name}"))

    assert_accessible(page)


@pytest.mark.once
def test_the_settings_of_a_ledger_are_accessible(page, village, sign_in_page, assert_accessible):
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)
    needs = village.parent.parent.ledger_types.get(number="表3")

    for address in (
        needs.get_absolute_url(),
        reverse("ledgers:type_edit", args=[needs.pk]),
        reverse("ledgers:field_create", args=[needs.pk]),
        reverse("ledgers:field_end", args=[needs.fields.first().pk]),
    ):
        page.goto(address)
        assert_accessible(page)
