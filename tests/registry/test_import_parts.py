"""Large files are written in parts: no row is lost, moved or doubled, whatever lies between two parts."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.encryption import digest
from core.jobs import JobFailed
from orgs.models import Unit
from registry.imports import batches, steps, storing
from registry.models import Certificate, ImportBatch, ImportRow, Person
from tests import workbooks
from tests.factories import PostingFactory, id_number

HEADER = ["姓名", "身份证号", "残疾人证号", "村", "联系电话", "发证日期"]
NAMES = ["王芳", "李强", "张伟", "刘军", "陈丽", "杨华", "赵敏"]


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def batch(clerk, county, run_jobs, monkeypatch):
    """A planned batch of seven new persons, every other one with a certificate, in parts of three."""
    monkeypatch.setattr(storing, "AT_ONCE", 3)
    file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, *map(row_of, range(len(NAMES)))))
    batch = run_jobs(lambda: batches.upload(file, by=clerk, unit=county))
    return ImportBatch.objects.get(pk=batch.pk)


def row_of(place):
    number = id_number(place + 1)
    card = f"{number}44" if place % 2 else ""
    return [NAMES[place], number, card, "中川村", f"1380000000{place}", "2020-01-01" if card else ""]


def apply(batch, clerk):
    batch = batches.request_apply(batch, by=clerk, is_partial=False)
    steps.apply(batch, job=batch.apply_job, at=timezone.now(), today=timezone.localdate())
    return ImportBatch.objects.get(pk=batch.pk)


class TestParts:
    def test_keep_every_person_with_their_own_certificate_and_row(self, batch, clerk):
        batch = apply(batch, clerk)

        people = list(Person.objects.order_by("pk"))
        assert [person.name for person in people] == NAMES
        assert [person.phone[-1] for person in people] == list("0123456")
        cards = {card.person_id: card.number for card in Certificate.objects.all()}
        assert cards == {p.pk: f"{p.id_number}44" for p in people[1::2]}
        assert [p.card_digest for p in people] == [digest(cards.get(p.pk, "")) for p in people]
        rows = list(batch.rows.order_by("row"))
        assert [(row.name, row.person, row.person_version) for row in rows] == [
            (person.name, person, person.updated_at) for person in people
        ]

    def test_leave_the_rows_that_people_have_seen(self, batch, clerk):
        seen = list(batch.rows.order_by("row").values_list("pk", "row", "after"))

        apply(batch, clerk)

        assert list(batch.rows.order_by("row").values_list("pk", "row", "after")) == seen

    def test_are_shown_again_where_the_rows_are_not_those_that_people_have_seen(self, batch, clerk):
        batch.rows.filter(row=4).delete()

        with pytest.raises(JobFailed, match="没有写入任何数据"):
            apply(batch, clerk)

        assert not Person.objects.exists()
        apply(ImportBatch.objects.get(pk=batch.pk), clerk)
        rows = batch.rows.filter(outcome=ImportRow.Outcome.NEW).order_by("row")
        assert [row.person.name for row in rows] == NAMES


class TestTheMarkOfAPlan:
    def test_tells_every_value_of_a_new_row(self, plan, county):
        marks = {
            plan(HEADER, [*row[:index], cell, *row[index + 1 :]]).mark()
            for row in [row_of(1)]
            for index, cell in [
                (0, "王强"), (0, row[0]), (3, "马家庄村"), (4, "13900000000"), (5, "2021-01-01"), (2, ""),
            ]
        }  # fmt: skip

        assert len(marks) == 6

    def test_cannot_be_made_without_the_key(self, plan, county, settings):
        mark = plan(HEADER, row_of(1)).mark()
        settings.DIGEST_KEY = "another key of more than thirty-two characters"

        assert plan(HEADER, row_of(1)).mark() != mark


def test_the_cells_are_let_go_when_they_have_been_read(plan, county):
    made = plan(HEADER, row_of(0), row_of(1))

    assert made.layout.sheet.rows == []
    assert [entry.source for entry in made.new] == [None, None]
    assert made.layout.width == len(HEADER)
    assert made.new[1].card["issued_on"] == date(2020, 1, 1)
    assert made.new[1].facts["unit"] == Unit.objects.get(name="中川村")
