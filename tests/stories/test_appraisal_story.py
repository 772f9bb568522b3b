"""A member's year by keyboard: report, daily points, both ballots (one by phone), result and notice."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from assessments.appraisals.choices import Side
from assessments.appraisals.models import AppraisalConsequence, AppraisalNotice, AppraisalYear
from assessments.appraisals.services.meetings import make_codes
from tests.factories.appraisals import World
from tests.stories.keyboard import fill, press, tab_to

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}
DAY = timedelta(days=1)


@pytest.fixture
def world(transactional_db):
    """A county with two members whose year is under way: ballots are open, points are given half-yearly."""
    now, today = timezone.now(), timezone.localdate()
    made = World(
        people=2, year=today.year - 1, at=now, ballots_from=today - DAY, ballots_until=today + DAY,
        propose_until=today + 3 * DAY,
    )  # fmt: skip
    made.year.terms_kept = made.year.terms_kept | {"rhythm": "half", "least_votes": 3}
    made.year.save()
    return made


class Desk:
    """Somebody before the keyboard."""

    def __init__(self, page, look):
        self.page, self.look = page, look

    def open(self, path):
        self.page.goto(path)
        self.look(self.page)

    def press(self, role, name, told, **how):
        press(self.page, role, name, **how)
        self.page.get_by_text(told).first.wait_for()
        self.look(self.page)


def test_a_year_from_report_to_result(page, sign_in_page, world, assert_accessible, shot):
    desk = Desk(page, assert_accessible)
    one, other = world.appraisals()
    world.complete(other)

    write_report(desk, sign_in_page, world, one)
    shot(page, "appraisal-report")
    give_points(desk, sign_in_page, world, one)
    count_papers(desk, world, one)
    shot(page, "appraisal-tally")
    vote_by_phone(desk, world, one, shot)
    shot(page, "appraisal-vote-done")
    judge(desk, sign_in_page, world, one)
    shot(page, "appraisal-result")
    conclude(desk, world)
    shot(page, "appraisal-board-final")

    assert [row.decided for row in world.appraisals()] == ["excellent", "competent"]
    assert AppraisalConsequence.objects.filter(appraisal=one, act="reward").exists()


def write_report(desk, sign_in_page, world, one):
    """The member reports to the villagers and to the township."""
    page = desk.page
    sign_in_page(page, Role.VILLAGE_MEMBER, world.villages[0], full_name=one.member.name)
    desk.open("/appraisals/")
    desk.press("link", one.member.name, "联考结果")
    for audience in ("乡镇（街道）班子", "村民（居民）和残疾人代表"):
        desk.press("link", re.compile(f"填写述职报告 ?：{audience}"), "述职地点")
        fill(page, "述职地点", "村党群服务中心")
        fill(page, "述职报告", "一年来走访残疾人 240 户次，帮助 12 户落实辅具。")
        desk.press("button", "保存述职报告", f"已保存向{audience}的述职报告")


def give_points(desk, sign_in_page, world, one):
    """The township gives the points of both halves."""
    page = desk.page
    page.context.clear_cookies()
    sign_in_page(page, Role.TOWNSHIP_CLERK, world.township, full_name="乡镇经办人")
    desk.open(one.get_absolute_url())
    for half in ("上半年", "下半年"):
        desk.press("link", re.compile(f"评分 ?：{half}"), f"{half}工作记录")
        boxes = page.get_by_label("评分")
        for number, points in enumerate(("40", "25")):
            tab_to(page, boxes.nth(number))
            page.keyboard.type(points)
        desk.press("button", "保存", f"已保存{one.member.name}{half}的评分", exact=True)
        desk.open(one.get_absolute_url())


def count_papers(desk, world, one):
    """The township calls its meeting and writes down the counted papers."""
    page = desk.page
    desk.open("/appraisals/meetings/")
    desk.press("link", re.compile("登记测评会 ?：柴家门镇 乡镇"), "测评对象")
    fill(page, "会议地点", "镇政府会议室")
    fill(page, "到会人数", "10")
    desk.press("button", "登记测评会", "已登记测评会")
    desk.press("link", "登记计票结果", "按计票单填写")
    fill(page, f"{one.member.name}优秀", "9")
    fill(page, f"{one.member.name}称职", "1")
    fill(page, "计票人", "张计")
    fill(page, "监票人", "李监")
    desk.press("button", "保存计票结果", "已登记测评结果")


def vote_by_phone(desk, world, one, shot):
    """Three villagers vote with their slips; the last one by the phone before us."""
    now = timezone.now()
    meeting = world.phone(
        Side.BELOW, people=[one], present=3, held_on=timezone.localdate(), opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
    )  # fmt: skip
    codes = make_codes(meeting, by=world.of_township, at=now)
    page = desk.page
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    for code in codes:
        desk.open("/appraisals/vote/")
        fill(page, "测评码", code.lower())
        desk.press("button", "开始测评", "系统不记录您是谁")
        tab_to(page, page.get_by_label("优秀"))
        page.keyboard.press("Space")
        shot(page, "appraisal-ballot")
        desk.press("button", "投票", "已经计入")
    page.set_viewport_size({"width": 1366, "height": 768})
    meeting.closes_at = now - timedelta(minutes=1)
    meeting.save()


def judge(desk, sign_in_page, world, one):
    """The township takes over the ballot and proposes; somebody else at the county decides."""
    page = desk.page
    sign_in_page(page, Role.TOWNSHIP_CLERK, world.township, full_name="乡镇经办人二")
    desk.open(one.tallies.get(side=Side.BELOW).meeting.get_absolute_url())
    desk.press("button", "汇总测评结果", "已汇总手机测评结果")
    desk.open("/appraisals/")
    desk.press("button", "各项齐全的按得分提出等次", "已按得分提出 2 人的等次")
    page.context.clear_cookies()
    sign_in_page(page, Role.COUNTY_MANAGER, world.county, full_name="县级管理员")
    AppraisalYear.objects.update(terms_kept=world.year.terms_kept | {"excellent_percent": 50})
    desk.open("/appraisals/")
    desk.press("link", "名额和公示", "优秀名额 1 名")
    desk.press("button", "按名额审定已提出的等次", "已审定 2 人")


def conclude(desk, world):
    """The county hangs out the results, and makes them final once the days are over."""
    page = desk.page
    desk.press("link", "公示考核结果", "公示地点")
    desk.press("button", "登记公示", "已登记公示")
    past = timezone.localdate() - 10 * DAY
    AppraisalNotice.objects.update(first_day=past, last_day=past + 7 * DAY)
    page.reload()
    desk.press("button", "结束公示，结果定案", "结果已定")
    desk.open("/appraisals/")
