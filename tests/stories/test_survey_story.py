"""The survey on a phone, over a line that breaks; reviewed by the township, accepted by the county."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error

from accounts.roles import Role
from registry.models import Person, SurveyChange, SurveyLine, SurveySave, SurveyVillage
from registry.survey.choices import LineState, VillageState
from tests.factories import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.certificates import with_card
from tests.factories.survey import ANSWERS, SurveyLineFactory, SurveyRoundFactory, survey_village

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def village(transactional_db):
    county = CountyFactory(name="会宁县")
    year = timezone.localdate().year
    SurveyRoundFactory(unit=county, year=year)
    return VillageFactory(name="道口村", parent=TownshipFactory(name="新添堡回族乡", parent=county))


def fits(page):
    """True if nothing sticks out of a narrow screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def press(page, name, role="button"):
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def drafts(page):
    return page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('zhucan-draft:')).join()"
    )


def test_a_sheet_filled_in_on_a_phone_over_a_line_that_breaks(
    page, village, sign_in_page, assert_accessible, shot
):
    # Given a member with a phone and a sheet of their village
    person = with_card(unit=village, name="马秀英", phone="13900005678")
    line = SurveyLineFactory(unit=village, person=person)
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(survey_village(village).get_absolute_url())
    assert_accessible(page)
    assert fits(page)
    shot(page, "survey-village-360")

    # When the member says by keyboard how the person was met
    page.get_by_role("link", name="马秀英").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="填写完成").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="调查方式").focus()
    page.keyboard.press("Enter")
    page.get_by_label("入户").focus()
    page.keyboard.press("Space")
    assert_accessible(page)
    assert fits(page)
    press(page, "保存，下一步")

    # And the line breaks in the first section, with a phone number typed
    page.wait_for_url("**/sections/basic/")
    assert_accessible(page)
    page.get_by_label("R2A 联系电话").fill("13800001234")
    page.get_by_label("R2B 现住址").fill("道口村一社")
    page.get_by_label("1 农业").focus()
    page.keyboard.press("Space")
    page.get_by_label("2 没有").check()
    assert page.get_by_label("R5A 监护人姓名").is_hidden()  # jumped over
    page.context.set_offline(True)
    press(page, "保存，下一步")

    # Then the page says so, and keeps what is no number of a person
    page.get_by_text("没有网络，内容已存在本机").wait_for()
    assert_accessible(page)
    assert fits(page)
    assert "道口村一社" in drafts(page)
    assert "13800001234" not in drafts(page)
    assert SurveyLine.objects.get().answers == {}
    shot(page, "survey-offline-360")

    # And it is sent by itself when the line is back, once, and forgotten by the browser
    page.context.set_offline(False)
    page.wait_for_url("**/sections/living/")
    line.refresh_from_db()
    assert line.all_answers == {"R2B": "道口村一社", "R3": "1", "R5": "2"}
    assert SurveySave.objects.filter(line=line, section="basic").count() == 1
    assert drafts(page) == ""

    # When somebody else saves the same section meanwhile
    SurveyLine.objects.update(
        answers={**line.answers, "R8": "2"}, versions={**line.versions, "living": 1}, saved_at=timezone.now()
    )
    page.get_by_label("1 自有住房").check()
    press(page, "保存，下一步")

    # Then both are shown, nothing is lost, and the next save counts
    page.get_by_text("现有内容（别人保存的）").wait_for()
    assert page.get_by_text("租住公房", exact=True).first.is_visible()
    assert page.get_by_label("1 自有住房").is_checked()
    assert_accessible(page)
    shot(page, "survey-conflict-360")
    press(page, "保存，下一步")
    page.wait_for_url("**/sections/education/")
    line.refresh_from_db()
    assert line.answers["R8"] == "1"

    # When the rest has been filled in, the sheet is declared complete
    line.put_answers(dict(ANSWERS), {"R2A", "R2B"})
    line.save()
    page.goto(line.get_absolute_url())
    press(page, "填写完成")
    page.get_by_text("调查表已完成").wait_for()
    assert SurveyLine.objects.get().state == LineState.DONE


def test_the_township_reviews_and_the_county_accepts(page, village, sign_in_page, assert_accessible, shot):
    # Given a complete sheet that says a new phone number
    person = with_card(unit=village, name="马秀英", phone="13900005678")
    line = SurveyLineFactory(unit=village, person=person, finished=True)
    SurveyChange.objects.create(line=line, field="phone", old="13900005678", new="13800001234")
    place = survey_village(village)
    SurveyVillage.objects.update(answered_at=timezone.now())
    sign_in_page(page, Role.TOWNSHIP_CLERK, village.parent, full_name="杨丽娟")

    # When the township looks at the board and accepts the change
    page.goto(line.round.get_absolute_url())
    assert_accessible(page)
    press(page, "审核登记变更", "link")
    page.get_by_text("138****1234").wait_for()
    assert_accessible(page)
    shot(page, "survey-changes")
    page.get_by_label("马秀英的联系电话").focus()
    page.keyboard.press("Space")
    press(page, "采纳，写入登记")
    page.get_by_text("已采纳 1 项").wait_for()
    assert Person.objects.get().phone == "13800001234"

    # And approves and hands the village in
    page.goto(place.get_absolute_url())
    press(page, "审核已完成的")
    page.get_by_text("已审核 1 份").wait_for()
    press(page, "报送县残联")
    page.get_by_text("已报送县残联").wait_for()
    assert_accessible(page)

    # Then the county accepts it
    sign_in_page(page, Role.COUNTY_CLERK, village.parent.parent)
    page.goto(place.get_absolute_url())
    press(page, "验收通过")
    page.get_by_text("已验收。").wait_for()
    place.refresh_from_db()
    assert place.state == VillageState.ACCEPTED

    # And every other page of the room can be read by everybody
    for name in ("form_detail", "summary", "check_list", "round_edit", "board"):
        page.goto(reverse(f"survey:{name}", args=[line.round_id]))
        assert_accessible(page)


def test_sheets_filled_in_where_there_is_no_line(page, village, sign_in_page, assert_accessible, shot):
    # Given a member who has got a phone ready where there was a line
    line = SurveyLineFactory(unit=village, person=with_card(unit=village, name="马秀英"))
    place = survey_village(village)
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    page.set_viewport_size(PHONE)
    page.goto(place.get_absolute_url())
    press(page, "在本机备好离线填写")
    page.get_by_text("已备好，到").wait_for()
    assert_accessible(page)

    # When the line is lost, and the browser opens the village anew
    page.context.set_offline(True)
    page.goto(place.get_absolute_url())

    # Then there is the page that was kept, and what is filled in is kept, too
    page.get_by_role("heading", name="离线填写：道口村").wait_for()
    page.get_by_role("button", name="马秀英").focus()
    page.keyboard.press("Enter")
    assert_accessible(page)
    assert fits(page)
    page.get_by_label("入户").check()
    page.get_by_role("radio", name="1 农业", exact=True).check()
    page.get_by_role("radio", name="2 没有", exact=True).check()
    assert page.get_by_label("R5A 监护人姓名").is_hidden()  # jumped over
    shot(page, "survey-no-line-360")
    press(page, "存在本机")
    page.get_by_text("的答案已存在本机").wait_for()
    page.get_by_text("已存，待补发").wait_for()
    line.refresh_from_db()
    assert line.mode == ""

    # When the line is back, then it is sent once and forgotten
    page.context.set_offline(False)
    page.get_by_text("已补发：马秀英 基本信息").wait_for()
    line.refresh_from_db()
    assert (line.mode, line.all_answers) == ("home", {"R3": "1", "R5": "2"})
    assert drafts(page) == ""

    # And after signing out nothing is left on the device
    page.goto(place.get_absolute_url())
    page.evaluate("document.querySelector('form[data-forget-drafts]').requestSubmit()")
    page.get_by_label("密码").wait_for()
    assert page.evaluate("caches.keys()") == []
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(place.get_absolute_url())
    page.context.set_offline(False)
