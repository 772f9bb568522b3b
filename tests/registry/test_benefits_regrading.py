"""A category or grade that is overwritten: the months before are reckoned with what stood then."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.benefits.entitlement import Card
from registry.benefits.facts import facts_about
from registry.benefits.months import first_day, month_of
from registry.benefits.selectors.sentinel import months_of
from registry.models import Certificate, CertificateChange, Person
from registry.services import certificates, persons
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import GrantFactory, benefits_of
from tests.factories.certificates import with_card
from tests.factories.registry import CertificateChangeFactory
from tests.importing import Desk

HEADER = ["姓名", "身份证号", "残疾证号", "残疾类别", "残疾等级", "发证日期"]
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ISSUED, EXPIRES = date(2022, 5, 1), date(2032, 5, 1)


@pytest.fixture
def county():
    county = CountyFactory()
    benefits_of(county)
    return county


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def person(county):
    """Somebody with 肢体二级, granted 100 yuan of 护理补贴 each month of this year."""
    village = VillageFactory(parent=TownshipFactory(parent=county))
    person = with_card(unit=village, category="4", grade="2")
    this_month = month_of(timezone.localdate())
    GrantFactory(person=person, first_month=first_day(this_month - 6))
    return person


@pytest.fixture
def desk(person, clerk, run_jobs):
    return Desk(clerk, person.unit.parent, "roster", run_jobs)


@pytest.fixture
def wrong_months(county, person):
    """Return {month: yuan due} of the months of 护理补贴 that are not paid as they are due."""

    def go(months_ahead=0):
        today = first_day(month_of(timezone.localdate()) + months_ahead)
        found = dict(months_of(Person.objects.get(pk=person.pk), county, today))
        care = next(lines for kind, lines in found.items() if kind.code == "care")
        return {line.month: line.due.amount for line in care if line.actual != line.due.amount}

    return go


def row(person, grade, *, number="", issued=""):
    return [person.name, person.id_number, number, "肢体", grade, issued]


def stand():
    return [
        [
            {n: v for n, v in each.items() if n != "updated_at"}
            for each in model.objects.order_by("pk").values()
        ]
        for model in (Person, Certificate, CertificateChange)
    ]


def cards(person):
    return [tuple(card) for card in facts_about(person).cards]


class TestAnImport:
    def test_of_a_grade_leaves_the_months_before_as_they_were(self, desk, person, wrong_months):
        desk.write(desk.upload(HEADER, row(person, "四级")))

        assert Certificate.objects.get().grade == "4"
        assert wrong_months() == {}
        assert wrong_months(1) == {month_of(timezone.localdate()) + 1: Decimal("0.00")}

    def test_under_another_number_without_a_later_issue_does_so_too(self, desk, person, wrong_months):
        other = f"{person.id_number}44"

        desk.write(desk.upload(HEADER, row(person, "四级", number=other)))

        assert Certificate.objects.current().get().number == other
        assert wrong_months() == {}

    def test_with_a_later_issue_counts_from_that_day(self, desk, person, wrong_months):
        this = month_of(timezone.localdate())

        desk.write(desk.upload(HEADER, row(person, "四级", issued=f"{first_day(this - 2).replace(day=15)}")))

        assert list(wrong_months()) == [this - 1, this]

    def test_taken_back_restores_every_row(self, desk, person, wrong_months):
        before = stand()
        batch = desk.write(desk.upload(HEADER, row(person, "四级")))
        assert CertificateChange.objects.count() == 1

        desk.undo(batch)

        assert stand() == before
        assert wrong_months(1) == {}

    def test_under_another_number_taken_back_restores_every_row(self, desk, person):
        before = stand()
        batch = desk.write(desk.upload(HEADER, row(person, "四级", number=f"{person.id_number}44")))

        desk.undo(batch)

        assert stand() == before

    def test_of_a_correction_keeps_nothing(self, desk, person):
        desk.write(desk.upload(HEADER, row(person, "二级", issued="2021-05-01")))

        assert not CertificateChange.objects.exists()


class TestAService:
    def put(self, person, clerk, grade, at=NOW, **details):
        card = {"number": f"{person.id_number}42", "category": "4", "grade": grade, **details}
        persons.update_person(person, by=clerk, at=at, card=card)

    def test_keeps_what_stood_until_the_day(self, person, clerk):
        self.put(person, clerk, "1")

        day = date(2026, 11, 22)
        assert cards(person) == [
            (ISSUED, day - timedelta(days=1), "4", "2", True),
            (day, EXPIRES, "4", "1", False),
        ]

    def test_to_and_fro_on_one_day_keeps_nothing(self, person, clerk):
        self.put(person, clerk, "1")
        self.put(person, clerk, "2")

        assert cards(person) == [(ISSUED, EXPIRES, "4", "2", False)]

    def test_twice_keeps_both(self, person, clerk):
        later = NOW + timedelta(days=30)
        self.put(person, clerk, "1")
        self.put(person, clerk, "3", at=later)

        assert [(card[0], card[3]) for card in cards(person)] == [
            (ISSUED, "2"), (date(2026, 11, 22), "1"), (date(2026, 12, 22), "3"),
        ]  # fmt: skip

    def test_renewing_under_one_number_keeps_the_years_before(self, person, clerk):
        self.put(person, clerk, "2", issued_on=date(2026, 10, 8), expires_on=date(2036, 10, 8))

        assert [card[:2] for card in cards(person)] == [
            (ISSUED, date(2026, 10, 7)), (date(2026, 10, 8), date(2036, 10, 8)),
        ]  # fmt: skip

    def test_reissued_after_a_change_keeps_what_stood_before_both(self, person, clerk):
        self.put(person, clerk, "1")
        certificates.put_certificate(
            person, by=clerk, at=NOW, number=f"{person.id_number}41B1", category="4", grade="1",
            issued_on=ISSUED,
        )  # fmt: skip

        assert [(card[0], card[3]) for card in cards(person)] == [(ISSUED, "2"), (date(2026, 11, 22), "1")]

    def test_a_certificate_issued_later_ends_what_its_forerunner_said(self, person, clerk):
        self.put(person, clerk, "1")
        certificates.issue_certificate(
            person, by=clerk, at=NOW, number=f"{person.id_number}43", category="4", grade="3",
            issued_on=date(2026, 6, 1),
        )  # fmt: skip

        assert cards(person) == [
            tuple(Card(ISSUED, date(2026, 5, 31), "4", "2", True)),
            tuple(Card(date(2026, 6, 1), date(2036, 6, 1), "4", "3")),
        ]


class TestThePage:
    @pytest.fixture
    def change(self, person, client, clerk):
        client.force_login(clerk)
        return CertificateChangeFactory(certificate=Certificate.objects.get())

    def url(self, change):
        return reverse("benefits:card_change_edit", args=[change.pk])

    def test_of_a_person_tells_what_stood_before(self, client, person, change):
        text = client.get(reverse("benefits:person_benefits", args=[person.pk])).text

        assert "2026年6月10日 前为肢体三级" in text

    def test_puts_the_day_right(self, client, change):
        client.post(self.url(change), {"since": "2026-03-05"})

        change.refresh_from_db()
        assert change.since == date(2026, 3, 5)

    def test_forgets_what_was_a_mistake(self, client, change):
        client.post(self.url(change), {"since": "2026-06-10", "was_mistaken": "on"})

        assert not CertificateChange.objects.exists()

    def test_refuses_a_day_to_come(self, client, change):
        text = client.post(self.url(change), {"since": "2099-01-01"}).text

        assert "不能晚于今天" in text

    def test_costs_the_same_however_many_changes(self, person, change, assert_flat_queries):
        url = reverse("benefits:person_benefits", args=[person.pk])
        assert_flat_queries(url, lambda: CertificateChangeFactory(certificate=change.certificate))
