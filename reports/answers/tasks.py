"""Long work of this room: reading a form, and filling it."""

from django.utils import timezone

from core.jobs import JobFailed, job_kind
from reports.answers import working
from reports.answers.choices import State
from reports.answers.models import Answer
from reports.answers.services import FILL, READ


def register_all():
    """Register the job kinds; called once when the app is ready."""
    job_kind(READ, label="识别上级表格")(read)
    job_kind(FILL, label="回填上级表格")(fill)


def read(job):
    """Read a form, if it still waits for that."""
    answer = _answer(job)
    if answer.state == State.READING:
        working.read(answer, job=job)


def fill(job):
    """Fill a form, if it still waits for that."""
    answer = _answer(job)
    if answer.state == State.FILLING:
        working.fill(answer, job=job, at=timezone.now())


def _answer(job):
    answer = Answer.objects.select_related("unit__parent").filter(pk=job.params["answer"]).first()
    if answer is None:
        raise JobFailed("这张表已经删除。")
    return answer
