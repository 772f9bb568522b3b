"""Payees whom the register did not know: listed masked, and settled in one of three ways."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.benefits.models import Payee, Payment, PaymentFile
from registry.benefits.services.payments import PaymentLine, record_payments
from registry.identity import check_digit
from registry.models import Person
from registry.services.persons import create_person
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory, id_number
from tests.factories.benefits import PayeeFactory, PaymentFactory, benefits_of

LIST = reverse("benefits:payee_list")
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
BORN = date(1948, 3, 5)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="道口村", parent=TownshipFactory(parent=CountyFactory(name="会宁县")))


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def clerk(sign_in, county):
    return sign_in(county)


@pytest.fixture
def pay(county, clerk):
    """Write down 100 yuan of 护理补贴 for a name and number, in each of the months."""
    kind = benefits_of(county)["care"]

    def go(name, number, *months):
        lines = [
            PaymentLine(number, kind, date(2026, month, 1), Decimal("100.00"), name, line)
            for line, month in enumerate(months, start=2)
        ]
        record_payments(lines, unit=county, by=clerk, at=NOW)
        return Payee.objects.last()

    return go


def settle(client, payee, way, **form):
    return client.post(reverse("benefits:payee_settle", args=[payee.pk, way]), form)


def mistyped(number):
    stem = f"{number[:14]}{(int(number[14:17]) + 2) % 1000:03d}"
    return stem + check_digit(stem)


class TestTheList:
    def test_sums_each_payee_with_name_and_number_masked(self, client, pay):
        payee = pay("李四光", id_number(1, BORN), 9, 10)

        text = client.get(LIST).text

        assert "李**" in text
        assert payee.masked_id_number in text
        assert "李四光" not in text
        assert payee.id_number not in text
        assert "1 人，2 人次，¥ 200.00" in text

    def test_proposes_who_has_nearly_the_same_number(self, client, pay, village):
        person = PersonFactory(unit=village, name="李四光", id_number=id_number(1, BORN), birth_date=BORN)
        PersonFactory(unit=village, name="李四光", birth_date=date(1970, 1, 1))
        pay("李四光", mistyped(person.id_number), 9)

        text = client.get(LIST).text

        assert person.masked_id_number in text
        assert text.count("道口村") == 1

    def test_shows_those_of_one_file_and_state(self, client, clerk, county):
        PayeeFactory(unit=county, name="赵一")
        PayeeFactory(unit=county, name="钱二", state="elsewhere")

        assert "赵*" in client.get(LIST).text
        assert "钱*" not in client.get(LIST).text
        assert "钱*" in client.get(LIST, {"state": "elsewhere", "q": "", "file": "x"}).text
        assert "赵*" not in client.get(LIST, {"file": "1", "state": "all"}).text

    def test_goes_out_as_a_workbook(self, client, pay):
        pay("李四光", id_number(1, BORN), 9)

        content = client.get(reverse("benefits:payee_export")).content

        rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(min_row=3, values_only=True))
        assert rows[0][1:6] == ("李**", "620499********" + id_number(1, BORN)[-4:], 1, 100, "2026-09")

    def test_costs_the_same_with_more_rows(self, clerk, county, village, assert_flat_queries):
        def more():
            for payee in PayeeFactory.create_batch(3, unit=county):
                PaymentFactory(person=None, payee=payee, unit_path=county.path, kind=kind)
            PersonFactory(unit=village, name="李四光", birth_date=BORN)

        kind = benefits_of(county)["care"]
        more()
        assert_flat_queries(LIST, more)

    def test_waits_on_the_workbench(self, client, pay):
        pay("李四光", id_number(1, BORN), 9)

        assert "名补贴领取人不在登记表" in client.get("/").text


class TestSettling:
    def test_registers_the_payee_with_the_payments(self, client, pay, village):
        payee = pay("李四光", id_number(1, BORN), 9, 10)

        settle(client, payee, "register", unit=village.pk)

        person, payee = Person.objects.get(), Payee.objects.get()
        assert (person.name, person.birth_date, person.unit) == ("李四光", BORN, village)
        assert (payee.state, payee.person) == ("registered", person)
        assert {(paid.person, paid.unit_path) for paid in Payment.objects.all()} == {(person, village.path)}

    def test_knows_who_was_registered_elsewhere_in_the_product(self, pay, clerk, village):
        payee = pay("李四光", id_number(1, BORN), 9)

        person = create_person(
            by=clerk,
            at=NOW,
            name="李四光",
            id_number=payee.id_number,
            birth_date=BORN,
            sex="male",
            unit=village,
        )

        payee.refresh_from_db()
        assert (payee.state, payee.person) == ("registered", person)
        assert Payment.objects.get().person == person

    def test_accepts_the_proposed_person_and_knows_the_number_from_then_on(self, client, pay, village):
        person = PersonFactory(unit=village, name="李四光", id_number=id_number(1, BORN), birth_date=BORN)
        payee = pay("李四光", mistyped(person.id_number), 9)

        client.post(reverse("benefits:payee_accept", args=[payee.pk, person.pk]))
        pay("李四光", payee.id_number, 10)

        payee.refresh_from_db()
        assert (payee.state, payee.person) == ("mistyped", person)
        assert [paid.person for paid in Payment.objects.order_by("month")] == [person, person]

    def test_finds_the_person_by_the_true_number(self, client, pay, village):
        person = PersonFactory(unit=village, name="李思光")
        payee = pay("李四光", id_number(1, BORN), 9)

        settle(client, payee, "match", id_number=person.id_number, note="名字写了同音字")

        assert Payment.objects.get().person == person

    def test_finds_nobody_of_another_county(self, client, pay):
        stranger = PersonFactory()
        payee = pay("李四光", id_number(1, BORN), 9)

        response = settle(client, payee, "match", id_number=stranger.id_number)

        payee.refresh_from_db()
        assert "登记表里没有这个身份证号" in response.text
        assert payee.is_open

    def test_marks_another_place_and_takes_that_back(self, client, pay, clerk):
        payee = pay("李四光", id_number(1, BORN), 9)

        settle(client, payee, "elsewhere", note="户籍在靖远县")
        payee.refresh_from_db()
        assert (payee.state, payee.note, payee.settled_by) == ("elsewhere", "户籍在靖远县", clerk)

        settle(client, payee, "reopen")
        payee.refresh_from_db()
        assert (payee.state, payee.note, payee.settled_by) == ("open", "", None)

    def test_takes_back_a_match_with_its_payments(self, client, pay, village, county):
        payee = pay("李四光", id_number(1, BORN), 9)
        settle(client, payee, "match", id_number=PersonFactory(unit=village).id_number)

        settle(client, payee, "reopen")

        assert [(p.person, p.unit_path) for p in Payment.objects.all()] == [(None, county.path)]

    def test_is_refused_twice(self, client, pay):
        payee = pay("李四光", id_number(1, BORN), 9)
        settle(client, payee, "elsewhere", note="外县")

        settle(client, payee, "elsewhere", note="再来")

        assert "已处理：外地户籍" in client.get(payee.get_absolute_url()).text
        assert Payee.objects.get().note == "外县"

    def test_shows_what_was_paid(self, client, pay):
        payee = pay("李四光", id_number(1, BORN), 9)

        text = client.get(payee.get_absolute_url()).text

        assert "2026年9月 护理补贴" in text
        assert "100.00" in text


def test_a_refused_number_names_who_is_nearly_meant(client, clerk, county, village):
    benefits_of(county)
    person = PersonFactory(unit=village, name="李四光", id_number=id_number(1, BORN), birth_date=BORN)
    wrong = person.id_number[:16] + person.id_number[17] + person.id_number[16]
    text = f"姓名,身份证号,金额,月份,补贴类型\n李四光,{wrong},100,2026-10,护理补贴\n"
    form = {"file": SimpleUploadedFile("名册.csv", text.encode()), "county": county.pk}

    client.post(reverse("benefits:payment_create"), form)

    (problem,) = PaymentFile.objects.get().plan["problems"]
    assert f"同名而号码相近的人是 {person.masked_id_number}" in problem["message"]
