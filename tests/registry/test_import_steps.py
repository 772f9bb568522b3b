"""Writing a batch and taking it back: all or nothing, once, and never over what somebody did since."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from core.encryption import digest
from core.jobs import JobFailed
from core.models import Job, JobCancelled
from orgs.models import Unit
from registry.choices import CardState
from registry.imports import applying, batches, steps
from registry.models import Certificate, ImportBatch, ImportRow, Person
from registry.services.certificates import copy_to_person
from tests import workbooks
from tests.factories import CertificateFactory, PersonFactory, PostingFactory, id_number
from tests.factories.staff import MemberFactory

State = ImportBatch.State
HEADER = ["姓名", "身份证号", "残疾人证号", "村", "联系电话", "发证日期"]
ONE, TWO = id_number(1), id_number(3)
NEW = ["李强", ONE, f"{ONE}44", "中川村", "13800000001", "2020-01-01"]


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def registered(county):
    person = PersonFactory(name="王芳", unit=Unit.objects.get(name="中川村"), phone="13800000009")
    card = CertificateFactory(person=person, category="4", grade="4", issued_on=date(2020, 1, 1))
    copy_to_person(person, card).save()
    return person


def change_of(person, *, end="44", phone="13900000000", issued="2020-01-01"):
    return [person.name, person.id_number, f"{person.id_number}{end}", "马家庄村", phone, issued]


@pytest.fixture
def upload(clerk, county, run_jobs):
    """Upload rows as the clerk and let the worker plan them."""

    def go(*rows):
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, *rows))
        batch = run_jobs(lambda: batches.upload(file, by=clerk, unit=county))
        batch.refresh_from_db()
        return batch

    return go


@pytest.fixture
def write(clerk, run_jobs):
    def go(batch, *, is_partial=False):
        run_jobs(lambda: batches.request_apply(batch, by=clerk, is_partial=is_partial))
        batch.refresh_from_db()
        return batch

    return go


@pytest.fixture
def undo(clerk, run_jobs):
    def go(batch):
        run_jobs(lambda: batches.request_undo(batch, by=clerk))
        batch.refresh_from_db()
        return batch

    return go


def snapshot(person):
    """Return everything the register holds of a person, apart from time stamps and keys of certificates."""
    values = Person.objects.filter(pk=person.pk).values().get()
    cards = Certificate.objects.filter(person=person).order_by("pk").values()
    return [{k: v for k, v in each.items() if k != "updated_at"} for each in (values, *cards)]


class TestWriting:
    def test_puts_new_people_on_the_register_with_everything_that_hangs_on_it(self, upload, write):
        write(upload(NEW))

        person = Person.objects.get()
        assert (person.name, person.pinyin, person.unit.name) == ("李强", "lq", "中川村")
        assert (person.id_digest, person.phone_digest) == (digest(ONE), digest("13800000001"))
        assert person.unit_path == person.unit.path
        assert (person.category, person.grade, person.card_state) == ("4", "4", CardState.VALID)
        assert person.card_expires_on == date(2030, 1, 1)

    def test_gives_new_people_a_current_certificate(self, upload, write):
        write(upload(NEW))

        card = Certificate.objects.get()
        assert (card.number, card.number_digest, card.is_current) == (f"{ONE}44", digest(f"{ONE}44"), True)

    def test_encrypts_what_it_writes(self, upload, write):
        batch = write(upload(NEW))

        with connection.cursor() as cursor:
            cursor.execute("SELECT id_number, phone FROM registry_person")
            stored = cursor.fetchone()
            cursor.execute("SELECT after FROM registry_importrow WHERE batch_id = %s", [batch.pk])
            stored += cursor.fetchone()
        assert all(value.startswith("1:") for value in stored)
        assert not any(ONE in value for value in stored)

    def test_changes_a_person_and_brings_the_copies_along(self, registered, upload, write):
        write(upload(change_of(registered)))

        person = Person.objects.get()
        assert (person.phone, person.phone_digest) == ("13900000000", digest("13900000000"))
        assert (person.unit.name, person.unit_path) == ("马家庄村", person.unit.path)
        assert person.updated_at > registered.updated_at
        assert person.created_at == registered.created_at

    def test_retires_a_certificate_that_another_replaces(self, registered, upload, write):
        write(upload(change_of(registered, end="43")))

        old, new = Certificate.objects.order_by("pk")
        assert (old.is_current, old.state) == (False, CardState.REPLACED)
        assert (new.is_current, new.grade, Person.objects.get().grade) == (True, "3", "3")

    def test_leaves_out_rows_with_errors_on_the_clerks_word(self, upload, write):
        batch = write(upload(NEW, ["王芳", "12", "", "中川村", "", ""]), is_partial=True)

        assert Person.objects.count() == 1
        assert batch.rows.filter(outcome=ImportRow.Outcome.REFUSED).count() == 1

    def test_is_refused_with_errors_and_without_that_word(self, upload, clerk):
        batch = upload(NEW, ["王芳", "12", "", "中川村", "", ""])

        with pytest.raises(batches.NotPossible, match="错误行先不导入"):
            batches.request_apply(batch, by=clerk, is_partial=False)

    def test_is_refused_when_there_is_nothing_to_write(self, upload, clerk):
        batch = upload(["王芳", "12", "", "中川村", "", ""])

        with pytest.raises(batches.NotPossible, match="没有可以写入"):
            batches.request_apply(batch, by=clerk, is_partial=True)

    def test_leaves_one_summary_in_the_audit_log(self, upload, write, clerk):
        write(upload(NEW))

        entry = AuditEntry.objects.filter(event="import").get()
        assert (entry.actor, entry.additional_data["new"], entry.additional_data["rows"]) == (clerk, 1, 1)

    def test_twice_writes_once(self, upload, write):
        batch = write(upload(NEW))
        job = batch.apply_job

        steps.apply(batch, job=job, at=timezone.now(), today=timezone.localdate())

        assert Person.objects.count() == 1

    def test_the_same_file_again_changes_nothing(self, upload, write):
        write(upload(NEW))

        again = upload(NEW)

        assert (again.counts["new"], again.counts["changed"], again.counts["unchanged"]) == (0, 0, 1)

    def test_notes_on_each_row_whom_it_made_and_in_which_version(self, upload, write):
        batch = write(upload(NEW))

        row, person = batch.rows.get(), Person.objects.get()
        assert (row.person, row.person_version) == (person, person.updated_at)


class TestWhenTheRegisterMovesOn:
    def test_between_preview_and_word_nothing_is_written_and_it_is_said(self, upload, write, registered):
        batch = upload(NEW, change_of(registered))
        Person.objects.create(
            name="李强", id_number=ONE, unit=registered.unit, birth_date=date(1970, 1, 1), sex="male"
        )

        batch = write(batch)

        assert batch.state == State.PLANNED
        assert "可新增 1 → 0" in batch.message
        assert batch.apply_job.state == Job.State.FAILED
        assert Person.objects.get(pk=registered.pk).phone == registered.phone

    def test_and_people_look_again_it_can_be_written(self, upload, write, registered):
        batch = upload(change_of(registered))
        Person.objects.filter(pk=registered.pk).update(phone_digest="", hukou="rural")
        registered.refresh_from_db()
        registered.save()

        assert write(write(batch)).state == State.APPLIED

    def test_while_it_is_written_everything_is_taken_back(self, upload, clerk, registered, monkeypatch):
        batch = upload(NEW, change_of(registered))
        batches.request_apply(batch, by=clerk, is_partial=False)
        batch.refresh_from_db()
        build = applying.build

        def somebody_is_quicker(plan, **how):
            registered.save()
            return build(plan, **how)

        monkeypatch.setattr(applying, "build", somebody_is_quicker)
        with pytest.raises(JobFailed, match="人员、单位或写法刚被修改"):
            steps.apply(batch, job=batch.apply_job, at=timezone.now(), today=timezone.localdate())

        assert Person.objects.count() == 1

    def test_by_somebody_with_the_same_number_everything_is_taken_back(self, upload, clerk, monkeypatch):
        batch = batches.request_apply(upload(NEW), by=clerk, is_partial=False)
        build = applying.build

        def somebody_is_quicker(plan, **how):
            PersonFactory(name="李强", id_number=ONE, unit=Unit.objects.get(name="中川村"))
            return build(plan, **how)

        monkeypatch.setattr(applying, "build", somebody_is_quicker)
        with pytest.raises(JobFailed, match="可新增 1 → 0"):
            steps.apply(batch, job=batch.apply_job, at=timezone.now(), today=timezone.localdate())

        assert Certificate.objects.count() == 0

    def test_if_the_rows_that_people_have_seen_are_no_longer_there_nothing_is_written(self, upload, clerk):
        batch = batches.request_apply(upload(NEW), by=clerk, is_partial=False)
        batch.rows.all().delete()

        with pytest.raises(JobFailed, match="没有写入任何数据"):
            steps.apply(batch, job=batch.apply_job, at=timezone.now(), today=timezone.localdate())

        assert Person.objects.count() == 0
        assert batch.rows.get().name == NEW[0]


class TestInterruption:
    def test_by_the_requester_leaves_nothing_half_written(self, upload, clerk, registered):
        batch = batches.request_apply(upload(NEW, change_of(registered)), by=clerk, is_partial=False)
        Job.objects.filter(pk=batch.apply_job_id).update(cancel_requested=True)

        with pytest.raises(JobCancelled):
            steps.apply(batch, job=batch.apply_job, at=timezone.now(), today=timezone.localdate())

        batch.refresh_from_db()
        assert (batch.state, Person.objects.count()) == (State.PLANNED, 1)

    def test_by_the_end_of_the_worker_can_be_taken_up_again(self, upload, clerk, run_jobs):
        batch = batches.request_apply(upload(NEW), by=clerk, is_partial=False)
        Job.objects.filter(pk=batch.apply_job_id).update(state=Job.State.BROKEN)
        batch = ImportBatch.objects.get()
        assert batches.is_stuck(batch)

        run_jobs(lambda: batches.resume(batch, by=clerk))

        batch.refresh_from_db()
        assert (batch.state, Person.objects.count()) == (State.APPLIED, 1)

    @pytest.mark.parametrize("checks", range(5))
    def test_at_any_step_of_the_writing_takes_everything_back(self, upload, clerk, registered, checks):
        before = snapshot(registered)
        batch = upload(NEW, change_of(registered))
        batch = batches.request_apply(batch, by=clerk, is_partial=False)
        job = StoppingJob.objects.get(pk=batch.apply_job_id)
        job.checks_left = checks

        with pytest.raises(JobCancelled):
            steps.apply(batch, job=job, at=timezone.now(), today=timezone.localdate())

        batch.refresh_from_db()
        assert (batch.state, Person.objects.count()) == (State.PLANNED, 1)
        assert snapshot(registered) == before

    def test_needs_nobody_when_nothing_is_stuck(self, upload, clerk):
        with pytest.raises(batches.NotPossible):
            batches.resume(upload(NEW), by=clerk)


class StoppingJob(Job):
    """A job that is cancelled at one of its checks while writing."""

    checks_left = 0

    class Meta:
        proxy = True
        app_label = "core"

    def check_cancelled(self):
        if self.message.startswith("正在写入"):
            self.checks_left -= 1
            if self.checks_left < 0:
                raise JobCancelled


class TestTakingBack:
    def test_removes_whom_it_put_on_the_register(self, upload, write, undo):
        batch = undo(write(upload(NEW)))

        assert (batch.state, Person.objects.count(), Certificate.objects.count()) == (State.UNDONE, 0, 0)
        assert batch.counts["undone"] == {"removed": 1, "restored": 0, "kept": 0}
        assert batch.rows.count() == 1

    @pytest.mark.parametrize("changes", [{}, {"end": "43"}, {"issued": "2022-05-01"}, {"end": "44B1"}])
    def test_gives_changed_people_back_what_they_had(self, registered, upload, write, undo, changes):
        before = snapshot(registered)
        batch = write(upload(change_of(registered, **changes)))
        assert snapshot(registered) != before

        undo(batch)

        assert snapshot(registered) == before

    def test_takes_away_a_certificate_that_it_gave(self, registered, upload, write, undo):
        Certificate.objects.all().delete()
        copy_to_person(registered, None).save()
        before = snapshot(registered)

        undo(write(upload(change_of(registered))))

        assert snapshot(registered) == before

    def test_leaves_whoever_was_touched_since_and_says_so(self, registered, upload, write, undo):
        batch = write(upload(NEW, change_of(registered)))
        for person in Person.objects.all():
            person.note = "核对过"
            person.save()

        batch = undo(batch)

        assert batch.counts["undone"] == {"removed": 0, "restored": 0, "kept": 2}
        assert {row.kept_because for row in batch.rows.all()} == {"导入之后又有改动"}
        assert Person.objects.get(pk=registered.pk).phone == "13900000000"

    def test_leaves_whoever_other_records_refer_to(self, upload, write, undo):
        batch = write(upload(NEW))
        MemberFactory(person=Person.objects.get())

        batch = undo(batch)

        assert Person.objects.count() == 1
        assert batch.rows.get().kept_because == "其他记录已经用到此人"

    def test_of_two_imports_works_in_reverse_order(self, registered, upload, write, undo):
        before = snapshot(registered)
        first = write(upload(change_of(registered, phone="13911111111")))
        second = write(upload(change_of(registered, phone="13922222222")))

        assert undo(first).counts["undone"]["kept"] == 1
        ImportBatch.objects.filter(pk=first.pk).update(state=State.APPLIED)
        first.refresh_from_db()
        undo(second)
        undo(first)

        assert snapshot(registered) == before

    def test_twice_takes_back_once(self, upload, write, undo, clerk):
        batch = undo(write(upload(NEW)))

        steps.undo(batch, job=batch.undo_job, at=timezone.now())

        assert batches.request_undo(batch, by=clerk).state == State.UNDONE

    def test_is_for_the_uploader_and_the_county_manager(self, upload, write, county):
        batch = write(upload(NEW))
        manager = PostingFactory(unit=county, as_manager=True).user
        colleague = PostingFactory(unit=county).user
        stranger = PostingFactory(as_manager=True).user

        assert batches.may_undo(batch, batch.uploaded_by)
        assert batches.may_undo(batch, manager)
        assert not batches.may_undo(batch, colleague)
        assert not batches.may_undo(batch, stranger)
        with pytest.raises(batches.NotPossible, match="上传人和县级管理"):
            batches.request_undo(batch, by=colleague)

    def test_of_what_was_not_written_is_refused(self, upload, clerk):
        with pytest.raises(batches.NotPossible, match="没有可以撤回"):
            batches.request_undo(upload(NEW), by=clerk)


class TestRights:
    def test_that_were_lost_since_stop_the_work(self, upload, write, clerk):
        batch = upload(NEW)
        clerk.postings.all().delete()

        batch = write(batch)

        assert (batch.state, Person.objects.count()) == (State.PLANNED, 0)
        assert "没有导入权限" in batch.message

    def test_are_those_of_the_unit_that_was_chosen(self, clerk, county, run_jobs):
        township = Unit.objects.get(name="头寨子镇")
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, NEW))

        batch = run_jobs(lambda: batches.upload(file, by=clerk, unit=township))

        batch.refresh_from_db()
        assert batch.counts["kinds"].keys() == {"outside_scope"}


def test_a_batch_that_is_given_up_is_not_written(upload, clerk):
    batch = batches.discard(upload(NEW), by=clerk)

    with pytest.raises(batches.NotPossible, match="已取消"):
        batches.request_apply(batch, by=clerk, is_partial=True)
