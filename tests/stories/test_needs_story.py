"""A need from the door to the answer: the village registers it on a phone, the township hands it on,
the county meets it by a project, and the village asks whether it helped."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from registry.models import Person
from registry.needs.choices import Result, Satisfaction
from registry.needs.models import Need
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.needs import CompletionFactory, NeedFactory, ProjectFactory, QuotaFactory

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def places(transactional_db):
    """A county with one project, a township with its part of it, a village with two people."""
    county = CountyFactory(name="会宁县")
    township = TownshipFactory(name="会师镇", parent=county)
    TownshipFactory(name="河畔镇", parent=county)
    village = VillageFactory(name="南什村", parent=township)
    PersonFactory(name="王芳", unit=village, category="4", grade="2")
    PersonFactory(name="李强", unit=village, category="1", grade="1")
    project = ProjectFactory(unit=county, name="辅具适配", target=10)
    QuotaFactory(project=project, unit=township, target=10)
    return {"county": county, "township": township, "village": village, "project": project}


def press(page, role, name):
    """Move to a control by keyboard's own means and press it."""
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")


@pytest.fixture
def phone(new_context, live_server):
    page = new_context(base_url=live_server.url).new_page()
    page.set_viewport_size(PHONE)
    return page


def fits(page):
    """True if nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_need_goes_from_the_door_to_the_answer(
    page, phone, places, new_context, live_server, sign_in_page, assert_accessible, shot
):
    # The village, on a phone.
    sign_in_page(phone, Role.VILLAGE_MEMBER, places["village"])
    phone.goto(reverse("needs:need_list"))
    assert_accessible(phone)
    phone.get_by_role("link", name="登记需求").click()
    phone.get_by_label("姓名").fill("王")
    phone.get_by_text("李强").wait_for(state="detached")
    assert_accessible(phone)
    assert fits(phone)
    phone.get_by_role("link", name="王芳").click()
    phone.get_by_label("需求（必填）", exact=True).select_option("aids:轮椅")
    phone.get_by_label("情况说明").fill("下肢不能行走")
    assert_accessible(phone)
    assert fits(phone)
    shot(phone, "needs-360-form")
    phone.get_by_role("button", name="登记需求").click()
    phone.get_by_text("已登记 王芳 的需求").wait_for()
    assert_accessible(phone)
    assert fits(phone)

    # The township hands it on, by keyboard.
    clerk = new_context(base_url=live_server.url).new_page()
    sign_in_page(clerk, Role.TOWNSHIP_CLERK, places["township"])
    clerk.goto(reverse("needs:need_list"))
    press(clerk, "link", "王芳")
    clerk.get_by_label("对方联系人").fill("李主任")
    assert_accessible(clerk)
    press(clerk, "button", "登记转介")
    clerk.get_by_text("已登记转介").wait_for()
    assert_accessible(clerk)

    # The county meets it by its project.
    sign_in_page(page, Role.COUNTY_CLERK, places["county"])
    page.goto(places["project"].get_absolute_url())
    assert_accessible(page)
    page.get_by_role("link", name="登记完成").click()
    page.get_by_label("王芳").check()
    page.get_by_role("button", name="登记完成 1 人").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="登记完成 1 人").click()
    page.get_by_text("已登记完成 1 人，办结对应需求 1 项").wait_for()
    assert_accessible(page)

    # The village asks whether it helped.
    phone.goto(f"{reverse('needs:need_list')}?state=unasked")
    phone.get_by_role("link", name="王芳").click()
    phone.get_by_role("radio", name="基本满意").check()
    assert_accessible(phone)
    phone.get_by_role("button", name="登记满意度").click()
    phone.get_by_text("已登记满意度").wait_for()

    need = Need.objects.get()
    assert (need.result, need.satisfaction) == (Result.SOLVED, Satisfaction.MOSTLY)
    assert need.referred_to == "县残疾人辅助器具服务站"
    assert need.closed_on == timezone.localdate()


def test_a_county_adds_a_kind_of_need_and_the_village_registers_one(
    page, phone, places, sign_in_page, assert_accessible, shot
):
    # The county, by keyboard; at first without a name.
    sign_in_page(page, Role.COUNTY_MANAGER, places["county"])
    page.goto(reverse("needs:rule_list"))
    assert_accessible(page)
    press(page, "link", "新增需求类别")
    page.get_by_label("办理期限").fill("15")
    page.get_by_label("具体需求").fill("代购代办\n陪诊")
    page.get_by_label("依据").fill("县残联决定")
    page.get_by_label("需求类别").evaluate("field => field.removeAttribute('required')")
    press(page, "button", "保存需求类别")
    page.get_by_role("alert").get_by_text("需求类别").wait_for()
    assert_accessible(page)
    page.get_by_label("需求类别").fill("邻里互助")
    press(page, "button", "保存需求类别")
    page.get_by_text("已保存需求类别“邻里互助”").wait_for()
    assert_accessible(page)
    shot(page, "needs-kinds")

    # The village, on a phone, finds it on offer at once.
    sign_in_page(phone, Role.VILLAGE_MEMBER, places["village"])
    phone.goto(reverse("needs:need_create", args=[Person.objects.get(name="王芳").pk]))
    phone.get_by_label("需求（必填）", exact=True).select_option(label="陪诊")
    phone.get_by_role("button", name="登记需求").click()
    phone.get_by_text("邻里互助（陪诊）").first.wait_for()
    assert fits(phone)
    assert Need.objects.get().kind_name == "邻里互助"


@pytest.mark.once
@pytest.mark.parametrize("size", [PHONE, None], ids=["phone", "desk"])
def test_every_page_is_accessible(page, places, sign_in_page, assert_accessible, size):
    need = NeedFactory(person__unit=places["village"], overdue=True)
    done = CompletionFactory(project=places["project"], person=need.person)
    project, township = places["project"], places["township"]
    if size:
        page.set_viewport_size(size)
    sign_in_page(page, Role.COUNTY_CLERK, places["county"])

    for url in (
        reverse("needs:need_list"),
        reverse("needs:register_print"),
        reverse("needs:rule_edit", args=[places["county"].pk, "aids"]),
        reverse("needs:project_rule_list"),
        reverse("needs:project_rule_edit", args=[places["county"].pk, "aids"]),
        need.get_absolute_url(),
        reverse("needs:need_edit", args=[need.pk]),
        need.person.get_absolute_url(),
        places["county"].get_absolute_url(),
        reverse("needs:project_list"),
        reverse("needs:project_board"),
        reverse("needs:project_create"),
        f"{reverse('needs:project_create')}?kind=aids",
        reverse("needs:quota_edit", args=[project.pk]),
        reverse("needs:project_township", args=[project.pk, township.pk]),
        reverse("needs:quota_villages", args=[project.pk, township.pk]),
        f"{reverse('needs:completion_create', args=[project.pk])}?who=anyone",
        reverse("needs:completion_list", args=[project.pk]),
        done.get_absolute_url(),
        reverse("needs:completion_edit", args=[done.pk]),
    ):
        page.goto(url)
        assert_accessible(page)
        assert fits(page), url
