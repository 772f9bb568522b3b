"""The worker is killed for real at every stage: nothing is half written, and it can be taken up again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Job
from orgs.models import Unit
from registry.imports import batches
from registry.models import Certificate, ImportBatch, ImportRow, Person
from tests import workbooks
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.killing import kill_at, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
State = ImportBatch.State
HEADER = ["姓名", "身份证号", "残疾人证号", "村", "联系电话"]
NEW_ONE = ["李强", id_number(901), f"{id_number(901)}44", "中川村", "13800000001"]
PLANNING = ["registry.imports.planning.look_up", "registry.imports.storing.replace_absences"]
WRITING = [
    "registry.imports.applying.build",
    "registry.imports.applying._insert_cards",
    "registry.imports.applying._write_cards",
    "registry.imports.applying.replace_rows",
    "registry.imports.steps.finish_apply",
]
MARKING = ["registry.imports.marking.marks_of", "core.sheets.marking.load_workbook"]
UNDOING = [
    "registry.imports.undoing.plan_takeback",
    "registry.imports.undoing._restore_cards",
    "registry.imports.undoing._remove",
    "registry.imports.steps.note",
]


@pytest.fixture
def county(transactional_db):
    county = CountyFactory(name="会宁县")
    VillageFactory(parent=TownshipFactory(parent=county, name="中川镇"), name="中川村")
    return county


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def registered(county):
    person = PersonFactory(name="王芳", unit=Unit.objects.get(name="中川村"), phone="13800000009")
    CertificateFactory(person=person, category="4", grade="4")
    return person


@pytest.fixture
def batch(clerk, county, registered):
    changed = [registered.name, registered.id_number, f"{registered.id_number}43", "中川村", "13911111111"]
    file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, NEW_ONE, changed))
    return batches.upload(file, by=clerk, unit=county)


def register():
    """Return everything on the register, apart from keys."""
    people = [{k: v for k, v in row.items() if k != "id"} for row in Person.objects.order_by("name").values()]
    cards = Certificate.objects.order_by("number_digest").values_list("number_digest", "state", "is_current")
    return people, list(cards)


def take_up_again(batch, clerk):
    """What the clerk does on the page after the worker's next start."""
    Job.objects.close_broken()
    batch.refresh_from_db()
    assert batches.is_stuck(batch)
    batches.resume(batch, by=clerk)
    work()
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("place", PLANNING)
def test_killed_while_it_reads_nothing_is_kept_and_it_reads_again(batch, clerk, place):
    kill_at(place)
    assert not ImportRow.objects.exists()

    assert take_up_again(batch, clerk).state == State.PLANNED


@pytest.mark.parametrize("place", WRITING)
def test_killed_while_it_writes_none_of_the_rows_is_there_and_it_writes_again(batch, clerk, client, place):
    work()
    batches.request_apply(batch, by=clerk, is_partial=False)
    before = register()

    kill_at(place)

    assert register() == before
    Job.objects.close_broken()
    client.force_login(clerk)
    assert "没有写入任何数据" in client.get(batch.get_absolute_url()).text
    assert take_up_again(batch, clerk).state == State.APPLIED
    assert Person.objects.count() == 2


@pytest.mark.parametrize("place", UNDOING)
def test_killed_while_it_takes_back_everything_stays_and_is_taken_back_again(batch, clerk, place):
    work()
    before = register()
    batches.request_apply(batch, by=clerk, is_partial=False)
    work()
    written = register()
    batch.refresh_from_db()
    batches.request_undo(batch, by=clerk)

    kill_at(place)

    assert register() == written
    assert take_up_again(batch, clerk).state == State.UNDONE
    assert len(register()[0]) == len(before[0])
    assert Person.objects.get().phone == "13800000009"


@pytest.mark.parametrize("place", MARKING)
def test_killed_while_it_marks_the_workbook_the_preview_stands_and_it_is_marked_again(clerk, county, place):
    file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, ["李强", "123", "", "中川村", ""]))
    batch = batches.upload(file, by=clerk, unit=county)

    kill_at(place)

    Job.objects.close_broken()
    batch.refresh_from_db()
    assert (batch.state, batch.refused_count, batch.mark_job.state) == (State.PLANNED, 1, Job.State.BROKEN)
    batches.request_marks(batch, by=clerk)
    work()
    batch.refresh_from_db()
    assert batch.mark_job.state == Job.State.DONE
    assert batch.mark_job.result
