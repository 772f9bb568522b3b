import errno
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.jobs import JobFailed, NotRestartable, enqueue, job_kind
from core.models import Job, JobCancelled, this_worker
from orgs.models import Unit
from tests.factories import CountyFactory, PostingFactory

State = Job.State


@pytest.fixture
def clerk():
    return PostingFactory().user


@pytest.fixture
def kind():
    """Register a kind whose handler the test gives, and forget it afterwards."""

    def go(handler):
        job_kind("test-kind", label="测试任务")(handler)
        return "test-kind"

    yield go
    jobs.KINDS.pop("test-kind", None)


@pytest.fixture
def work(kind, clerk, run_jobs):
    """Enqueue a job with the given handler, let the worker work, and return the job as it ended."""

    def go(handler, **params):
        job = run_jobs(lambda: enqueue(kind(handler), by=clerk, **params))
        job.refresh_from_db()
        return job

    return go


class TestWorking:
    def test_the_worker_does_what_was_enqueued(self, work):
        job = work(lambda job: job.progress(done=3, total=3, message="好了"))

        assert (job.state, job.done, job.message) == (State.DONE, 3, "好了")

    def test_work_in_no_hurry_lets_others_go_first_also_when_it_is_started_again(
        self, kind, clerk, run_jobs, monkeypatch
    ):
        done = []
        name = kind(lambda job: done.append(job.label))
        monkeypatch.setitem(jobs.KINDS, "slow", jobs.Kind("慢", jobs.KINDS[name].handler, jobs.IN_NO_HURRY))

        def asked():
            broken = Job.objects.create(kind="slow", label="又来", requested_by=clerk, state=State.BROKEN)
            jobs.restart(broken, by=clerk)
            enqueue("slow", by=clerk, label="标注")
            return enqueue(name, by=clerk, label="导入")

        run_jobs(asked)

        assert done == ["导入", "又来", "标注"]

    def test_a_reason_for_the_requester_is_shown_as_it_is(self, work):
        def handler(job):
            raise JobFailed("没有可以导入的行。")

        job = work(handler)

        assert (job.state, job.message) == (State.FAILED, "没有可以导入的行。")

    def test_a_crash_gives_a_number_and_no_traceback(self, work, caplog):
        def handler(job):
            raise ZeroDivisionError("secret detail")

        job = work(handler)

        assert job.state == State.FAILED
        assert f"任务编号 {job.pk}" in job.message
        assert "secret" not in job.message
        assert "ZeroDivisionError" in caplog.text

    def test_a_full_disk_is_said_in_words(self, work):
        def handler(job):
            raise OSError(errno.ENOSPC, "No space left on device")

        job = work(handler)

        assert job.state == State.FAILED
        assert job.message.startswith("服务器的磁盘已满，任务没有做完。")
        assert job.can_restart

    def test_the_upload_stays_with_the_job(self, kind, clerk):
        job = enqueue(kind(lambda job: None), by=clerk, upload=ContentFile(b"abc", name="名册.xlsx"))

        assert job.upload_name == "名册.xlsx"
        with job.upload.open() as file:
            assert file.read() == b"abc"

    def test_a_second_worker_does_not_take_the_same_job(self, kind, clerk):
        job = enqueue(kind(lambda job: None), by=clerk)

        assert Job.objects.claim(job.pk) is not None
        assert Job.objects.claim(job.pk) is None


class TestCancelling:
    def test_a_waiting_job_is_cancelled_at_once(self, kind, clerk):
        job = enqueue(kind(lambda job: None), by=clerk)

        jobs.cancel(job, by=clerk)

        job.refresh_from_db()
        assert job.state == State.CANCELLED

    def test_a_running_job_stops_at_its_next_step_and_leaves_nothing(self, work, clerk):
        def handler(job):
            with transaction.atomic():
                CountyFactory(name="半截县")
                jobs.cancel(job, by=clerk)
                job.check_cancelled()

        job = work(handler)

        assert job.state == State.CANCELLED
        assert not Unit.objects.filter(name="半截县").exists()

    def test_a_wish_that_comes_after_the_last_check_is_said_to_have_come_too_late(self, work, clerk):
        def handler(job):
            assert jobs.cancel(job, by=clerk)
            job.message = "新增 3 人。"

        job = work(handler)

        assert (job.state, job.message) == (State.DONE, "取消来得太晚，任务已经做完。新增 3 人。")

    def test_a_job_that_is_over_is_not_said_to_be_cancelled(self, work, client, clerk):
        job = work(lambda job: None)
        client.force_login(clerk)

        page = client.post(reverse("core:job_cancel", args=[job.pk]), follow=True).text

        assert "已经结束，没有取消" in page
        assert "已要求取消" not in page

    def test_somebody_elses_job_is_not_cancelled(self, kind, clerk):
        job = enqueue(kind(lambda job: None), by=clerk)

        jobs.cancel(job, by=PostingFactory().user)

        job.refresh_from_db()
        assert job.state == State.WAITING

    def test_tracking_stops_when_asked(self, work, clerk):
        def handler(job):
            jobs.cancel(job, by=clerk)
            with pytest.raises(JobCancelled):
                list(job.track(range(3), total=3))

        assert work(handler).state == State.DONE


def dead_worker():
    """Return the name of a worker whose process has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{this_worker().partition('#')[0]}#{process.pid}"


class TestAKilledWorker:
    @pytest.fixture
    def job(self, kind, clerk):
        job = enqueue(kind(lambda job: None), by=clerk)
        Job.objects.claim(job.pk)
        Job.objects.filter(pk=job.pk).update(worker=dead_worker())
        job.refresh_from_db()
        return job

    def test_is_noticed_at_once_on_the_same_machine(self, job):
        assert job.is_stalled

    def test_is_noticed_by_its_silence_on_another_machine(self, job):
        silent = timezone.now() - timedelta(minutes=11)
        Job.objects.filter(pk=job.pk).update(worker="elsewhere#1", updated_at=silent)
        job.refresh_from_db()

        assert job.is_stalled

    @pytest.mark.django_db(transaction=True)
    def test_is_marked_when_a_new_worker_starts(self, job):
        call_command("work", "--once")

        job.refresh_from_db()
        assert job.state == State.BROKEN

    def test_is_shown_on_the_page_with_the_way_to_start_again(self, client, job):
        client.force_login(job.requested_by)

        text = client.get(job.get_absolute_url()).text

        assert "已中断" in text
        assert "重新开始" in text
        assert "hx-trigger" not in text.split('id="progress"')[1].split(">")[0]

    def test_can_be_started_again_and_then_ends_well(self, client, job, run_jobs):
        client.force_login(job.requested_by)

        run_jobs(lambda: client.post(reverse("core:job_restart", args=[job.pk])))

        job.refresh_from_db()
        assert job.state == State.DONE

    def test_a_living_worker_is_left_alone(self, job):
        Job.objects.filter(pk=job.pk).update(worker=this_worker())

        assert Job.objects.close_broken() == 0

    def test_a_job_that_is_done_is_not_started_again(self, work, clerk):
        job = work(lambda job: None)

        with pytest.raises(NotRestartable):
            jobs.restart(job, by=clerk)


class TestTheJobPage:
    def test_polls_itself_only_while_the_job_is_not_over(self, client, kind, clerk, run_jobs):
        client.force_login(clerk)
        job = run_jobs(lambda: enqueue(kind(lambda job: None), by=clerk))
        done = client.htmx("get", job.get_absolute_url()).text
        waiting = enqueue("test-kind", by=clerk)

        assert "every 1s" not in done
        assert "every 1s" in client.htmx("get", waiting.get_absolute_url()).text

    def test_is_found_again_under_my_tasks(self, client, kind, clerk):
        client.force_login(clerk)
        enqueue(kind(lambda job: None), by=clerk)

        assert "测试任务" in client.get(reverse("core:job_list")).text

    def test_sends_the_file_that_was_uploaded(self, client, kind, clerk):
        client.force_login(clerk)
        job = enqueue(kind(lambda job: None), by=clerk, upload=ContentFile(b"abc", name="名册.csv"))

        response = client.get(reverse("core:job_file", args=[job.pk, "upload"]))

        assert b"".join(response.streaming_content) == b"abc"

    def test_costs_the_same_for_many_jobs(self, client, kind, clerk, assert_flat_queries):
        client.force_login(clerk)
        name = kind(lambda job: None)
        enqueue(name, by=clerk)

        assert_flat_queries(reverse("core:job_list"), lambda: [enqueue(name, by=clerk) for _ in range(20)])
