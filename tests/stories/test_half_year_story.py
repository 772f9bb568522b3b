"""The second half of 2026 in a small county: a vacancy filled, a board renewed, two villages merged, one
member gone, and the stipends of all paid, two of them twice tried; then the year-end summary says it right.

Posts: one at each of two townships, one in each of five villages and in a community. 1 July to 31 December,
by days: 张三, 李四, 郑八 6 × 100; 王五, gone on 31 October, 4 × 100; 马小兰, since 16 September, 15/30 + 3
months of 100; 周六 in the community 6 × 150; 钱进 and 吴七 at the townships 6 × 300 each.
"""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from registry.choices import CardState
from staff.allocations import KNOWN
from staff.choices import EndReason, PostType, Proration, RunState
from staff.models import AllocationRule, Appointment, Post, StipendRule, StipendRun
from staff.recruiting.models import Opening
from staff.recruiting.services import announcing, applying, examining, hiring, noticing
from staff.services.appointments import end_appointment
from tests.factories import (
    AppointmentFactory,
    CommunityFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    StipendStandardFactory,
)
from tests.factories.boards import BoardFactory, TermFactory
from tests.factories.changes import SmallCounty
from tests.factories.elections import NAMES, Way
from tests.paying import answer

DUE = {
    "张三": "600.00", "李四": "600.00", "王五": "400.00", "郑八": "600.00", "马小兰": "350.00",
    "周六": "900.00", "钱进": "1800.00", "吴七": "1800.00",
}  # fmt: skip
TOWN, OTHER = ("会师镇 5 人", "4,300.00"), ("甘沟驿镇 3 人", "2,750.00")
ALL, AGAIN = Decimal("7050.00"), Decimal("950.00")


def on(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock():
    """The clock of server, worker and test, to be moved on; it runs."""
    with time_machine.travel(on(7, 6), tick=True) as traveller:
        yield traveller


@pytest.fixture
def small(transactional_db, clock):
    """The county on 6 July: everybody in post but at 河畔村."""
    small = SmallCounty()
    small.nan = small.village("南什村", "620422100203")
    small.pan = small.village("河畔村", "620422103202", parent=small.other)
    north = CommunityFactory(name="北关社区", code="620422100001", parent=small.town)
    small.clerk = PostingFactory(unit=small.county, role=Role.COUNTY_CLERK).user
    AllocationRule.objects.create(unit=small.county, since=date(2016, 1, 1), **KNOWN["shiquan"].facts)
    StipendRule.objects.create(unit=small.county, since=date(2020, 1, 1), proration=Proration.DAILY)
    for kind, yuan in (("village", 100), ("community", 150), ("township", 300)):
        StipendStandardFactory(unit=small.county, post_type=f"{kind}_member", monthly_amount=yuan)
    for unit, kind, name in (
        (small.zhang, PostType.VILLAGE_MEMBER, "张三"),
        (small.li, PostType.VILLAGE_MEMBER, "李四"),
        (small.nan, PostType.VILLAGE_MEMBER, "王五"),
        (north, PostType.COMMUNITY_MEMBER, "周六"),
        (small.town, PostType.TOWNSHIP_MEMBER, "钱进"),
        (small.far, PostType.VILLAGE_MEMBER, "郑八"),
        (small.other, PostType.TOWNSHIP_MEMBER, "吴七"),
    ):
        AppointmentFactory(post=PostFactory(unit=unit, post_type=kind), member__name=name)
    PostFactory(unit=small.pan)
    return small


@pytest.fixture
def enter(page, live_server):
    """Sign somebody in as the user of the page: days have gone by since they were there."""

    def go(user):
        user.password_changed_at = timezone.now()  # as they had to, every 90 days
        user.save()
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page.goto("/")

    return go


def fill_the_vacancy(small):
    """Recruit 马小兰 for 河畔村 and put her into the post on 16 September."""
    born = date(1990, 5, 6)
    holder = PersonFactory(
        name="马小兰", unit=small.pan, birth_date=born, education="senior", card_state=CardState.VALID,
        card_expires_on=date(2031, 1, 1),
    )  # fmt: skip
    by, post = small.clerk, Post.objects.get(unit=small.pan)
    run = announcing.announce_recruitment(
        small.county, [post], by=by, at=on(7, 20), title="招聘公告", announced_on=date(2026, 7, 20),
        applies_from=date(2026, 7, 21), applies_until=date(2026, 8, 5), place="县残联",
    )  # fmt: skip
    one = applying.take_application(
        run, Opening.objects.get(), by=by, at=on(7, 22), way="application", applied_on=date(2026, 7, 22),
        name=holder.name, id_number=holder.id_number, sex=holder.sex, birth_date=born, education="senior",
        kinship="self", home=small.pan,
    )  # fmt: skip
    applying.review_candidate(one, by=by, at=on(7, 23), is_eligible=True)
    run = examining.close_applications(run, by=by, at=on(8, 6))
    marks = {one.pk: (Decimal(80), Decimal(80), False)}
    examining.record_marks(run, marks, by=by, at=on(8, 15), seen=run.updated_at)
    examining.post_notice(run, by=by, at=on(8, 20), first_day=date(2026, 8, 20), place="公示栏")
    noticing.conclude_notice(run, by=by, at=on(8, 28))
    one.refresh_from_db()
    made = hiring.hire(one, by=by, at=on(9, 16), since=date(2026, 9, 16), contract_until=date(2027, 9, 15))
    made.member.bank_name, made.member.bank_account = "农村信用社", "6228480000000000017"
    made.member.save()


def renew_the_board(small):
    """Hold the election of 老鸦村 through all its steps."""
    way = Way(TermFactory(board=BoardFactory(unit=small.far)).board).to("handover")
    way.prepare("handover")
    return way.do(NAMES.index("handover"))


def gone(small):
    """王五 resigns."""
    held = Appointment.objects.get(member__name="王五")
    end_appointment(held, by=small.clerk, at=on(10, 31), until=date(2026, 10, 31), reason=EndReason.RESIGNED)


def press(page, name, told, role="button"):
    page.get_by_role(role, name=name).first.click()
    page.get_by_text(told).first.wait_for()


def tile(page, label):
    """Return what the tile with this label says."""
    return page.locator(".tile", has_text=label).first.inner_text()


def through_the_bank(page, run, path, failed=()):
    """Export a run and read what the bank answers."""
    page.goto(run.get_absolute_url())
    press(page, "导出银行文件", "只有这份文件里有完整账号", role="link")
    with page.expect_download():
        page.get_by_role("button", name="导出银行文件").click()
    path.write_bytes(answer(run, failed=failed).read())
    page.goto(run.get_absolute_url())
    press(page, "读入银行回盘", "有一处对不上就什么都不读入", role="link")
    page.get_by_label("回盘文件").set_input_files(path)
    press(page, "读入回盘", f"退回 {len(failed)} 笔")


def summary_of(page, path):
    """Make the year-end summary and return the text of its PDF without blanks."""
    press(page, "生成年终总结", "生成报表", role="link")
    page.get_by_role("button", name="生成报表").click()
    page.get_by_role("link", name="查看结果").click(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").first.click()
    download.value.save_as(path)
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(path.read_bytes())).pages)
    return "".join(text.split())


def test_the_second_half_of_2026(page, small, clock, enter, worker, assert_accessible, shot, tmp_path):
    enter(small.clerk)
    page.goto(reverse("staff:post_list"))
    assert [tile(page, name).split()[1] for name in ("应设岗位", "在岗", "空缺")] == ["8", "7", "1"]

    fill_the_vacancy(small)
    assert renew_the_board(small).state == "done"
    gone(small)
    small.merge("新庄村")

    clock.move_to(on(12, 15))
    enter(small.clerk)
    page.goto(reverse("staff:post_list"))
    assert [tile(page, name).split()[1] for name in ("应设岗位", "在岗", "空缺")] == ["7", "7", "1"]
    page.goto(reverse("staff:run_list"))
    press(page, "造发放名册", "核对无误后送乡镇确认")
    press(page, "送乡镇确认", "各乡镇（街道）请核对自己的人员")
    run = StipendRun.objects.get()
    assert dict(run.lines.values_list("name", "amount")) == {n: Decimal(yuan) for n, yuan in DUE.items()}
    assert page.get_by_role("row", name="张三").get_by_text("新庄村").is_visible()
    for unit, (people, yuan) in ((small.town, TOWN), (small.other, OTHER)):
        enter(PostingFactory(unit=unit, role=Role.TOWNSHIP_CLERK).user)
        page.goto(run.get_absolute_url())
        press(page, f"确认{people}", f"已确认{people}、{yuan} 元")
    enter(small.manager)
    page.goto(run.get_absolute_url())
    press(page, "复核通过", "明细不再变动")
    enter(small.clerk)
    page.goto(run.get_absolute_url())
    press(page, "开始公示", "请打印公示表张贴")

    clock.move_to(on(12, 23))
    enter(small.clerk)
    page.goto(run.get_absolute_url())
    press(page, "公示期满，无异议", "可以送银行")
    enter(small.manager)
    through_the_bank(page, run, tmp_path / "一.csv", ["张三", "马小兰"])
    assert_accessible(page)
    enter(small.clerk)
    page.goto(run.get_absolute_url())
    press(page, "退回的重新发放", "已为退回的款项造册")
    again = StipendRun.objects.get(kind="follow_up")
    assert again.amount == AGAIN
    enter(small.manager)
    page.goto(again.get_absolute_url())
    press(page, "复核通过", "明细不再变动")
    through_the_bank(page, again, tmp_path / "二.csv")
    enter(small.clerk)
    for one in (again, run):
        page.goto(one.get_absolute_url())
        press(page, "办结", "已办结。")
    assert set(StipendRun.objects.values_list("state", flat=True)) == {RunState.CLOSED}
    shot(page, "half-year-closed")

    clock.move_to(on(12, 31))
    enter(small.clerk)
    text = summary_of(page, tmp_path / "总结.pdf")
    for words in (
        "会宁县辖2个乡镇（街道）、5个村（社区），其中镇2个，村4个、社区1个。",
        "按配备规则应设专职委员岗位7个，已设8个，在岗7人，配备率87.5%。",
        "本年到岗1人，离岗1人。",
        "补贴标准为",
        "本年已发放补贴7050元，惠及8人。",
        "下半年发放8人、7050元。",
    ):
        assert words in text, text
