"""Whose decision a 告知书 tells, in whose name it is handed out, and what may be done against it."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from registry.applications.choices import Office, Verdict
from registry.applications.defaults import default_procedure
from registry.applications.organs import organ_of, remedy_against
from registry.applications.procedure import Procedure
from tests.factories.applications import ApplicationFactory, hang
from tests.factories.orgs import CommunityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.registry.applications_way import NOW, TODAY, offices, registered, stepped, up_to_approval


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return offices()


def letter(client, office, application):
    client.force_login(office.county)
    return client.get(reverse("applications:letter_print", args=[application.pk]))


def said(response):
    pages = PdfReader(BytesIO(response.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


class TestALetter:
    def test_of_a_refusal_by_the_county_passes_on_what_the_civil_affairs_have_decided(self, client, office):
        application, day = up_to_approval(office)
        refused = stepped(application, office.other, on=day, verdict=Verdict.REFUSE, text="收入高于标准。")
        county, township = refused.county.name, office.village.parent.name

        text = said(letter(client, office, refused))

        assert f"{township}人民政府送达回证" in text  # the mark, last on its page
        assert f"{county}民政局" in text
        assert "决定不予批准" in text
        assert "转告" in text
        assert "60日内向" + county + "人民政府申请行政复议" in text
        assert "6个月内" in text
        assert "人民法院" in text
        assert "协会" not in text

    def test_of_a_grant_says_who_granted_it(self, client, office):
        application, day = up_to_approval(office)
        granted = stepped(application, office.other, on=day)

        text = said(letter(client, office, granted))

        assert f"{granted.county.name}民政局" in text
        assert "决定予以批准" in text

    def test_of_a_vote_of_the_village_claims_no_decision(self, client, office):
        refused = stepped(
            registered(office), office.member, on=TODAY, verdict=Verdict.REFUSE, text="收入高于标准。"
        )
        response = letter(client, office, refused)

        text = said(response)

        assert f"{office.village.parent.name}人民政府送达回证" in text
        assert "未予通过" in text
        assert "不予批准" not in text
        assert "行政复议" not in text
        assert f"向{refused.county.name}民政局" in text
        assert "%E6%9C%AA%E4%BA%88%E9%80%9A%E8%BF%87" in response["Content-Disposition"]


class TestTheOrgan:
    def test_bears_the_name_of_its_place(self):
        county = CountyFactory(name="会宁县")
        town = TownshipFactory(parent=county, name="太平店镇", kind="town")
        street = TownshipFactory(parent=county, name="会师街道", kind="subdistrict")
        village, community = (
            VillageFactory(parent=town, name="青江村"), CommunityFactory(parent=street, name="东关社区"),
        )  # fmt: skip

        names = [
            organ_of(Office.CIVIL, village), organ_of(Office.FEDERATION, village),
            organ_of(Office.TOWNSHIP, village), organ_of(Office.TOWNSHIP, community),
            organ_of(Office.VILLAGE, village), organ_of(Office.VILLAGE, community),
        ]  # fmt: skip

        assert names == [
            "会宁县民政局", "会宁县残疾人联合会", "太平店镇人民政府", "会师街道办事处", "青江村村民委员会",
            "东关社区居民委员会",
        ]  # fmt: skip

    def test_of_each_step_is_a_rule_of_the_procedure(self):
        living, dibao = default_procedure("living"), default_procedure("dibao")

        assert [living.office_of(number) for number in range(5)] == [
            "township", "federation", "civil", "township", "civil",
        ]  # fmt: skip
        assert living.deciding_office == dibao.deciding_office == "civil"
        assert dibao.office_of(0) == "village"

    def test_of_a_procedure_of_before_follows_from_the_step(self):
        plan = default_procedure("living").as_json()
        for step in plan["steps"]:
            del step["office"]

        old = Procedure.from_json(plan)

        assert [old.office_of(number) for number in range(5)] == [
            "township", "federation", "civil", "township", "civil",
        ]  # fmt: skip

    def test_is_set_by_the_county(self, client, office):
        county = office.village.parent.parent
        client.force_login(office.county)
        address = reverse("applications:rule_edit", args=[county.pk, "dibao"])
        values = {bound.html_name: bound.value() for bound in client.get(address).context["form"]}
        values = {name: value for name, value in values.items() if value not in (False, None)}

        client.post(address, values | {"step6_office": "township"})

        assert registered(office).procedure.deciding_office == "township"


def test_a_notice_hangs_in_the_name_of_the_organ_of_its_step(client, office):
    application = ApplicationFactory(person__unit=office.village, step_number=1)
    client.force_login(office.county)

    text = said(client.get(reverse("applications:notice_print", args=[hang(application).pk])))

    assert "向道口村村民委员会反映" in text
    assert "协会" not in text


def test_what_may_be_done_follows_from_the_law_of_the_day():
    before, now = (remedy_against(Office.CIVIL, on) for on in (date(2023, 12, 31), date(2024, 1, 1)))

    assert "主管部门" in before
    assert "主管部门" not in now
    assert "行政复议" not in remedy_against(Office.FEDERATION, TODAY)
