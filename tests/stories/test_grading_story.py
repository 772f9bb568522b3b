"""The end of a year: two units are equal at the edge of 优秀, the meeting decides, results are put to use."""

from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.grading.models import PastTier
from assessments.grading.selectors.ranking import ranking_of
from assessments.models import Result
from assessments.rounds.choices import Phase
from core.freshness import forget
from tests.factories import CountyFactory, TownshipFactory, UserFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import BandFactory, ItemFactory, SchemeFactory, SectionFactory
from tests.stories.keyboard import fill, press, tab_to

pytestmark = pytest.mark.once

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
POINTS = {"会师镇": 96, "白草塬镇": 92, "新添堡回族乡": 92, "郭城驿镇": 81, "甘沟驿镇": 70, "汉家岔镇": 55,
          "河畔镇": 78, "头寨子镇": 88, "大沟镇": 64, "丁家沟镇": 83}  # fmt: skip
GRADES = (
    ("优秀", 90, 20, "good"),
    ("良好", 80, None, "none"),
    ("合格", 60, None, "warn"),
    ("不合格", 0, None, "bad"),
)
TIERS = (("标兵", 95), ("先进", 88), ("达标", 75), ("偏弱", 60), ("薄弱", 0))


@pytest.fixture
def county(transactional_db):
    return CountyFactory(name="会宁县")


@pytest.fixture
def round_(county):
    """Ten townships with their points; two are equal where only one place of 优秀 is left."""
    scheme = SchemeFactory(county=county, published=True)
    for number, (name, start, quota, tone) in enumerate(GRADES, 1):
        BandFactory(
            scheme=scheme, number=number, name=name, from_points=start, quota_percent=quota, tone=tone
        )
    for number, (name, start) in enumerate(TIERS, 1):
        BandFactory(scheme=scheme, kind="tier", number=number, name=name, from_points=start)
    section = SectionFactory(scheme=scheme, name="综合", points=100)
    item = ItemFactory(section=section, name="综合评价", points=100, rule="judged", params={"levels": None})
    round_ = RoundFactory(scheme=scheme)
    clerk = UserFactory()
    for number, (name, points) in enumerate(POINTS.items()):
        sheet = SheetFactory(round=round_, unit=TownshipFactory(name=name, parent=county))
        MarkFactory(sheet=sheet, item=item, answers=None, points=points, reason="查阅资料", by=clerk)
        PastTier.objects.create(
            unit=sheet.unit, year=2025, subject=round_.subject, tier=TIERS[number % 5][0], by=clerk
        )
    return round_


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def make_final(round_, ranking):
    """Freeze what the ranking says, as the service of the year does."""
    for line in ranking.lines:
        one = line.grading
        Result.objects.create(
            sheet=line.sheet, points=line.base, bonus=line.bonus, total=line.total, rank=one.rank,
            group_name=one.group, group_rank=one.group_rank, grade=one.grade, grade_words=one.grade_words,
            stars=one.stars, tier=one.tier,
        )  # fmt: skip
    round_.phase = Phase.FINAL
    round_.final_at, round_.final_by = datetime(2026, 12, 30, 9, tzinfo=SHANGHAI), UserFactory()
    round_.save()


def test_a_tie_is_decided_and_results_are_put_to_use(
    page, county, round_, sign_in_page, assert_accessible, shot, ranking_now
):
    # Given a county whose scores leave two units equal at the edge of 优秀
    sign_in_page(page, Role.COUNTY_MANAGER, county)
    page.goto(reverse("grading:ranking"))
    page.get_by_text("还有 1 个“优秀”名额").first.wait_for()
    assert_accessible(page)
    shot(page, "grading-ranking-tie")

    # When the joint meeting's decision is written down with the keyboard alone
    press(page, "link", "决定并列名额")
    page.get_by_label("决定的理由").wait_for()
    assert_accessible(page)
    shot(page, "grading-tie-form")
    tab_to(page, page.get_by_label("新添堡回族乡"))
    page.keyboard.press("Space")
    fill(page, "决定的理由", "康复工作有创新，群众满意度高")
    press(page, "button", "登记决定")

    # Then the chosen unit is 优秀 and the other one is told why it is not
    page.get_by_text("联席会议决定评上").wait_for()
    assert page.get_by_text("联席会议决定不评").is_visible()
    assert_accessible(page)

    # And townships are put into groups
    page.goto(reverse("grading:group_edit", args=[round_.pk]))
    assert_accessible(page)
    for name, group in (("会师镇", "川区"), ("白草塬镇", "山区"), ("甘沟驿镇", "山区")):
        fill(page, f"{name}的组别", group)
    press(page, "button", "保存分组")
    page.get_by_text("已分为 2 组").wait_for()
    shot(page, "grading-ranking-groups")
    paper = page.request.get(reverse("grading:ranking_print")).body()
    Path(shot(page, "grading-ranking")).with_name("ranking.pdf").write_bytes(paper)

    # And tiers, moves and weak units stand on one page, where a plan is made
    page.goto(reverse("grading:tier_moves"))
    assert_accessible(page)
    shot(page, "grading-tiers")
    press(page, "link", "制定计划")
    page.get_by_label("整改提升措施").wait_for()
    assert_accessible(page)
    fill(page, "整改提升措施", "补齐名册，逐户核对")
    fill(page, "责任人", "李文秀")
    fill(page, "完成期限", "20270331")
    press(page, "button", "保存计划")
    page.get_by_text("已保存汉家岔镇的整改提升计划").wait_for()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    page.goto(reverse("grading:tier_moves"))
    assert fits(page)
    assert_accessible(page)
    shot(page, "grading-tiers-360")
    page.goto(reverse("grading:ranking"))
    assert fits(page)
    shot(page, "grading-ranking-360")

    # When the year is final, honours and criticisms are recorded
    page.set_viewport_size(DESK)
    make_final(round_, ranking_now(round_))
    page.goto(reverse("grading:recognition_list", args=[round_.pk, "reward"]))
    assert_accessible(page)
    page.get_by_label("会师镇：年度考核优秀单位").check()
    press(page, "button", "登记所选单位")
    page.get_by_text("已登记 1 个单位：表彰奖励").wait_for()
    assert_accessible(page)
    shot(page, "grading-rewards")
    paper = page.request.get(reverse("grading:recognition_print", args=[round_.pk, "reward"])).body()
    Path(shot(page, "grading-rewards")).with_name("rewards.pdf").write_bytes(paper)
    for name in ("rule_list", "ranking"):
        page.goto(reverse(f"grading:{name}"))
        assert_accessible(page)
    page.goto(reverse("grading:rule_edit", args=[county.pk]))
    assert_accessible(page)
    shot(page, "grading-rules")
    page.goto(reverse("grading:past_tiers", args=[round_.pk]))
    assert_accessible(page)


@pytest.fixture
def ranking_now():
    """Return the ranking of a round as it stands."""

    def go(round_):
        forget()
        return ranking_of(round_, datetime(2026, 12, 30, tzinfo=SHANGHAI).date())

    return go
