"""The end of the year: a village scores itself by keyboard, its township and the county review it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Mark
from assessments.rounds.choices import Phase, Stage
from tests.factories import CountyFactory, EvidenceUseFactory, TownshipFactory, VillageFactory
from tests.factories.rounds import RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory, SchemeFactory, SectionFactory
from tests.stories.keyboard import press, tab_to

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def year(transactional_db):
    """A year of villages with an item that people answer and one that a fact answers."""
    today = timezone.localdate()
    county = CountyFactory(name="会宁县")
    village = VillageFactory(name="道口村", parent=TownshipFactory(name="新添堡回族乡", parent=county))
    scheme = SchemeFactory(county=county, year=today.year, for_villages=True, published=True)
    section = SectionFactory(scheme=scheme, name="组织建设", points=8)
    meetings = ItemFactory(section=section, name="按时参加会议", points=5)
    member = ItemFactory(
        section=section, name="有专职委员在岗", points=3, rule="components",
        params={"parts": [{"key": "member", "name": "有专职委员在岗", "points": "3"}]},
        bindings={"member": "member_in_post"},
    )  # fmt: skip
    later = {"self_from": 0, "self_until": 5, "review_until": 9, "meeting_on": 10, "appeal_until": 20}
    days = {name: today + timedelta(days=number) for name, number in later.items()}
    round_ = RoundFactory(scheme=scheme, phase=Phase.SELF, **days)
    return {"sheet": SheetFactory(round=round_, unit=village), "meetings": meetings, "member": member}


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def card(page, item):
    return page.locator(f"#item-{item.pk}")


def type_into(page, control, text):
    """Reach a field by the keyboard and write over it."""
    tab_to(page, control)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_a_village_scores_itself_and_two_levels_review_it(page, year, sign_in_page, assert_accessible, shot):
    # Given the member of a village on the last days of the self-score
    sheet, meetings, member = year["sheet"], year["meetings"], year["member"]
    sign_in_page(page, Role.VILLAGE_MEMBER, sheet.unit)
    page.goto(reverse("rounds:round_list"))
    assert_accessible(page)
    press(page, "link", "打开评分表")
    page.wait_for_url("**/sheets/*/")
    assert_accessible(page)
    press(page, "link", "填写自评")
    page.wait_for_url("**/fill/")
    assert_accessible(page)

    # When the member answers one item by keyboard and saves it alone
    type_into(page, card(page, meetings).get_by_label("缺"), "1")
    tab_to(page, page.locator(f"#save-{meetings.pk}"))
    page.keyboard.press("Enter")
    card(page, meetings).get_by_text("已保存").wait_for()

    # Then the total runs along and the focus stays where it was
    assert "目前 4.00 分" in page.locator("#running").inner_text()
    assert page.evaluate("document.activeElement.id") == f"save-{meetings.pk}"

    # When the fact is overruled without a reason, it is refused in place; with one it is taken
    tab_to(page, card(page, member).get_by_role("combobox"))
    page.keyboard.press("ArrowUp")  # from 否, which the system has found, to 是
    tab_to(page, page.locator(f"#save-{member.pk}"))
    page.keyboard.press("Enter")
    card(page, member).get_by_text("填报与系统判定不同").wait_for()
    assert_accessible(page)
    type_into(page, card(page, member).get_by_label("说明或理由"), "已到岗，聘任文件在办。")
    tab_to(page, page.locator(f"#save-{member.pk}"))
    page.keyboard.press("Enter")
    card(page, member).get_by_text("与系统判定不同", exact=True).wait_for()
    shot(page, "assessment-fill")

    # Then handing in asks for the evidence first
    press(page, "button", "保存并去提交")
    page.wait_for_url("**/submit/**")
    assert_accessible(page)
    assert page.get_by_role("button", name="提交自评").count() == 0
    EvidenceUseFactory(of_item=True, evidence__unit=sheet.unit, lineage=member.lineage, year=sheet.round.year)
    page.reload()
    press(page, "button", "提交自评")
    page.get_by_text("自评已提交").first.wait_for()

    # When the township reviews it on a phone and finds one meeting more missed
    sign_in_page(page, Role.TOWNSHIP_CLERK, sheet.unit.parent)
    page.set_viewport_size(PHONE)
    page.goto(reverse("rounds:sheet_review", args=[sheet.pk]))
    assert_accessible(page)
    assert fits(page)
    type_into(page, card(page, meetings).get_by_label("缺"), "2")
    type_into(page, card(page, meetings).get_by_label("说明或理由"), "签到册上缺两次。")
    tab_to(page, page.locator(f"#save-{meetings.pk}"))
    page.keyboard.press("Enter")
    card(page, meetings).get_by_text("已保存").wait_for()
    shot(page, "assessment-review-phone")
    press(page, "button", "认可其余各项")
    page.get_by_text("完成道口村的审核").first.wait_for()

    # Then the county sees all stages, accepts the rest at once, and the sheet says what it comes to
    sheet.round.phase = Phase.REVIEW
    sheet.round.save()
    sign_in_page(page, Role.COUNTY_CLERK, sheet.round.county)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(reverse("rounds:sheet_review", args=[sheet.pk]) + "?show=attention")
    assert_accessible(page)
    assert "签到册上缺两次。" in card(page, meetings).inner_text()
    shot(page, "assessment-review")
    press(page, "button", "认可其余各项")
    page.get_by_text("完成道口村的审核").first.wait_for()
    marks = Mark.objects.filter(sheet=sheet, stage=Stage.COUNTY)
    assert sorted(mark.points for mark in marks) == [3, 3]
    press(page, "link", "按时参加会议")
    page.get_by_role("heading", name="各阶段得分").wait_for()
    assert_accessible(page)
    assert fits(page)
