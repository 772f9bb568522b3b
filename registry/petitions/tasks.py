"""Long work of this room: printing 表7."""

from datetime import date

from django.core.files.base import ContentFile

from accounts import audit
from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from registry.petitions.paper import TITLE, table_pdf

PRINT_TABLE = "print_petitions"


@job_kind(PRINT_TABLE, label="打印来信来访登记表")
def print_table(job):
    """Print the table of what the requester may see *now*."""
    wanted, user = job.params, job.requested_by
    scope = user.scope_of(Permission.PETITION_VIEW)
    unit = Unit.objects.within(scope).filter(pk=wanted["unit"]).first() if wanted["unit"] else None
    if not scope or (wanted["unit"] and unit is None):
        raise JobFailed("该单位不在您的管辖范围内。")
    start, end = date.fromisoformat(wanted["start"]), date.fromisoformat(wanted["end"])
    content, rows = table_pdf(user, scope, (start, end), unit)
    job.result_name = f"{TITLE}{start:%Y%m%d}至{end:%Y%m%d}.pdf"
    job.result_persons = rows
    job.result.save("petitions.pdf", ContentFile(content), save=False)
    job.message = f"已打印 {rows} 件。"
    audit.record(audit.Event.EXPORT, by=user, about=job, unit=unit or user.home_unit, what=TITLE, rows=rows)
