"""Out as a workbook, edited, and in again: by row key, never over a masked value, conflicts shown."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry
from registry.imports.rowkeys import seal, unseal
from registry.models import ImportBatch, Person
from registry.services.certificates import copy_to_person
from tests.factories import CertificateFactory, PersonFactory, TownshipFactory, VillageFactory

WORKBOOK = reverse("registry:person_workbook")
SHEET = "登记表"


@pytest.fixture
def village():
    return VillageFactory(name="老鸦村", parent__name="头寨子镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent, as_township_clerk=True)


@pytest.fixture
def person(village):
    person = PersonFactory(
        name="王芳",
        unit=village,
        birth_date=date(1950, 1, 1),
        phone="13812345678",
        bank_account="6228480000000001",
        ethnicity="汉族",
        address="老街 1 号",
        hukou="rural",
    )
    card = CertificateFactory(person=person, category="4", grade="3")
    copy_to_person(person, card).save()
    return person


class Edited:
    """The exported workbook, to be edited by column title."""

    def __init__(self, content):
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.sheet = self.book[SHEET]
        self.titles = {cell.value: cell.column for cell in self.sheet[1]}

    def at(self, title, row=2):
        return self.sheet.cell(row, self.titles[title])

    def file(self):
        target = BytesIO()
        self.book.save(target)
        return SimpleUploadedFile("名册.xlsx", target.getvalue())


@pytest.fixture
def export(client, clerk, person):
    def go(**query):
        return Edited(client.get(WORKBOOK, query).content)

    return go


@pytest.fixture
def bring_in(client, run_jobs, village):
    """Upload an edited workbook and return its batch."""

    def go(edited):
        form = {"file": edited.file(), "unit": village.parent.pk}
        run_jobs(lambda: client.post(reverse("registry:import_create"), form))
        return ImportBatch.objects.latest("pk")

    return go


@pytest.fixture
def write(client, run_jobs):
    def go(batch):
        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))
        batch.refresh_from_db()
        return batch

    return go


class TestTheExport:
    def test_carries_a_row_key_and_masked_numbers(self, export, person):
        edited = export()

        assert unseal(edited.at("行标识（请勿改动）").value).person == person.pk
        assert edited.at("身份证号").value == person.masked_id_number
        assert edited.at("联系电话").value == "138****5678"
        cells = [str(cell.value) for row in edited.sheet.iter_rows() for cell in row]
        assert person.id_number not in cells
        assert person.phone not in cells

    def test_offers_lists_and_lengths(self, export):
        rules = export().sheet.data_validations.dataValidation

        assert {"list", "custom"} == {rule.type for rule in rules}

    def test_keeps_what_looks_like_a_formula_a_text(self, export, person):
        Person.objects.filter(pk=person.pk).update(address="=1+1")

        cell = export().at("住址")

        assert (cell.value, cell.data_type) == ("=1+1", "s")

    def test_holds_only_the_scope_and_the_filter(self, export, village):
        PersonFactory(name="外人")
        PersonFactory(name="同镇", unit=VillageFactory(parent=village.parent))

        edited = export(village=village.code)

        names = [row[0].value for row in edited.sheet.iter_rows(min_row=2, min_col=2, max_col=2)]
        assert [name for name in names if name] == ["王芳"]

    def test_of_too_many_is_refused_with_a_way_out(self, client, clerk, person, settings):
        settings.IMPORT_EDITABLE_ROWS = 0

        text = client.get(WORKBOOK, follow=True).text

        assert "请先按乡镇或村筛选" in text

    def test_is_logged(self, export):
        export()

        assert AuditEntry.objects.filter(event="export", additional_data__rows=1).exists()


class TestComingBack:
    def test_unchanged_changes_nothing(self, export, bring_in):
        batch = bring_in(export())

        assert (batch.counts["unchanged"], batch.counts["refused"]) == (1, 0)

    def test_changes_what_was_edited_and_no_masked_number(self, export, bring_in, write, person):
        edited = export()
        edited.at("住址").value = "新街 2 号"
        edited.at("残疾等级").value = "三级"

        batch = write(bring_in(edited))

        after = Person.objects.get()
        assert batch.counts["changed"] == 1
        assert (after.address, after.phone, after.bank_account) == (
            "新街 2 号",
            person.phone,
            person.bank_account,
        )
        assert after.certificates.current().get().number == person.certificates.get().number

    def test_takes_a_number_that_was_written_out(self, export, bring_in, write):
        edited = export()
        edited.at("联系电话").value = "13900001111"

        write(bring_in(edited))

        assert Person.objects.get().phone == "13900001111"

    def test_leaves_alone_what_changed_meanwhile_and_was_not_edited(self, export, bring_in, write, person):
        edited = export()
        edited.at("住址").value = "新街 2 号"
        person.ethnicity = "回族"
        person.save()

        write(bring_in(edited))

        after = Person.objects.get()
        assert (after.address, after.ethnicity) == ("新街 2 号", "回族")

    def test_of_a_masked_row_without_its_key_is_explained(self, export, bring_in):
        edited = export()
        edited.at("行标识（请勿改动）").value = None

        batch = bring_in(edited)

        assert batch.counts["kinds"].keys() == {"id_masked"}

    def test_with_a_key_that_somebody_touched_is_explained(self, export, bring_in):
        edited = export()
        key = edited.at("行标识（请勿改动）")
        key.value = "A" + key.value[1:] if key.value[0] != "A" else "B" + key.value[1:]

        assert bring_in(edited).counts["kinds"].keys() == {"id_masked"}

    def test_with_the_key_of_somebody_else_is_refused(self, export, bring_in, village):
        edited = export()
        edited.at("身份证号").value = PersonFactory(name="李强", unit=village).id_number
        edited.at("性别").value = None

        assert bring_in(edited).counts["kinds"].keys() == {"row_key"}

    def test_with_the_number_of_nobody_is_refused(self, export, bring_in):
        edited = export()
        edited.at("身份证号").value = PersonFactory.build(number=77).id_number
        edited.at("性别").value = None

        assert bring_in(edited).counts["kinds"].keys() == {"row_key"}

    def test_of_another_unit_is_not_found_by_its_key(self, client, export, sign_in, run_jobs):
        edited = export()
        stranger = TownshipFactory()
        VillageFactory(name="老鸦村", parent=stranger)
        sign_in(stranger, as_township_clerk=True)

        form = {"file": edited.file(), "unit": stranger.pk}
        run_jobs(lambda: client.post(reverse("registry:import_create"), form))

        assert "id_masked" in ImportBatch.objects.latest("pk").counts["kinds"]


class TestConflicts:
    @pytest.fixture
    def batch(self, export, bring_in, person):
        edited = export()
        edited.at("住址").value = "新街 2 号"
        edited.at("民族").value = "藏族"
        person.address, person.hukou = "广场 3 号", "urban"
        person.save()
        return bring_in(edited)

    def settle(self, client, run_jobs, batch, choice):
        url = reverse("registry:import_answers", args=[batch.pk])
        run_jobs(lambda: client.post(url, {"settle-2-address": choice}))
        batch.refresh_from_db()

    def test_are_shown_field_by_field(self, client, batch):
        text = client.get(batch.get_absolute_url()).text

        assert batch.counts["kinds"].keys() == {"edit_conflict"}
        assert "登记表里的住址已改为“广场 3 号”，表中写的是“新街 2 号”" in text
        assert 'name="settle-2-address"' in text
        assert "settle-2-hukou" not in text

    def test_are_settled_for_the_file(self, client, run_jobs, batch, write):
        self.settle(client, run_jobs, batch, "file")
        write(batch)

        person = Person.objects.get()
        assert (person.address, person.ethnicity, person.hukou) == ("新街 2 号", "藏族", "urban")

    def test_are_settled_for_the_register(self, client, run_jobs, batch, write):
        self.settle(client, run_jobs, batch, "register")
        write(batch)

        person = Person.objects.get()
        assert (person.address, person.ethnicity, person.hukou) == ("广场 3 号", "藏族", "urban")

    def test_stay_until_somebody_chooses(self, client, run_jobs, batch):
        self.settle(client, run_jobs, batch, "")

        assert batch.counts["kinds"].keys() == {"edit_conflict"}


@given(st.text(max_size=200))
def test_what_is_no_row_key_is_none(text):
    assert unseal(text) is None


def test_a_row_key_knows_what_each_field_was(person):
    key = unseal(seal(person, person.certificates.get()))

    assert key.was("address", "老街 1 号")
    assert key.was("card.grade", "3")
    assert key.was("unit", person.unit_id)
    assert not key.was("address", "新街 2 号")


def test_a_row_key_whose_last_letter_changed_is_none(person):
    key = seal(person, None)

    assert unseal(key[:-4] + ("AAAA" if key[-4:] != "AAAA" else "BBBB")) is None
