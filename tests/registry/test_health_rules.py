"""What each rule finds, and what it leaves alone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from registry.choices import ArchiveReason, CardState, Category, Grade, Subsistence
from registry.health.models import Finding
from registry.health.rules import RULES
from registry.health.services.checking import check_unit
from registry.health.services.scoring import score_of
from registry.health.settings import county_of
from registry.services.certificates import copy_to_person
from tests.factories import CertificateFactory, PersonFactory, UserFactory, VillageFactory, id_number

TODAY = timezone.localdate()
BORN = date(1970, 1, 1)
COMPLETE = {
    "phone": "13800000001",
    "address": "三社",
    "hukou": "rural",
    "education": "primary",
    "marriage": "single",
    "employment": "none",
    "bank_account": "6217000000000001",
}


@pytest.fixture
def village():
    return VillageFactory(name="南什村")


@pytest.fixture
def register(village):
    """Put a person without fault, but for what is given, on the register, with their certificate."""
    made = []

    def go(card=None, **facts):
        number = len(made)
        born = facts.get("birth_date", date(1970 + number, 3, 1))
        standard = COMPLETE | {"phone": f"138{number:08d}", "id_number": id_number(100 + number, born)}
        person = PersonFactory(
            **{"unit": village, "birth_date": born, "name": f"王{number}"} | standard | facts
        )
        made.append(person)
        if card is not False:
            certificate = CertificateFactory(person=person, **(card or {}))
            copy_to_person(person, certificate).save()
        return person

    return go


@pytest.fixture
def found(village):
    """Check the county and return the open findings as {(name, rule): detail}."""

    def go():
        check_unit(county_of(village), by=None, at=timezone.now())
        rows = Finding.objects.open().select_related("person")
        return {(row.person.name, row.rule): row.detail for row in rows}

    return go


def years_ago(years):
    return TODAY - timedelta(days=round(years * 365.25))


def test_a_person_without_fault_has_no_findings(register, found):
    register()

    assert found() == {}


@pytest.mark.parametrize(
    ("facts", "card", "rule"),
    [
        ({"id_number": "620499197001010011"}, False, "id_invalid"),
        ({"id_number": id_number(7, date(1971, 1, 1)), "birth_date": BORN}, False, "birth_mismatch"),
        ({"id_number": id_number(7, BORN), "birth_date": BORN, "sex": "female"}, False,
         "sex_mismatch"),
        ({}, {"number": "62049919700101001144"}, "card_number_id"),
        ({}, {"number": "123"}, "card_number_shape"),
        ({}, {"expires_on": TODAY - timedelta(days=1), "issued_on": None}, "card_expired"),
        ({}, {"state": CardState.FROZEN}, "card_ended"),
        ({}, {"category": Category.MULTIPLE}, "components_missing"),
        ({}, {"category": Category.MENTAL}, "mind_unguarded"),
        ({}, False, "card_missing"),
        ({"birth_date": years_ago(111)}, {}, "too_old"),
        ({"birth_date": years_ago(60), "employment": "student"}, {}, "old_student"),
        ({"birth_date": years_ago(15), "employment": "farming"}, {}, "child_working"),
        ({"birth_date": years_ago(19), "marriage": "married"}, {}, "child_married"),
        ({"birth_date": years_ago(40), "employment": "retired"}, {}, "young_retired"),
        ({"birth_date": years_ago(10)}, {}, "minor_unguarded"),
        ({"birth_date": years_ago(10), "guardian_name": "王父"}, {}, "guardian_phone_missing"),
        ({"bank_account": "", "subsistence": Subsistence.DIBAO}, {"grade": Grade.FOUR}, "account_missing"),
        ({"bank_account": ""}, {"grade": Grade.ONE}, "account_missing"),
        ({"phone": ""}, {}, "missing_phone"),
        ({"address": ""}, {}, "missing_address"),
        ({"employment": ""}, {}, "missing_employment"),
        ({"education": ""}, {}, "missing_education"),
        ({"marriage": ""}, {}, "missing_marriage"),
        ({"hukou": ""}, {}, "missing_hukou"),
    ],
)  # fmt: skip
def test_a_rule_finds_its_fault(register, found, facts, card, rule):
    person = register(card, **facts)

    assert (person.name, rule) in found()


@pytest.mark.parametrize(
    ("facts", "card", "rule"),
    [
        ({"birth_date": years_ago(109)}, {}, "too_old"),
        ({"birth_date": years_ago(17), "employment": "farming"}, {}, "child_working"),
        ({"birth_date": years_ago(20.1), "marriage": "married"}, {}, "child_married"),
        ({"birth_date": years_ago(18.1)}, {}, "minor_unguarded"),
        ({"bank_account": ""}, {"grade": Grade.THREE}, "account_missing"),
        ({}, {"expires_on": TODAY}, "card_expired"),
    ],
)
def test_a_rule_leaves_alone_what_is_right(register, found, facts, card, rule):
    person = register(card, **facts)

    assert (person.name, rule) not in found()


def test_a_card_number_that_tells_another_category_is_found(register, found):
    person = register({"category": Category.VISION, "number": ""})
    number = f"{person.id_number}42"
    person.certificates.update(number_digest="x")
    card = person.certificates.get()
    card.number = number
    card.save()

    words = found()[person.name, "card_number_category"]

    assert "第 19 位是 4（肢体），与残疾类别“视力”不符" in words
    assert number not in words


def test_a_card_number_with_somebody_elses_id_is_one_certificate_for_two(register, found):
    first = register(False, name="赵一")
    register({"number": f"{first.id_number}42B1"}, name="赵二")

    findings = found()

    assert findings["赵二", "id_twice"] == "残疾人证号的前 18 位是同村的赵一的身份证号。"
    assert ("赵二", "card_number_id") not in findings


def test_somebody_in_another_village_is_not_named(register, found, village):
    first = register(False, name="赵一", unit=VillageFactory(parent=village.parent))
    register({"number": f"{first.id_number}42"}, name="赵二")

    assert "赵一" not in found()["赵二", "id_twice"]


class TestNearDuplicates:
    BORN = date(1968, 5, 1)

    @pytest.mark.parametrize(("one", "other"), [("王芳", "王芳"), ("王志强", "王志墙"), ("李晓红", "李小红")])
    def test_are_names_that_sound_alike(self, register, found, one, other):
        register(name=one, birth_date=self.BORN)
        register(name=other, birth_date=self.BORN)

        assert one in found()[other, "near_duplicate"]

    def test_are_not_different_names(self, register, found):
        register(name="王芳", birth_date=self.BORN)
        register(name="赵建国", birth_date=self.BORN)

        assert found() == {}

    def test_are_not_in_different_villages(self, register, found, village):
        register(name="王芳", birth_date=self.BORN)
        register(name="王芳", birth_date=self.BORN, unit=VillageFactory(parent=village.parent))

        assert found() == {}

    def test_blame_each_later_entry_once(self, register, found):
        for _ in range(3):
            register(name="王芳", birth_date=self.BORN)

        found()

        assert Finding.objects.filter(rule="near_duplicate").count() == 2


class TestSharedTelephones:
    def test_are_found_once_there_are_too_many(self, register, found):
        for _ in range(6):
            register(phone="13911112222")

        assert len([rule for _, rule in found() if rule == "phone_shared"]) == 6

    def test_are_right_up_to_the_threshold(self, register, found):
        for _ in range(5):
            register(phone="13911112222")

        assert found() == {}

    def test_are_not_counted_across_counties(self, register, found):
        register(phone="13911112222")
        for number in range(6):
            PersonFactory(phone="13911112222", id_number=id_number(500 + number))

        assert found() == {}


def test_somebody_dead_who_is_still_in_benefit_is_found(register, found, village):
    register(
        name="赵一",
        subsistence=Subsistence.DIBAO,
        archived_at=timezone.now(),
        archived_by=UserFactory(),
        archive_reason=ArchiveReason.DEATH,
        phone="",
    )

    assert found() == {("赵一", "archived_in_benefit"): "已归档（死亡），仍标注低保。"}


def test_a_village_that_is_gone_is_found(register, found, village):
    person = register()
    village.valid_to = TODAY - timedelta(days=1)
    village.save()

    assert (person.name, "unit_closed") in found()


def test_every_rule_has_words_and_a_finder():
    assert all(rule.find and rule.name and rule.why and rule.remedy for rule in RULES.values())


def test_no_detail_holds_a_whole_number(register, found):
    person = register({"number": "62049919700101001144"}, birth_date=date(1960, 1, 1), phone="13911112222")
    for _ in range(5):
        register(phone="13911112222")

    words = "".join(found().values())

    assert person.id_number not in words
    assert "13911112222" not in words


class TestTheScore:
    @pytest.mark.parametrize(
        ("points", "persons", "score"), [(0, 10, 100), (50, 10, 50), (500, 10, 0), (1, 3, 96.7), (5, 0, None)]
    )
    def test_is_100_less_the_points_per_person(self, points, persons, score):
        result = score_of(points, persons, full=10)

        assert result is None if score is None else float(result) == score

    @given(points=st.integers(0, 10**6), persons=st.integers(1, 10**5))
    def test_lies_between_0_and_100_and_falls_with_the_points(self, points, persons):
        score = score_of(points, persons, full=10)

        assert 0 <= score <= 100
        assert score_of(points + persons, persons, full=10) <= score
