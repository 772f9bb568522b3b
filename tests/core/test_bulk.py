"""Writing many rows at once leaves the same behind as saving them one by one."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import bulk, lookups  # noqa: F401 -- the latter registers `among`
from core.encryption import digest
from orgs.models import Unit
from registry.models import Person
from tests.factories import PersonFactory, VillageFactory, id_number

AT = datetime(2026, 11, 22, 8, 30, 15, 123456, tzinfo=UTC)
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def village():
    return VillageFactory()


def people(village, count, start=1):
    made = [
        PersonFactory.build(name=f"第{n}人", unit=village, id_number=id_number(n), phone=f"138{n:08d}")
        for n in range(start, start + count)
    ]
    for person in made:
        person.refresh_copies()
    return made


def values(person):
    return Person.objects.filter(pk=person.pk).values().get()


class TestInserting:
    def test_writes_what_saving_writes(self, village):
        (made,) = people(village, 1)
        saved = PersonFactory(
            name=made.name,
            unit=village,
            id_number=id_number(500),
            phone=made.phone,
            birth_date=made.birth_date,
        )

        bulk.insert([made], at=AT)

        differing = {name for name, value in values(made).items() if value != values(saved)[name]}
        assert differing <= {"id", "id_number", "id_digest", "created_at", "updated_at", "sex"}
        assert values(made)["id_number"] == made.id_number
        assert (values(made)["created_at"], values(made)["updated_at"], made.updated_at) == (AT, AT, AT)

    def test_gives_keys_that_go_on_where_the_table_stopped(self, village):
        before = PersonFactory(unit=village, id_number=id_number(900))

        made = people(village, 3)
        bulk.insert(made, at=AT)
        after = PersonFactory(unit=village, id_number=id_number(901))

        assert before.pk < made[0].pk < made[1].pk < made[2].pk < after.pk

    def test_does_not_use_the_key_of_somebody_who_is_gone(self, village):
        gone = PersonFactory(unit=village, id_number=id_number(900))
        key = gone.pk
        gone.delete()

        (made,) = people(village, 1)
        bulk.insert([made], at=AT)

        assert made.pk > key

    def test_needs_few_queries(self, village):
        bulk.insert(people(village, 2), at=AT)

        with CaptureQueriesContext(connection) as queries:
            bulk.insert(people(village, 700, start=10), at=AT)

        assert len(queries) <= 3
        assert Person.objects.count() == 702

    def test_of_nothing_does_nothing(self):
        bulk.insert([], at=AT)
        bulk.update([], ["name"], at=AT)


class TestUpdating:
    def test_changes_the_named_fields_and_the_time_stamp_only(self, village):
        person, other = PersonFactory(unit=village, phone="1"), PersonFactory(unit=village)
        created, before = person.created_at, values(other)
        person.phone, person.name, person.note = "13800000001", "新名", "不写"
        person.refresh_copies()

        bulk.update([person], ["phone", "phone_digest", "name"], at=AT)

        now = values(person)
        assert (now["phone"], now["phone_digest"], now["name"]) == (
            "13800000001",
            digest("13800000001"),
            "新名",
        )
        assert (now["note"], now["created_at"], now["updated_at"]) == ("", created, AT)
        assert values(other) == before

    def test_of_many_takes_few_queries(self, village):
        bulk.insert(people(village, 700), at=AT)
        everybody = list(Person.objects.all())

        with CaptureQueriesContext(connection) as queries:
            bulk.update(everybody, ["name"], at=AT)

        assert len(queries) <= 2


class TestAmong:
    def test_finds_as_many_as_are_asked_for_in_one_query(self, village):
        bulk.insert(people(village, 500), at=AT)
        numbers = [digest(id_number(n)) for n in range(1, 999)]

        with CaptureQueriesContext(connection) as queries:
            found = Person.objects.filter(id_digest__among=numbers).count()

        assert (found, len(queries)) == (500, 1)

    def test_of_nothing_finds_nobody(self, village):
        assert not Unit.objects.filter(name__among=[]).exists()

    def test_finds_by_keys_also_those_of_a_relation(self, village):
        made = people(village, 3)
        bulk.insert(made, at=AT)

        found = Person.objects.filter(pk__among=[made[0].pk, made[2].pk], unit__pk__among=[village.pk])

        assert set(found) == {made[0], made[2]}
        assert not Person.objects.filter(pk__among=[]).exists()

    def test_takes_any_text(self, village):
        Unit.objects.filter(pk=village.pk).update(name="引号\"与'逗号,反斜线\\")

        assert Unit.objects.filter(name__among=["引号\"与'逗号,反斜线\\", "x"]).get() == village


class TestAwkwardTexts:
    @pytest.mark.parametrize("text", ["a\tb", "a\nb\r", "\\N", "C:\\x\\.", "“引号”'\"", ""])
    def test_are_written_as_they_are(self, village, text):
        one, other = people(village, 2)
        one.note = text

        bulk.insert([one, other], at=AT)

        assert values(one)["note"] == text
        assert (values(other)["card_expires_on"], values(other)["residence_id"]) == (None, None)

    def test_a_row_that_may_not_be_there_is_refused_as_django_says_it(self, village):
        bulk.insert(people(village, 1), at=AT)

        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.insert(people(village, 1), at=AT)


class TestMaking:
    def test_makes_what_the_constructor_makes(self, village):
        facts = {"name": "王芳", "sex": "female", "unit": village, "id_number": id_number(1)}

        made, built = bulk.maker(Person)(**facts), Person(**facts)

        fields = [field.attname for field in Person._meta.concrete_fields]
        assert [getattr(made, name) for name in fields] == [getattr(built, name) for name in fields]
        assert (made.unit, made._state.adding) == (village, True)

    def test_what_it_makes_can_be_saved(self, village):
        facts = {"name": "王芳", "sex": "female", "birth_date": date(1980, 1, 2), "id_number": id_number(1)}
        made = bulk.maker(Person)(unit=village, **facts)
        made.save()

        assert Person.objects.get() == made


class TestPreparing:
    def test_writes_what_inserting_writes(self, village):
        made, prepared = people(village, 3), people(village, 3, start=10)
        bulk.insert(made, at=AT)

        keys = bulk.insert_prepared(bulk.prepare(prepared), at=AT)

        own = {"id", "name", "pinyin", "id_number", "id_digest", "birth_date", "phone", "phone_digest", "sex"}
        for one, key in zip(made, keys, strict=True):
            stored = Person.objects.filter(pk=key).values().get()
            assert {name for name, value in values(one).items() if value != stored[name]} <= own

    def test_gives_the_keys_in_the_order_of_the_rows_and_takes_what_was_not_known(self, village):
        other = VillageFactory()
        made = people(village, 4)
        names, phones = [one.name for one in made], [one.phone for one in made]

        keys = bulk.insert_prepared(bulk.prepare(made), at=AT, unit_id=[other.pk] * 4)

        stored = Person.objects.in_bulk(keys)
        assert [(stored[key].name, stored[key].phone) for key in keys] == [*zip(names, phones, strict=True)]
        assert {person.unit_id for person in stored.values()} == {other.pk}

    def test_points_each_row_to_its_own(self, village):
        made, units = people(village, 3), [VillageFactory() for _ in range(3)]
        bulk.insert(made, at=AT)

        bulk.point(Person, [p.pk for p in made], "residence", [u.pk for u in units], created_at=BEFORE)

        stored = [Person.objects.get(pk=person.pk) for person in made]
        assert [(p.residence_id, p.created_at) for p in stored] == [(unit.pk, BEFORE) for unit in units]
