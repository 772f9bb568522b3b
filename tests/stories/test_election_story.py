"""The renewal of a village board (换届) by keyboard alone, from 部署 to 移交 and the new board in office."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from orgs.elections.models import Election
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.boards import BoardFactory, SeatFactory, TermFactory
from tests.stories.keyboard import choose, fill, press, tab_to

pytestmark = pytest.mark.once

DAY = timedelta(days=1)
STANDS = (
    ("主席", "张民"),
    ("主席", "赵强"),
    ("副主席", "李花"),
    ("委员", "王一"),
    ("委员", "王二"),
)


@pytest.fixture
def village(transactional_db):
    """A village whose association is at the end of its term."""
    township = TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))
    village = VillageFactory(name="南什村", parent=township)
    term = TermFactory(board=BoardFactory(unit=village))
    SeatFactory(term=term, name="老主席")
    return village


@pytest.fixture
def start():
    """The day of the call: long enough ago for every deadline of the rules to have passed."""
    return timezone.localdate() - 70 * DAY


@pytest.fixture
def member(page, village, sign_in_page):
    """The village's page, signed in."""
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    return page


@pytest.fixture
def clerk(new_context, live_server, village, sign_in_page):
    """The township's page, signed in."""
    page = new_context(base_url=live_server.url).new_page()
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent)
    return page


def open_election(page):
    """Go from the menu to the election of the only village."""
    page.goto("/")
    press(page, "link", "换届")
    page.get_by_role("heading", name="换届进度").wait_for()
    press(page, "link", "南什村")
    page.get_by_role("heading", name="换届", level=1).wait_for()


def do_step(page, name, on, **more):
    """Do a step on a day, filling what it asks for; return once the page of the election says so."""
    press(page, "link", f"完成{name}")
    page.get_by_role("heading", name=name, level=1, exact=True).wait_for()
    for label, text in more.items():
        fill(page, label, text)
    fill(page, "完成日期", f"{on:%Y-%m-%d}")
    press(page, "button", f"完成{name}")


def done(page, name):
    page.get_by_text(f"“{name}”已完成").wait_for()


def nominate(page, post, name, place):
    """Enter a candidate with nothing against them."""
    press(page, "link", "登记候选人")
    page.get_by_role("heading", name="登记候选人").wait_for()
    choose(page, "竞选职务", post)
    fill(page, "姓名", name)
    choose(page, "性别", "女" if place % 2 else "男")
    fill(page, "出生日期", f"197{place}-03-01")
    choose(page, "文化程度", "高中（含中专职高）")
    for item in Election.objects.get().rules.negatives:
        choose(page, item.name, "没有")


def ballot(page, votes, held_on, **pieces):
    """Enter the ballots of a vote and each one's votes."""
    press(page, "link", "登记投票结果")
    page.get_by_role("heading", name="登记投票结果").wait_for()
    fill(page, "投票日期", f"{held_on:%Y-%m-%d}")
    for label, number in pieces.items():
        fill(page, label, str(number))
    for name, number in votes.items():
        fill(page, f"{name}得票", str(number))


def test_a_board_is_renewed_by_keyboard(member, clerk, village, start, assert_accessible, shot):
    clerk.goto("/")
    press(clerk, "link", "换届")
    press(clerk, "link", "部署换届")
    clerk.get_by_role("heading", name="部署换届").wait_for()
    assert_accessible(clerk)
    fill(clerk, "启动日期", f"{start:%Y-%m-%d}")
    press(clerk, "checkbox", "南什村", key="Space")
    press(clerk, "button", "启动换届")
    clerk.get_by_text("已启动 1 个").wait_for()

    open_election(member)
    assert_accessible(member)
    do_step(member, "部署", start + 2 * DAY, 办理情况="方案已印发")
    done(member, "部署")
    do_step(member, "摸底", start + 10 * DAY)
    done(member, "摸底")
    do_step(member, "推选选举委员会", start + 15 * DAY, 选举委员会成员="甲一、甲二、甲三、甲四")
    member.get_by_text("选举委员会由 5 或 7 人组成，现填了 4 人。").first.wait_for()
    assert_accessible(member)
    fill(member, "选举委员会成员", "甲一、甲二、甲三、甲四、甲五")
    press(member, "button", "完成推选选举委员会")
    done(member, "推选选举委员会")
    posted = start + 22 * DAY
    do_step(member, "登记", start + 25 * DAY, 登记的选民或代表人数="100", 名单张榜日期=f"{posted:%Y-%m-%d}")
    done(member, "登记")
    for place, (post, name) in enumerate(STANDS):
        nominate(member, post, name, place)
        if place == 0:
            assert_accessible(member)
        press(member, "button", "登记候选人")
        member.get_by_text(f"已登记{name}为{post}候选人").wait_for()
    do_step(member, "提名", start + 36 * DAY)
    done(member, "提名")
    assert_accessible(member)

    open_election(clerk)
    for _, name in STANDS:
        press(clerk, "link", re.compile(f"联审.*{name}"))
        clerk.get_by_role("heading", name=f"联审：{name}").wait_for()
        for department in ("组织", "民政", "纪检监察", "公安", "信访"):
            press(clerk, "checkbox", department, key="Space")
        press(clerk, "radio", "通过", key="Space", exact=True)
        fill(clerk, "联审日期", f"{start + 42 * DAY:%Y-%m-%d}")
        if name == "张民":
            assert_accessible(clerk)
        press(clerk, "button", "登记联审结论")
        clerk.get_by_text(f"已登记{name}的联审结论").wait_for()
    do_step(clerk, "联审", start + 43 * DAY)
    done(clerk, "联审")

    open_election(member)
    do_step(member, "公示", start + 50 * DAY, 公示起始日期=f"{start + 45 * DAY:%Y-%m-%d}", 公示天数="3")
    done(member, "公示")
    held = start + 53 * DAY
    votes = {"张民": 38, "赵强": 36, "李花": 65, "王一": 60, "王二": 55}
    pieces = {"发出票数": 80, "收回票数": 81, "有效票数": 78, "无效票数": 2}
    ballot(member, votes, held, **pieces)
    press(member, "button", "登记投票结果")
    member.get_by_text("收回 81 票，多于发出的 80 票").first.wait_for()
    assert_accessible(member)
    fill(member, "收回票数", "80")
    press(member, "button", "登记投票结果")
    member.get_by_text("主席当选 0 人，还缺 1 席，须另行选举").wait_for()
    assert_accessible(member)
    do_step(member, "选举", held + DAY)
    member.get_by_text("还有席位没有选出").first.wait_for()
    press(member, "link", "返回")
    ballot(member, {"张民": 44, "赵强": 34}, held, **pieces | {"收回票数": 80})
    press(member, "button", "登记投票结果")
    member.get_by_text("各席位都已选出").wait_for()
    do_step(member, "选举", held + DAY)
    done(member, "选举")

    open_election(clerk)
    do_step(clerk, "备案", start + 60 * DAY, 备案文号="会残发〔2026〕8 号")
    done(clerk, "备案")
    assert_accessible(clerk)

    open_election(member)
    press(member, "link", "填写移交清单")
    member.get_by_role("heading", name="移交清单").wait_for()
    assert_accessible(member)
    for item in Election.objects.get().handover:
        tab_to(member, member.get_by_role("group", name=item["name"]).get_by_label("已移交"))
        member.keyboard.press("Space")
    for label, name in (("移交人", "老主席"), ("接收人", "张民"), ("监交人", "包村干部")):
        fill(member, label, name)
    press(member, "button", "保存移交清单")
    member.get_by_text("已保存移交清单").wait_for()
    do_step(member, "移交", start + 62 * DAY)
    done(member, "移交")
    assert_accessible(member)
    shot(member, "election-done")

    member.goto(village.get_absolute_url())
    member.get_by_text("主席 张民").wait_for()
    assert member.get_by_text("老主席").count() == 0
