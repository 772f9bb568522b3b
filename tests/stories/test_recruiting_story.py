"""A vacancy filled by keyboard alone: the notice, those who apply, their marks, 公示, contract and 上岗证."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from registry.choices import CardState
from staff.models import Appointment, Recruitment
from tests.factories import CountyFactory, PersonFactory, PostFactory, TownshipFactory, VillageFactory
from tests.factories.registry import id_number
from tests.stories.keyboard import choose, fill, press, tab_to

pytestmark = pytest.mark.once

DAY = timedelta(days=1)
DISABLED, CHILD = "本人是残疾人", "父母是残疾人"


@pytest.fixture
def village(transactional_db):
    """A village whose post is vacant, with two people on its register who hold a valid certificate."""
    county = CountyFactory(name="会宁县", code="620422")
    village = VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))
    PostFactory(unit=village)
    for name in ("马小兰", "张建国"):
        PersonFactory(
            name=name, unit=village, birth_date=date(1990, 5, 6), education="senior",
            card_state=CardState.VALID, card_expires_on=date(2099, 1, 1),
        )  # fmt: skip
    return village


class Clerk:
    """The county's clerk before the keyboard, with the day on which the notice of the story went out."""

    def __init__(self, page, assert_accessible):
        self.page, self.look = page, assert_accessible
        self.first = timezone.localdate() - 30 * DAY

    def day(self, number):
        return f"{self.first + number * DAY:%Y-%m-%d}"

    def press(self, role, name, told, **how):
        """Press a control and wait for what the page says then."""
        press(self.page, role, name, **how)
        self.page.get_by_text(told).first.wait_for()
        self.look(self.page)

    def announce(self):
        """Announce, from the list of vacancies, that the post is to be filled."""
        self.page.goto("/")
        self.press("link", "岗位与空缺", "空缺的岗位")
        self.press("link", re.compile("招聘.*南什村"), "按现行的招聘条件办理")
        for label, number in (("公告日期", 0), ("报名开始", 1), ("报名截止", 10), ("考试日期", 15)):
            fill(self.page, label, self.day(number))
        fill(self.page, "报名地点", "县残联组联股")
        self.press("button", "发布招聘", "已登记招聘")

    def take_down(self, name, number, kinship, relative=""):
        """Take down who applies; the conditions are checked."""
        self.press("link", "登记报名", "截止")
        fill(self.page, "报名日期", self.day(5))
        fill(self.page, "姓名", name)
        fill(self.page, "身份证号", number)
        choose(self.page, "文化程度", "高中（含中专职高）")
        choose(self.page, "户籍所在村（社区）", "会师镇 南什村")
        choose(self.page, "与残疾人关系", kinship)
        if relative:
            fill(self.page, "所属残疾人姓名或证号", relative)
        self.press("button", "登记并核对条件", f"已登记 {name} 报名")

    def back(self):
        """Go up to the recruitment by the crumbs."""
        self.press("link", Recruitment.objects.get().number, "招聘岗位和报名人")


def text_of(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_a_vacancy_is_filled_by_keyboard(page, village, sign_in_page, assert_accessible, shot):
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)
    clerk, holder = Clerk(page, assert_accessible), village.persons.get(name="马小兰")
    clerk.announce()

    clerk.take_down("马小兰", holder.id_number, DISABLED)
    clerk.press("button", "资格合格", "马小兰资格合格", exact=True)
    clerk.back()
    clerk.take_down("张晓明", id_number(9001, date(1995, 7, 8)), CHILD, "张建国")
    clerk.press("button", "资格合格", "张晓明资格合格", exact=True)
    clerk.back()
    clerk.take_down("李老汉", id_number(9002, date(1950, 7, 8)), CHILD, "张建国")
    clerk.press("button", "资格合格", "年龄：", exact=True)
    clerk.press("link", "资格不合格", "不合格的理由")
    fill(page, "不合格的理由", "超过 60 周岁。")
    clerk.press("button", "定为不合格", "已登记 李老汉 资格不合格")
    clerk.back()

    clerk.press("button", "报名截止，转入考试", "登记全部考生的成绩")
    clerk.press("link", "登记成绩", "百分制")
    for name, written, interview in (("马小兰", "82", "75.5"), ("张晓明", "80", "70")):
        fill(page, f"{name}笔试成绩", written)
        fill(page, f"{name}面试成绩", interview)
    clerk.press("button", "保存成绩", "79.40")  # 82 × 60% + 75.5 × 40%
    clerk.press("link", "公示拟聘人员", "公示成绩第一的一名")
    fill(page, "张榜日期", clerk.day(18))
    fill(page, "公示地点", "县政府网站、南什村公示栏")
    clerk.press("button", "登记公示", "公示期满，结束公示")
    clerk.press("button", "公示期满，结束公示", "打开其页面办理聘用")
    clerk.press("link", "马小兰", "待聘用")
    clerk.press("link", "办理聘用", "聘用到岗")
    fill(page, "到岗日期", clerk.day(28))
    fill(page, "合同期至", clerk.day(28 + 365))
    clerk.press("button", "聘用到岗", "马小兰已聘用到岗，合同号")
    clerk.press("button", "发上岗证", "已发上岗证")
    shot(page, "recruiting-permit")

    tab_to(page, page.get_by_role("link", name="上岗证").first)
    address = page.evaluate("document.activeElement.href")
    paper = text_of(page.request.get(address).body())
    appointment = Appointment.objects.get(post__unit=village)
    assert all(word in paper for word in ("马小兰", "南什村", appointment.work_permit_number)), paper
    assert appointment.contract_number
