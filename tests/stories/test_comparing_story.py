"""A county compares a list of deaths; the village answers on a telephone by keyboard; the county archives."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from registry.comparing.choices import Answer, RowState
from registry.models import ComparisonRow, Person
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.comparing import ComparisonFactory, ComparisonRowFactory
from tests.factories.registry import id_number

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def village(transactional_db):
    county = CountyFactory(name="会宁县")
    return VillageFactory(name="道口村", parent=TownshipFactory(name="新添堡回族乡", parent=county))


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_list_of_deaths_from_the_file_to_the_archive(
    page, village, sign_in_page, assert_accessible, shot, worker, tmp_path
):
    # Given somebody on the register whom the health office lists as dead, and a stranger
    person = PersonFactory(unit=village, name="马秀英")
    file = tmp_path / "死亡名单.csv"
    file.write_text(
        f"姓名,身份证号,死亡日期\n马秀英,{person.id_number},2026-10-03\n路人,{id_number(901)},2026-10-04\n"
    )

    # When the county compares the list
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)
    page.goto(reverse("comparing:comparison_list"))
    assert_accessible(page)
    press(page, "比对新名单", "link")
    page.get_by_label("标题").fill("十月死亡名单")
    page.get_by_label("来源部门").fill("县卫生健康局")
    page.get_by_label("名单的含义").select_option(label="死亡名单")
    page.get_by_label("名单文件").set_input_files(file)
    assert_accessible(page)
    press(page, "上传并比对")
    page.get_by_text("内容不一致 1 行").wait_for()
    assert_accessible(page)
    shot(page, "comparing-result")

    # And sends whom it found to the village
    press(page, "下发村（社区）核实", "link")
    page.get_by_label("核实要求").fill("请入户核实。")
    assert_accessible(page)
    press(page, "下发")
    page.get_by_text("已向 1 个村（社区）下发 1 行").wait_for()
    assert_accessible(page)

    # Then the village finds it on the telephone and answers by the keyboard
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.goto(reverse("comparing:task_list"))
    assert fits(page)
    assert_accessible(page)
    press(page, "新添堡回族乡 道口村", "link")
    page.get_by_text("待核实", exact=True).wait_for()
    assert fits(page)
    assert_accessible(page)
    press(page, "核实：马秀英", "link")
    page.get_by_label("情况说明").wait_for()
    assert fits(page)
    assert_accessible(page)
    shot(page, "comparing-answer-360")
    page.get_by_label("属实", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("情况说明").focus()
    page.keyboard.type("已与家属核实。")
    press(page, "登记核实结果")
    page.get_by_text("已登记马秀英的核实结果").wait_for()
    row = ComparisonRow.objects.get()
    assert row.answer == Answer.TRUE

    # And the county accepts and archives, which never happens by itself
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)
    page.goto(row.get_absolute_url())
    press(page, "审核通过")
    page.get_by_role("button", name="按死亡归档").wait_for()
    assert not Person.objects.get().is_archived
    assert_accessible(page)
    assert page.get_by_label("发生日期").input_value() == "2026-10-03"
    press(page, "按死亡归档")
    page.get_by_text("已归档；").wait_for()
    assert Person.objects.get().is_archived
    row.refresh_from_db()
    assert row.state == RowState.SETTLED


def test_every_page_of_the_room_is_accessible(page, village, sign_in_page, assert_accessible):
    county = village.parent.parent
    comparison = ComparisonFactory(unit=county)
    ComparisonRowFactory(person=PersonFactory(unit=village, phone="13800000000"), comparison=comparison)
    sign_in_page(page, Role.COUNTY_CLERK, county)

    for name, args in (
        ("comparison_columns", [comparison.pk]),
        ("comparison_again", [comparison.pk]),
        ("settle_field", [comparison.pk, "phone"]),
        ("profile_list", []),
        ("profile_edit", [county.pk, "dibao"]),
    ):
        page.goto(reverse(f"comparing:{name}", args=args))
        assert_accessible(page)
    page.goto(ComparisonRow.objects.get().get_absolute_url())
    page.get_by_role("button", name="采用名单的联系电话").wait_for()
    assert_accessible(page)
