import datetime
import json
from collections import Counter
from random import Random

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.encryption import digest
from orgs.demo import make_units
from registry.choices import CardState, Category, Grade
from registry.demo import make_persons
from registry.demo.numbers import check_digit
from registry.demo.places import apportion, share_out
from registry.models import Certificate, Person
from registry.services.certificates import copy_to_person, expiry_of
from tests.factories import CommunityFactory, CountyFactory, TownshipFactory, UserFactory, VillageFactory

ROSTERS = settings.BASE_DIR / "tests" / "data" / "rosters"
TODAY = datetime.date(2026, 11, 22)
NOW = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(9)))


@pytest.fixture
def county():
    county = CountyFactory()
    large = TownshipFactory(parent=county, population=60_000)
    small = TownshipFactory(parent=county, population=20_000)
    CommunityFactory(parent=large)
    VillageFactory.create_batch(2, parent=large)
    VillageFactory.create_batch(2, parent=small, population=None)
    return county


@pytest.fixture
def make(county):
    by = UserFactory()

    def go(count=400, *, seed=1, at=NOW):
        return make_persons(county, count=count, rng=Random(seed), at=at, by=by)  # noqa: S311

    return go


def seen():
    return list(Person.objects.order_by("pk").values_list("name", "unit_path", "id_digest", "education"))


class TestMakePersons:
    def test_makes_exactly_as_many_as_asked_for(self, make):
        assert make(37) == 37

        assert Person.objects.count() == 37

    def test_makes_nobody_when_asked_for_nobody(self, make):
        assert make(0) == 0

        assert not Person.objects.exists()

    def test_makes_the_same_people_from_the_same_seed_on_any_day(self, make):
        with transaction.atomic():
            make()
            people = seen()
            transaction.set_rollback(True)

        make(at=NOW + datetime.timedelta(days=500))

        assert seen() == people

    def test_makes_other_people_from_another_seed(self, make):
        with transaction.atomic():
            make(seed=1)
            people = seen()
            transaction.set_rollback(True)

        make(seed=2)

        assert not set(seen()) & set(people)

    def test_writes_what_a_saved_person_would_carry(self, make):
        make(20)
        before = seen()

        for person in Person.objects.all():
            person.save()

        assert seen() == before


class TestPeople:
    @pytest.fixture(autouse=True)
    def people(self, make):
        make(600)
        return list(Person.objects.order_by("pk"))

    def test_have_well_formed_numbers_that_belong_to_nobody(self, people):
        numbers = [person.id_number for person in people]

        assert all(number.startswith("620499") for number in numbers)
        assert all(number[17] == check_digit(number[:17]) for number in numbers)
        assert len(set(numbers)) == len(numbers)

    def test_have_numbers_that_tell_their_birth_date_and_sex(self, people):
        told = [(p.id_number[6:14], int(p.id_number[16]) % 2 == 1) for p in people]

        assert told == [(f"{p.birth_date:%Y%m%d}", p.sex == "male") for p in people]

    def test_have_guardians_as_minors_and_with_intellectual_or_mental_disability(self, people):
        wards = [
            person
            for person in people
            if person.category in {Category.INTELLECTUAL, Category.MENTAL} or person.age_on(TODAY) < 17
        ]

        assert len(wards) > 50
        assert all(person.guardian_name and person.guardian_phone for person in wards)

    def test_share_households(self, people):
        sizes = Counter(person.household_number for person in people)

        assert 1 < max(sizes.values()) <= 3
        assert len({(person.household_number, person.unit_id) for person in people}) == len(sizes)

    def test_share_a_name_in_every_village(self, people):
        villages = {person.unit_id for person in people}
        names = Counter((person.unit_id, person.name) for person in people)

        assert {unit for (unit, _), number in names.items() if number > 1} == villages

    def test_lack_some_answers_in_untidy_places_only(self, people):
        lacking = [person for person in people if not (person.phone and person.education and person.address)]

        assert 0 < len(lacking) < len(people) / 3


class TestCertificates:
    @pytest.fixture(autouse=True)
    def cards(self, make):
        make(600)
        return list(Certificate.objects.select_related("person").order_by("pk"))

    def test_are_numbered_by_person_category_and_grade(self, cards):
        stems = [card.number.removesuffix("B1") for card in cards]

        assert stems == [f"{card.person.id_number}{card.category}{card.grade}" for card in cards]

    def test_are_copied_to_their_holders(self, cards):
        current = [card for card in cards if card.is_current]
        copies = [copy_to_person(Person(), card) for card in current]
        names = ("category", "grade", "card_digest", "card_state", "card_expires_on")

        assert len(current) == Person.objects.count()
        assert [[getattr(card.person, name) for name in names] for card in current] == [
            [getattr(copy, name) for name in names] for copy in copies
        ]

    def test_hold_for_ten_years_from_a_day_after_birth(self, cards):
        assert all(card.person.birth_date < card.issued_on <= TODAY for card in cards)
        assert all(card.expires_on == expiry_of(card.issued_on) for card in cards)

    def test_are_expired_for_a_few_and_about_to_be_for_some(self):
        soon = TODAY + datetime.timedelta(days=90)

        assert 5 <= Person.objects.card_expired(TODAY).count() <= 40
        assert 3 <= Person.objects.card_expiring(TODAY, soon).count() <= 30

    def test_replaced_an_earlier_one_for_many(self, cards):
        replaced = [card for card in cards if not card.is_current]

        assert len(replaced) > 100
        assert {card.state for card in replaced} == {CardState.REPLACED}

    def test_of_multiple_disability_take_the_grade_of_the_most_severe_part(self, cards):
        grades = {grade.label: grade for grade in Grade}
        multiple = [card for card in cards if card.category == Category.MULTIPLE]
        parts = [[grades[part[2:]] for part in card.components.split("、")] for card in multiple]

        assert len(multiple) > 5
        assert [min(grade_parts) for grade_parts in parts] == [card.grade for card in multiple]
        assert min(map(len, parts)) == 2


class TestArchived:
    def test_are_a_few_with_reason_day_and_name(self, make):
        make(600)

        archived = list(Person.objects.archived())
        assert 1 <= len(archived) <= 20
        assert all(p.archive_date <= timezone.localdate(p.archived_at) <= TODAY for p in archived)
        assert all(p.archived_by and p.archive_reason for p in archived)


class TestShareOut:
    def test_gives_townships_their_share_of_the_population(self, county):
        numbers = Counter()
        for unit, number in share_out(8000, county, rng=Random(1)):  # noqa: S311
            numbers[unit.parent.population] += number

        assert numbers.total() == 8000
        assert numbers[60_000] == pytest.approx(6000, rel=0.1)

    def test_apportions_the_rest_by_the_largest_remainders(self):
        assert apportion(10, [1, 1, 1.5]) == [3, 3, 4]


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the numbers do not depend on the database")
def test_the_county_of_the_demo_meets_nobody_of_the_sample_rosters():
    county, _ = make_units(at=NOW)
    make_persons(county, count=40_900, rng=Random("1 登记"), at=NOW, by=UserFactory())  # noqa: S311
    rosters = [json.loads(path.read_text()) for path in ROSTERS.glob("*.truth.json")]

    numbers = [row["id"] for roster in rosters for row in roster["detail"]]

    assert len(numbers) > 1000
    assert not Person.objects.filter(id_digest__in=[digest(number) for number in numbers]).exists()
