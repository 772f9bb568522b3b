"""Long work of this room: checking a county or a part of it, and the villages that an import has touched."""

from contextlib import contextmanager

from django.utils import timezone

from core.jobs import JobFailed, job_kind
from core.models import JobCancelled
from core.permissions import Permission
from orgs.models import Unit
from registry.health.listening import CHECK_UNITS
from registry.health.services.checking import check_unit, check_units

CHECK = "health.check"


@job_kind(CHECK, label="数据体检")
def check(job):
    """Check everybody below the unit of the job."""
    unit = Unit.objects.get(pk=job.params["unit"])
    if not job.requested_by.scope_of(Permission.HEALTH_MANAGE).covers(unit):
        raise JobFailed("您在这个单位已没有数据体检的管理权限。")
    with _stopping_honestly():
        job.message = check_unit(unit, by=job.requested_by, at=timezone.now(), track=job.track).sentence


@job_kind(CHECK_UNITS, label="导入后的数据体检")
def check_touched(job):
    """Check everybody of the villages that were touched."""
    units = list(Unit.objects.filter(pk__in=job.params["units"]).order_by("path"))
    with _stopping_honestly():
        job.message = check_units(units, by=job.requested_by, at=timezone.now(), track=job.track).sentence


@contextmanager
def _stopping_honestly():
    """Say of a cancelled check what is true of it: what it has found so far stays."""
    try:
        yield
    except JobCancelled as problem:
        raise JobFailed("已按要求停止。已体检部分的结果保留，得分没有更新，可以重新体检。") from problem
