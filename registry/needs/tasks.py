"""Job kinds of needs: the printed register of needs (表3)."""

from django.core.files.base import ContentFile
from django.utils import timezone

from core.documents import print_document
from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from registry.needs.selectors.sheet import register_sheet

PRINT_REGISTER = "needs_register"
TEMPLATE = "registry/needs/print/register.html"
MOST_PRINTED = 1500  # rows; a longer list is printed village by village


@job_kind(PRINT_REGISTER, label="打印服务需求登记表")
def print_register(job):
    """Print 表3 of a unit, where the requester may see its needs *now*."""
    scope = job.requested_by.scope_of(Permission.SERVICE_VIEW)
    unit = Unit.objects.within(scope).filter(pk=job.params["unit"]).select_related("parent").first()
    if unit is None:
        raise JobFailed("该单位不在您的管辖范围内。")
    year, today = job.params["year"], timezone.localdate()
    sheet = register_sheet(unit, year, on=today, most=MOST_PRINTED)
    if sheet.is_too_long:
        raise JobFailed(
            f"{unit.name}有 {sheet.total} 项需求，超过 {MOST_PRINTED} 项，请按村（社区）分别打印。"
        )
    title = ["残疾人康复、教育、就业、维权等", "服务需求登记表"]
    printed = print_document(TEMPLATE, {"sheet": sheet}, title=title, author=unit.federation_name)
    job.result_name = f"{unit.name}服务需求登记表{year}.pdf"
    job.result_persons = sheet.total
    job.result.save("register.pdf", ContentFile(printed.content), save=False)
    job.message = f"共 {sheet.total} 项需求，{printed.pages} 页。"
