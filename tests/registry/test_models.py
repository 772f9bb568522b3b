from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from core.encryption import decrypt, digest
from orgs.scoping import UnitScope
from registry.models import Certificate, Person
from registry.services.certificates import expiry_of
from tests.factories import CertificateFactory, PersonFactory, VillageFactory


def raw(column, pk, table="registry_person"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])  # noqa: S608
        return cursor.fetchone()[0]


class TestSensitiveColumns:
    @pytest.mark.parametrize("column", ["id_number", "phone", "bank_account", "guardian_phone"])
    def test_are_unreadable_in_the_database(self, column):
        person = PersonFactory(phone="13812345678", bank_account="622848123", guardian_phone="13900001111")

        stored = raw(column, person.pk)

        assert getattr(person, column) not in stored
        assert decrypt(stored) == getattr(person, column)

    def test_the_certificate_number_too(self):
        card = CertificateFactory()

        assert card.number not in raw("number", card.pk, "registry_certificate")

    def test_two_equal_numbers_look_different(self):
        first, second = PersonFactory(phone="13812345678"), PersonFactory(phone="13812345678")

        assert raw("phone", first.pk) != raw("phone", second.pk)
        assert first.phone_digest == second.phone_digest == digest("13812345678")

    def test_cannot_be_searched_by_pattern(self):
        with pytest.raises(Exception, match="Unsupported lookup"):
            Person.objects.filter(phone__contains="138").exists()


class TestTheDatabaseRefuses:
    def test_two_people_of_one_id_number(self):
        person = PersonFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            PersonFactory(id_number=person.id_number)

    def test_two_current_certificates_of_one_person(self):
        card = CertificateFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(person=card.person, number="")

    def test_one_certificate_number_on_two_people(self):
        card = CertificateFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(number=card.number)

    def test_a_certificate_that_ends_before_it_begins(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(expires_on=date(2020, 1, 1))

    def test_an_archive_reason_without_a_time(self):
        person = PersonFactory()

        person.archive_reason = "death"
        with pytest.raises(IntegrityError), transaction.atomic():
            person.save()


class TestTheCopiesOnAPerson:
    def test_follow_the_unit(self):
        person = PersonFactory()
        person.unit = VillageFactory()

        person.save()

        assert person.unit_path == person.unit.path

    def test_follow_the_name(self):
        assert PersonFactory(name="王志强").pinyin == "wzq"


def test_a_certificate_of_leap_day_runs_out_on_the_first_of_march():
    assert expiry_of(date(2016, 2, 29)) == date(2026, 3, 1)


def test_a_renewed_certificate_leaves_the_number_free_for_the_same_person():
    card = CertificateFactory()
    card.is_current = False
    card.save()

    assert CertificateFactory(person=card.person, number=card.number)
    assert Certificate.objects.count() == 2


class TestFinding:
    @pytest.mark.parametrize("text", ["13900001111", "139 0000 1111", " 13900001111 "])
    def test_a_phone_number_however_it_is_spaced(self, text):
        person = PersonFactory(phone="13900001111")
        PersonFactory(phone="13900001112")

        assert list(Person.objects.matching(text)) == [person]

    def test_a_number_stays_within_what_is_asked(self):
        person, other = PersonFactory(phone="13900001111"), PersonFactory(phone="13900001111")

        assert list(Person.objects.filter(unit=other.unit).matching("13900001111")) == [other]
        assert set(Person.objects.matching("13900001111")) == {person, other}

    def test_a_name_with_a_few_digits_is_still_a_name(self):
        person = PersonFactory(name="A12")

        assert list(Person.objects.matching("A12")) == [person]

    def test_a_number_is_looked_up_in_indexes_alone(self):
        if connection.vendor != "sqlite":
            pytest.skip("a few rows are read whole by PostgreSQL, index or not")
        people = Person.objects.active().within(UnitScope(paths=frozenset({"0001"})))

        plan = people.matching("13900001111").values_list("pk").explain()

        assert "MULTI-INDEX OR" in plan
        assert "USING INDEX person_search" not in plan

    def test_the_names_of_a_place_are_read_from_an_index_alone(self):
        if connection.vendor != "sqlite":
            pytest.skip("a few rows are read whole by PostgreSQL, index or not")
        people = Person.objects.active().within(UnitScope(paths=frozenset({"0001"})))

        plan = people.matching("王").order_by("unit_path", "pinyin", "pk").values_list("pk").explain()

        assert "COVERING INDEX person_search" in plan
        assert "TEMP B-TREE" not in plan
