"""Benefits beside the months: payees nobody knows, papers behind an answer, a grade that was another once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from registry.benefits.choices import PayeeState
from registry.benefits.models import BenefitFindingFile, Payee
from registry.models import CertificateChange
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.assessments import PNG
from tests.factories.benefits import BenefitFindingFactory, PayeeFactory, benefits_of
from tests.factories.certificates import with_card
from tests.factories.registry import CertificateChangeFactory

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def village(transactional_db):
    county = CountyFactory(name="会宁县")
    benefits_of(county)
    return VillageFactory(name="道口村", parent=TownshipFactory(name="新添堡回族乡", parent=county))


@pytest.fixture
def county(village):
    return village.parent.parent


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def write(page, label, text):
    """Type into a field, reached by the keyboard."""
    page.get_by_label(label, exact=False).last.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_a_payee_whom_the_register_does_not_know(page, county, sign_in_page, assert_accessible, shot):
    # Given a list of payments that named somebody else's people
    payee = PayeeFactory(unit=county)
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("benefits:payee_list"))
    assert_accessible(page)
    shot(page, "payees")

    # When the clerk opens one by keyboard and gives a number that nobody has
    press(page, str(payee), "link")
    page.get_by_role("heading", name="号码写错了").wait_for()
    assert_accessible(page)
    shot(page, "payee")
    write(page, "登记表里的身份证号", "123")
    press(page, "对上此人")
    page.get_by_role("alert").first.wait_for()
    assert_accessible(page)

    # Then the payee is marked as another county's, and may be taken up again
    write(page, "说明", "户籍在邻县。")
    press(page, "标记为外地户籍")
    page.get_by_text("为外地户籍").first.wait_for()
    assert_accessible(page)
    page.goto(payee.get_absolute_url())
    assert_accessible(page)
    assert Payee.objects.get().state == PayeeState.ELSEWHERE
    press(page, "重新处理")
    page.get_by_role("heading", name="外地户籍").wait_for()
    page.set_viewport_size(PHONE)
    page.reload()
    assert_accessible(page)
    assert fits(page)


def test_a_village_bears_out_its_answer_with_a_picture(
    page, village, sign_in_page, assert_accessible, shot, tmp_path
):
    # Given a finding that the village is asked about, and a picture on its phone
    finding = BenefitFindingFactory(person__unit=village, state="sent")
    picture = tmp_path / "死亡证明.png"
    picture.write_bytes(PNG)
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(finding.get_absolute_url())
    assert_accessible(page)

    # When the member answers and attaches it
    write(page, "情况和依据", "已核实，8月3日去世。")
    page.locator("input[type=file]").last.set_input_files(picture)
    press(page, "村（社区）说明")
    page.get_by_text("已提交说明，待乡镇复核").wait_for()
    assert_accessible(page)
    assert fits(page)
    shot(page, "finding-file-360")
    assert BenefitFindingFile.objects.get().name == "死亡证明.png"

    # Then the township sees it beside the answer
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent)
    page.goto(finding.get_absolute_url())
    assert page.get_by_role("link", name="死亡证明.png", exact=True).is_visible()
    assert_accessible(page)

    # And may take it down after being asked once more
    page.get_by_role("link", name="撤下").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="撤下").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="撤下").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{finding.get_absolute_url()}")
    assert BenefitFindingFile.objects.get().withdrawn_at is not None


def test_the_day_from_which_a_certificate_says_something_else_is_put_right(
    page, village, sign_in_page, assert_accessible, shot
):
    # Given somebody whose grade was overwritten
    person = with_card(unit=village, name="马秀英", grade="2", category="4")
    since = timezone.localdate() - timedelta(days=60)
    CertificateChangeFactory(certificate=person.certificates.get(), since=since, expires_on=date(2032, 5, 1))
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent)
    page.goto(reverse("benefits:person_benefits", args=[person.pk]))
    assert_accessible(page)

    # When the clerk puts the day right by keyboard, at first into the future
    press(page, "残疾人证变动", "link")
    page.get_by_text("此前为肢体三级").wait_for()
    assert_accessible(page)
    shot(page, "card-change")
    write(page, "从何日起改变", (timezone.localdate() + timedelta(days=9)).isoformat())
    press(page, "保存")
    page.get_by_role("alert").first.wait_for()
    assert_accessible(page)
    earlier = since - timedelta(days=30)
    write(page, "从何日起改变", earlier.isoformat())
    press(page, "保存")

    # Then the months are reckoned anew
    page.get_by_text("各月应发金额已按此重新计算").wait_for()
    assert_accessible(page)
    assert CertificateChange.objects.get().since == earlier
    page.set_viewport_size(PHONE)
    page.reload()
    assert fits(page)
