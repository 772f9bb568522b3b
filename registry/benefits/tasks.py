"""Long work of this room: running the sentinel, and printing lists."""

from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import audit
from core.jobs import JobFailed, job_kind
from core.models import JobCancelled
from core.permissions import Permission
from orgs.models import Unit
from orgs.proofs.papers import keep
from registry.benefits.paper import NOTICES, notice_pdf
from registry.benefits.proving import code_of_granted
from registry.benefits.services.sentinel import check_county

CHECK = "benefits.check"
PRINT_NOTICE = "benefits.notice"


@job_kind(CHECK, label="补贴核查")
def check(job):
    """Compare every month of everybody of the county of the job."""
    county = Unit.objects.get(pk=job.params["county"])
    if not job.requested_by.scope_of(Permission.BENEFIT_MANAGE).covers(county):
        raise JobFailed("您在这个县（区）已没有补贴管理的权限。")
    with _stopping_honestly():
        outcome = check_county(county, by=job.requested_by, at=timezone.now(), track=job.track)
        job.message = outcome.sentence


@job_kind(PRINT_NOTICE, label="打印补贴名单")
def print_notice(job):
    """Print a list of what the requester may see *now*."""
    wanted, user = job.params, job.requested_by
    scope = user.scope_of(Permission.BENEFIT_VIEW)
    unit = Unit.objects.within(scope).filter(pk=wanted["unit"]).first()
    if unit is None:
        raise JobFailed("该单位不在您的管辖范围内。")
    what, today = wanted["what"], timezone.localdate()
    proof = code_of_granted(unit, scope, today, by=user) if what == "granted" else None
    content, rows = notice_pdf(what, scope.narrowed_to(unit), unit, today, proof=proof)
    if proof is not None:
        keep([proof], content)
    job.result_name = f"{unit.name}{NOTICES[what].title}.pdf"
    job.result_persons = rows
    job.result.save("benefits.pdf", ContentFile(content), save=False)
    job.message = f"已打印 {rows} 行。"
    audit.record(audit.Event.EXPORT, by=user, about=job, unit=unit, what=NOTICES[what].title, rows=rows)


@contextmanager
def _stopping_honestly():
    """Say of a cancelled run what is true of it: what it has found so far stays."""
    try:
        yield
    except JobCancelled as problem:
        raise JobFailed("已按要求停止。已核查部分的结果保留，可以重新核查。") from problem
