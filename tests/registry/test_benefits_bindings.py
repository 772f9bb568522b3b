from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from registry.benefits.demo import make_benefits
from registry.benefits.models import BenefitFinding, Circumstance, Grant, Payment
from registry.benefits.selectors.figures import found_by_place
from registry.health.services.checking import check_persons
from registry.models import Finding, Person
from registry.petitions.facts import facts_about
from registry.services import persons
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import BenefitFindingFactory, GrantFactory, benefits_of
from tests.factories.certificates import with_card

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(parent=TownshipFactory(parent=CountyFactory()))


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def clerk(county):
    benefits_of(county)
    return PostingFactory(unit=county).user


def told(person):
    """Return what data health says of a person about benefits: {rule: detail}."""
    check_persons([person.pk], at=NOW)
    rows = Finding.objects.filter(person=person, rule__endswith="_in_grant")
    return {row.rule: row.detail for row in rows}


class TestHealth:
    def test_finds_the_dead_who_are_still_granted(self, clerk, village):
        person = with_card(unit=village)
        GrantFactory(person=person)
        persons.archive_person(person, by=clerk, at=NOW, reason="death", on=date(2026, 11, 2))

        assert told(person) == {"left_in_grant": "已归档（死亡），仍在享护理补贴。"}

    def test_finds_a_certificate_that_ran_out_the_month_before(self, clerk, village):
        person = with_card(unit=village, issued_on=date(2016, 10, 5), expires_on=date(2026, 10, 5))
        GrantFactory(person=person)

        assert told(person) == {"card_lost_in_grant": "残疾人证已于 2026-10-05 过期，仍在享护理补贴。"}

    def test_leaves_the_month_of_expiry_alone(self, clerk, village):
        person = with_card(unit=village, issued_on=date(2016, 11, 5), expires_on=date(2026, 11, 5))
        GrantFactory(person=person)

        assert told(person) == {}

    def test_finds_allowances_beside_tekun(self, clerk, village):
        person = with_card(unit=village, subsistence="tekun")
        GrantFactory(person=person)

        assert told(person) == {"tekun_in_grant": "特困人员，仍在享护理补贴。"}


def test_a_petition_shows_what_is_granted_and_what_is_wrong(clerk, village):
    person = with_card(unit=village)
    GrantFactory(person=person)
    BenefitFindingFactory(person=person)

    facts = {fact.label: fact.value for fact in facts_about(person, clerk)}

    assert facts["在享补贴"] == "护理补贴每月 100.00 元"
    assert facts["护理补贴错保"] == "200.00 元"


def test_a_mark_taken_back_on_one_day_never_was(clerk, village):
    person = with_card(unit=village)
    Person.objects.update(created_at=datetime(2025, 1, 1, tzinfo=ZoneInfo("UTC")))
    persons.update_person(person, by=clerk, at=NOW, subsistence="dibao")
    persons.update_person(person, by=clerk, at=NOW, subsistence="none")

    assert not Circumstance.objects.exists()


def test_a_mark_taken_off_and_set_again_on_one_day_never_ended(clerk, village):
    person = with_card(unit=village, subsistence="dibao")
    benefits = village.parent.parent
    benefits_of(benefits)
    persons.update_person(person, by=clerk, at=NOW, subsistence="none")
    persons.update_person(person, by=clerk, at=NOW, subsistence="dibao")

    assert [(row.since, row.until) for row in Circumstance.objects.all()] == [(None, None)]


def test_the_demo_grants_pays_and_errs(county, village, clerk):
    for grade in "1122344":
        with_card(unit=village, grade=grade, subsistence="dibao", birth_date=date(1960, 1, 1))
    with_card(unit=village, grade="1", subsistence="tekun")

    number = make_benefits(county, rng=Random(4), at=timezone.now(), by=clerk)  # noqa: S311

    total, _ = found_by_place(PostingFactory(unit=county).user.scope_of("benefit_view"), county)
    assert number == Grant.objects.count() > 8
    assert Payment.objects.filter(person=None).exists()
    assert total.findings == BenefitFinding.objects.count()
