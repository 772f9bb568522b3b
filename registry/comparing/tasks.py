"""Long work of this room: comparing, taking over for many persons, and the workbook of the result."""

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import audit
from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from core.sheets.writing import workbook_of_sheets
from registry.comparing.choices import Kind
from registry.comparing.columns import DIFFERING, PLAIN
from registry.comparing.selectors.figures import rows_of
from registry.comparing.selectors.rows import chosen_rows, told
from registry.comparing.services import comparing, taking
from registry.comparing.services.refusal import ComparisonRefused
from registry.comparing.services.uploading import COMPARE
from registry.models import Comparison

TAKE, EXPORT = "comparing_take", "comparing_export"


@job_kind(COMPARE, label="与名单比对")
def compare(job):
    """Compare a list with the register."""
    comparison = Comparison.objects.select_related("unit").filter(pk=job.params["comparison"]).first()
    if comparison is None:
        raise JobFailed("这次比对已经不在了。")
    now = timezone.now()
    comparing.compare(comparison, job=job, at=now, today=timezone.localdate(now))


@job_kind(TAKE, label="采用名单的值")
def take(job):
    """Take one field over for the rows that the requester saw and may change *now*."""
    wanted, user = job.params, job.requested_by
    scope = user.scope_of(Permission.COMPARISON_MANAGE)
    comparison = Comparison.objects.within(scope).filter(pk=wanted["comparison"]).first()
    if comparison is None or not user.scope_of(Permission.PERSON_EDIT):
        raise JobFailed("您已没有办理这次比对的权限，没有写入任何数据。")
    rows = chosen_rows(comparison, scope, wanted["filters"]).about_field(wanted["field"])
    try:
        takeover = taking.take_over(rows, wanted["field"], by=user, at=timezone.now())
    except ComparisonRefused as problem:
        raise JobFailed(f"{problem}没有写入任何数据。") from problem
    left = f"，{takeover.refused:,} 人登记已变动、没有采用" if takeover.refused else ""
    job.message = f"已采用 {takeover.count:,} 人{left}。"


@job_kind(EXPORT, label="导出比对结果")
def export(job):
    """Write what the requester sees *now* into a workbook with a sheet for each kind of row."""
    user = job.requested_by
    scope = user.scope_of(Permission.COMPARISON_MANAGE)
    comparison = Comparison.objects.within(scope).filter(pk=job.params["comparison"]).first()
    if comparison is None or not comparison.has_result:
        raise JobFailed("这次比对不在您的管辖范围内，或者名单已经删除。")
    parts, total = [], 0
    for kind in Kind:
        rows = list(rows_of(comparison, scope).filter(kind=kind).for_list().order_by("path", "pk"))
        for row in rows:
            row.comparison = comparison
        columns = DIFFERING if kind == Kind.DIFFERING else PLAIN
        parts.append((kind.label, f"{comparison.title}：{kind.label}", columns, told(rows)))
        total += len(rows)
        job.check_cancelled()
    job.result_name = f"比对结果{comparison.title}.xlsx"
    job.result_persons = total
    job.result.save("comparison.xlsx", ContentFile(workbook_of_sheets(parts)), save=False)
    job.message = f"已导出 {total:,} 行。"
    audit.record(audit.Event.EXPORT, by=user, about=comparison, what="比对结果", rows=total)
