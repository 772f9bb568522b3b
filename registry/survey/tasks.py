"""Long work of the survey: drawing the 底册 of a county, and printing it."""

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import audit
from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from registry.survey.models import SurveyRound
from registry.survey.paper import MOST_PRINTED, sheet_pdf
from registry.survey.services.refusal import SurveyRefused
from registry.survey.services.rounds import open_round

OPEN_ROUND = "survey_open"
PRINT_SHEET = "survey_print"


@job_kind(OPEN_ROUND, label="生成调查底册")
def open_survey(job):
    """Open a round, where the requester may *now*."""
    survey = SurveyRound.objects.filter(pk=job.params["round"]).first()
    if survey is None:
        raise JobFailed("本轮调查已不存在。")
    job.progress(message="正在生成底册")
    try:
        number = open_round(survey, by=job.requested_by, at=timezone.now())
    except SurveyRefused as problem:
        raise JobFailed(str(problem)) from problem
    job.message = f"已生成底册 {number} 份，调查开始。"
    job.result_url = survey.get_absolute_url()


@job_kind(PRINT_SHEET, label="打印调查底册")
def print_sheet(job):
    """Print the 底册 of a unit, where the requester may see it *now*."""
    scope = job.requested_by.scope_of(Permission.SURVEY_VIEW)
    unit = Unit.objects.within(scope).filter(pk=job.params["unit"]).first()
    survey = SurveyRound.objects.within(scope).opened().filter(pk=job.params["round"]).first()
    if unit is None or survey is None:
        raise JobFailed("该单位不在您的管辖范围内。")
    try:
        printed, number = sheet_pdf(survey, unit)
    except ValueError as problem:
        raise JobFailed(
            f"{unit.name}有 {problem} 份底册，超过 {MOST_PRINTED} 份，请按乡镇或村（社区）分别打印。"
        ) from problem
    job.result_name = f"{unit.name}调查底册{survey.year}.pdf"
    job.result_persons = number
    job.result.save("sheet.pdf", ContentFile(printed.content), save=False)
    job.message = f"共 {number} 份底册，{printed.pages} 页。"
    audit.record(
        audit.Event.EXPORT, by=job.requested_by, about=job, unit=unit, what=job.result_name, rows=number
    )
