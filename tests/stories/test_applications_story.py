"""An application for 低保: the village votes on a phone, the township checks, the county approves."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from registry.applications.models import Application, Notice
from registry.models import Grant
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import benefits_of

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}


@pytest.fixture
def village(transactional_db):
    county = CountyFactory(name="会宁县")
    village = VillageFactory(name="道口村", parent=TownshipFactory(name="新添堡回族乡", parent=county))
    benefits_of(county)
    PersonFactory(unit=village, name="马秀英", phone="13800001234")
    return village


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def write(page, **texts):
    """Type into fields, reached by the keyboard."""
    for label, text in texts.items():
        page.get_by_label(label).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


def choose(page, label):
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Space")


def long_ago(days):
    """Let what is there have happened so many days earlier: nobody can wait a week for a notice here."""
    back = timedelta(days=days)
    application = Application.objects.get()
    Application.objects.update(
        applied_on=application.applied_on - back,
        since_on=application.since_on - back,
        due_on=application.due_on - back,
    )
    for notice in Notice.objects.filter(closed_on=None):
        Notice.objects.filter(pk=notice.pk).update(
            first_day=notice.first_day - back, last_day=notice.last_day - back
        )


def put_up_and_end(page, assert_accessible):
    """Put up the notice that waits at the application on the page, and end it after its days."""
    press(page, "张榜公示", "link")
    page.get_by_label("公示地点").wait_for()
    assert_accessible(page)
    write(page, 公示地点="政务公开栏")
    press(page, "登记公示")
    page.get_by_text("请打印张贴").wait_for()
    assert_accessible(page)
    long_ago(10)
    page.reload()
    press(page, "公示期满，转下一环节")
    page.get_by_text("1 件公示期满").wait_for()


def test_an_application_from_the_village_to_the_grant(page, village, sign_in_page, assert_accessible, shot):
    # Given a village member with a phone
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(reverse("applications:application_list"))
    assert_accessible(page)
    assert fits(page)

    # When the member takes an application down with the keyboard alone, at first without saying for what
    press(page, "登记申请", "link")
    page.wait_for_url("**/applications/new/")
    assert_accessible(page)
    assert fits(page)
    write(page, 残疾人姓名或证号="马秀英")
    page.locator("select[name=kind]").evaluate("field => field.removeAttribute('required')")
    press(page, "登记")
    page.get_by_role("alert").get_by_text("申请的待遇").wait_for()
    assert_accessible(page)
    page.get_by_label("申请的待遇").select_option(label="最低生活保障（低保）")
    write(page, 家庭人口="2", 申请理由="丧失劳动能力，无固定收入。")
    choose(page, "申请表")
    press(page, "登记")

    # Then it has its number and its steps, and the village writes down its vote, which at first has too few
    page.get_by_text("已登记，编号").wait_for()
    application = Application.objects.get()
    assert_accessible(page)
    assert fits(page)
    shot(page, "application-case-360")
    press(page, "办理村评议", "link")
    page.get_by_label("应到人数").wait_for()
    assert_accessible(page)
    assert fits(page)
    write(page, 应到人数="15", 到会人数="12", 同意票数="5", 反对票数="6", 弃权票数="1")
    choose(page, "通过，转下一环节")
    press(page, "登记村评议")
    page.get_by_role("alert").get_by_text("没有超过到会 12 人的 50%").wait_for()
    assert_accessible(page)
    write(page, 同意票数="10", 反对票数="1")
    press(page, "登记村评议")
    page.get_by_text("村评议已通过").wait_for()
    put_up_and_end(page, assert_accessible)
    assert fits(page)

    # When the township goes there, and puts up its notice
    page.set_viewport_size(DESK)
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent)
    page.goto(reverse("applications:application_list") + "?due=mine")
    page.get_by_role("link", name=application.number).click()
    press(page, "办理乡镇核查", "link")
    page.get_by_label("入户核查日期").wait_for()
    assert_accessible(page)
    today = timezone.localdate().isoformat()
    write(page, 入户核查日期=today, 调查人一="王强", 调查人二="李芳", 核查情况="土坯房三间，无存款。")
    choose(page, "通过，转下一环节")
    press(page, "登记乡镇核查")
    page.get_by_text("乡镇核查已通过").wait_for()
    put_up_and_end(page, assert_accessible)

    # And the county decides on the tier, puts up its own notice, and somebody else approves
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)
    page.goto(application.get_absolute_url())
    press(page, "办理县级审核", "link")
    page.get_by_label("档次").select_option(label="一类（480.00 元）")
    assert_accessible(page)
    write(page, 月标准="960")
    choose(page, "通过，转下一环节")
    press(page, "登记县级审核")
    page.get_by_text("县级审核已通过").wait_for()
    put_up_and_end(page, assert_accessible)
    page.goto(reverse("applications:approvals"))
    assert page.get_by_text("须由其他人批准").is_visible()
    assert_accessible(page)
    sign_in_page(page, Role.COUNTY_MANAGER, village.parent.parent)
    page.goto(reverse("applications:approvals"))
    page.get_by_label(f"选择 {application.number} 马秀英").focus()
    page.keyboard.press("Space")
    shot(page, "application-approvals")
    press(page, "批准所选的申请")

    # Then the benefit is granted, and the application tells its story
    page.get_by_text("已批准 1 件").wait_for()
    grant = Grant.objects.get()
    assert (str(grant.amount), grant.persons, grant.kind.code) == ("960.00", 2, "dibao")
    page.goto(application.get_absolute_url())
    assert page.get_by_text("县级批准：批准发放").is_visible()
    assert_accessible(page)
    shot(page, "application-granted")

    # And the township hands out the paper that says so
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent)
    page.goto(reverse("applications:application_list") + "?due=deliver")
    assert_accessible(page)
    press(page, application.number, "link")
    press(page, "登记送达", "link")
    page.get_by_label("签收人").wait_for()
    assert_accessible(page)
    shot(page, "application-delivery")
    press(page, "登记送达")
    page.get_by_text("的告知书已登记送达").wait_for()
    application.refresh_from_db()
    assert (application.delivered_on, application.received_by) == (timezone.localdate(), "马秀英")
    sign_in_page(page, Role.COUNTY_MANAGER, village.parent.parent)
    for name in ("notice_list", "figures", "rule_list"):
        page.goto(reverse(f"applications:{name}"))
        assert_accessible(page)
    page.get_by_role("link", name=re.compile("修改程序")).first.click()
    page.get_by_role("button", name="保存程序").wait_for()
    assert_accessible(page)
