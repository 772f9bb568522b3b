"""A village is moved or merged while an import of its people is under way."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from orgs.changes.services import PartFacts
from registry.imports import applying, batches
from registry.models import ImportBatch, Person
from tests import workbooks
from tests.factories import PersonFactory, id_number
from tests.factories.changes import Kind, SmallCounty

HEADER = ["姓名", "身份证号", "乡镇", "村"]


@pytest.fixture
def small():
    return SmallCounty()


@pytest.fixture
def upload(small, run_jobs):
    def go(*rows):
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, *rows))
        batch = run_jobs(lambda: batches.upload(file, by=small.manager, unit=small.county))
        batch.refresh_from_db()
        return batch

    return go


def test_rows_for_a_village_that_was_merged_meanwhile_are_looked_at_again(small, upload, run_jobs):
    batch = upload(["王芳", id_number(1), "会师镇", "李湾村"])
    assert batch.counts["new"] == 1
    small.merge()

    run_jobs(lambda: batches.request_apply(batch, by=small.manager, is_partial=False))

    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.PLANNED
    assert batch.counts["refused"] == 1
    assert not Person.objects.exists()


@pytest.mark.parametrize("kind", [Kind.MERGE, Kind.TRANSFER])
def test_a_plan_already_made_is_not_written_once_its_village_has_moved(small, plan, kind):
    PersonFactory(unit=small.li, name="李强", id_number=id_number(3), birth_date=date(1970, 1, 1))
    made = plan(HEADER, ["王芳", id_number(1), "会师镇", "李湾村"])
    if kind == Kind.MERGE:
        small.merge()
    else:
        small.do(kind, PartFacts(small.li, small.li, parent=small.other))

    with pytest.raises(applying.MovedOn):
        applying.write(made, ImportBatch(), applying.build(made), at=timezone.now())

    assert not Person.objects.filter(name="王芳").exists()
