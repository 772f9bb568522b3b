import base64
import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from orgs.changes import services
from orgs.models import Unit
from registry.models import Person
from reports.models import Snapshot, SnapshotList, Unchangeable
from reports.services import make_document
from tests.factories import PostingFactory
from tests.reports.conftest import TODAY


@pytest.fixture
def snapshot(world):
    return make_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY).snapshot


def again(world):
    return make_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY).snapshot


class TestImmutability:
    def test_a_snapshot_cannot_be_saved_twice(self, snapshot):
        snapshot.year = 2025

        with pytest.raises(Unchangeable):
            snapshot.save()

    def test_a_snapshot_cannot_be_deleted(self, snapshot):
        with pytest.raises(Unchangeable):
            snapshot.delete()

    @pytest.mark.parametrize("write", ["update", "delete", "bulk_update"])
    def test_neither_can_many_at_once(self, snapshot, write):
        arguments = {"update": {"year": 2025}, "delete": {}, "bulk_update": {"objs": [], "fields": []}}

        with pytest.raises(Unchangeable):
            getattr(Snapshot.objects.all(), write)(**arguments[write])

    def test_its_lists_are_as_firm(self, snapshot):
        frozen = snapshot.lists.first()

        with pytest.raises(Unchangeable):
            frozen.save()
        with pytest.raises(Unchangeable):
            SnapshotList.objects.filter(snapshot=snapshot).update(size=0)

    def test_later_changes_of_the_register_do_not_reach_it(self, world, snapshot):
        Person.objects.all().update(name="某某")

        rows = SnapshotList.objects.get(snapshot=snapshot, key="persons").rows

        assert sorted(row[1] for row in rows) == ["张伟", "李强", "王芳", "赵敏"]


class TestAfterAChangeOfUnits:
    def test_an_old_report_keeps_the_old_name_and_a_new_one_has_the_new(self, world, snapshot):
        unit = Unit.objects.grassroots().first()
        before = [SnapshotList.objects.get(pk=each.pk).rows for each in snapshot.lists.all()]
        old, manager = unit.name, PostingFactory(unit=world.county, as_manager=True).user
        change = services.draft_change(
            world.county,
            "rename",
            parts=[services.PartFacts(unit, unit, name="新名村")],
            by=manager,
            at=TODAY,
            effective_on=TODAY.date(),
            document="会政发〔2026〕15 号",
        )
        second = PostingFactory(unit=world.county, as_manager=True).user
        services.carry_out(services.confirm_change(change, by=second, at=TODAY), by=second, at=TODAY)

        after = [SnapshotList.objects.get(pk=each.pk).rows for each in snapshot.lists.all()]
        assert before == after
        assert old in str(after)
        assert "新名村" in str([each.rows for each in again(world).lists.all()])
        last_year = make_document("year_summary", world.county, year=2025, by=world.clerk, at=TODAY).snapshot
        assert old in str([each.rows for each in last_year.lists.all()])


class TestDigest:
    def test_is_the_same_for_the_same_data_on_the_same_day(self, world, snapshot):
        assert again(world) == snapshot
        assert Snapshot.objects.count() == 1

    def test_changes_with_the_data(self, world, snapshot):
        Person.objects.filter(name="李强").update(subsistence="tekun")

        assert again(world).digest != snapshot.digest

    def test_changes_with_a_name_in_a_list(self, world, snapshot):
        Person.objects.filter(name="李强").update(name="李墙")

        later = again(world)

        assert later.figures == snapshot.figures
        assert later.digest != snapshot.digest

    def test_changes_with_the_day(self, world, snapshot):
        with time_machine.travel(TODAY + datetime.timedelta(days=1), tick=False):
            assert again(world).digest != snapshot.digest

    def test_is_unique_in_the_database(self, snapshot):
        copy = Snapshot(
            kind="year_summary", unit=snapshot.unit, year=2026, as_of=snapshot.as_of, content={},
            digest=snapshot.digest, made_at=TODAY,
        )  # fmt: skip

        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_names_are_unreadable_in_the_database(snapshot):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM reports_snapshotlist WHERE key = 'persons'")
        stored = cursor.fetchone()[0]

    assert stored.startswith("1:")
    assert "王芳" not in stored


def test_it_survives_a_change_of_keys(snapshot, settings):
    new = base64.urlsafe_b64encode(b"n" * 32).decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]

    call_command("renew_encryption", verbosity=0)

    settings.FIELD_KEYS = [new]
    rows = SnapshotList.objects.get(snapshot=snapshot, key="persons").rows
    assert sorted(row[1] for row in rows) == ["张伟", "李强", "王芳", "赵敏"]
    assert Snapshot.objects.get(pk=snapshot.pk).figures == snapshot.figures


def test_what_it_states_cannot_be_read_in_the_database(snapshot):
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM reports_snapshot WHERE id = %s", [snapshot.pk])
        stored = cursor.fetchone()[0]

    assert stored.startswith("1:")
    assert "会宁县" not in stored


def test_the_database_refuses_a_fifth_quarter(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot(
            kind="jiuyou_sheet", unit=world.county, year=2026, quarter=5, as_of=TODAY.date(), content={},
            digest="1" * 64, made_at=TODAY,
        ).save()  # fmt: skip
