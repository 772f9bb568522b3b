"""Benefits: the county grants one, the sentinel finds what is wrong, the village answers on a phone."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from registry.benefits.models import BenefitFinding, Grant
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import GrantFactory, benefits_of
from tests.factories.certificates import with_card

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
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def test_from_the_grant_to_the_money_back(page, village, sign_in_page, assert_accessible, shot, worker):
    # Given a county with the shipped benefits, and a person with grade two
    county = village.parent.parent
    benefits_of(county)
    person = with_card(unit=village, name="马秀英", grade="2", category="4")
    wrong = with_card(unit=village, name="李强", grade="4", category="4")
    GrantFactory(person=wrong, first_month=date(2026, 1, 1))
    sign_in_page(page, Role.COUNTY_CLERK, county)

    # When the clerk grants what the register says she is entitled to
    page.goto(reverse("benefits:person_benefits", args=[person.pk]))
    assert_accessible(page)
    press(page, "核定补贴", "link")
    page.get_by_text("符合“二级”的条件").wait_for()
    assert_accessible(page)
    page.get_by_label("档次").select_option(label="护理补贴：二级，100.00 元")
    page.get_by_label("起始月份").fill("2026-11")
    press(page, "核定")
    page.get_by_text("已核定护理补贴").wait_for()
    assert_accessible(page)
    assert Grant.objects.get(person=person).amount == Decimal("100.00")
    shot(page, "benefits-grant")

    # And runs the sentinel over the county
    page.goto(reverse("benefits:board"))
    assert_accessible(page)
    press(page, "重新核查全县")
    page.get_by_text("核查 2 人").wait_for()
    finding = BenefitFinding.objects.get()
    assert (finding.person, finding.fault) == (wrong, "wrong")
    page.goto(reverse("benefits:finding_list"))
    assert_accessible(page)
    shot(page, "benefits-findings")
    page.get_by_label("选择 李强：护理补贴错保").check()
    press(page, "把勾选的交村核实")
    page.get_by_text("已把 1 条问题交村").wait_for()

    # Then the village answers on a phone, with the keyboard alone
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(finding.get_absolute_url())
    assert_accessible(page)
    assert fits(page)
    shot(page, "benefits-finding-360")
    page.get_by_label("情况和依据").focus()
    page.keyboard.type("已入户核实，等级确为四级，家属同意退还。")
    press(page, "村（社区）说明")
    page.get_by_text("已提交说明，待乡镇复核").wait_for()

    # And the county writes down what came back
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(finding.get_absolute_url())
    page.get_by_label("追回或补发金额（元）").fill(str(finding.over))
    page.locator("#id_settle_text").fill("收据 3 号")
    press(page, "追回或补发")
    page.get_by_text("已登记追回或补发").wait_for()
    finding.refresh_from_db()
    assert (finding.state, finding.left) == ("settled", 0)


@pytest.mark.parametrize("name", ["board", "grant_list", "finding_list", "figures", "standard_list"])
def test_pages_fit_a_narrow_screen(page, village, sign_in_page, assert_accessible, name):
    # Given some benefits of the village
    benefits_of(village.parent.parent)
    GrantFactory(person__unit=village)
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent)
    page.set_viewport_size(PHONE)

    # When the township looks at them on a phone
    page.goto(reverse(f"benefits:{name}"))

    # Then nothing sticks out, and axe finds nothing
    assert fits(page)
    assert_accessible(page)
