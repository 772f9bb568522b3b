from django.shortcuts import redirect

from accounts.sending import send_workbook
from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.permissions import Permission
from core.sheets.writing import Column, workbook
from registry.survey.columns import sheet_columns
from registry.survey.models import SurveyLine
from registry.survey.rules import Form
from registry.survey.selectors.summary import summary_of
from registry.survey.tasks import PRINT_SHEET
from registry.survey.views.asking import round_of, unit_in_round


@page(Permission.SURVEY_VIEW)
def summary(request, pk):
    """汇总表 of one section: counts by township or village."""
    survey = round_of(request, pk)
    sections = Form(survey.form).sections
    codes = [section.code for section in sections]
    chosen = request.GET.get("section")
    chosen = chosen if chosen in codes else codes[0]
    context = {
        "survey": survey, "sections": sections, "chosen": chosen,
        "table": summary_of(survey, request.scope, section=chosen),
    }  # fmt: skip
    return render(request, "registry/survey/summary.html", context, fragment="results")


@page(Permission.SURVEY_VIEW)
def summary_export(request, pk):
    """The whole 汇总表 as a workbook."""
    survey = round_of(request, pk)
    table = summary_of(survey, request.scope)
    columns = [
        Column("题号", lambda row: row.question.code, 8),
        Column("题目", lambda row: row.question.text, 30),
        Column("选项", lambda row: row.label, 26),
        Column("合计", lambda row: row.total, 10),
        *(
            Column(unit.name, lambda row, place=place: row.counts[place], 10)
            for place, unit in enumerate(table.units)
        ),
    ]
    totals = ["", "已完成的底册（不含失访）", "", table.sheet_total, *table.sheets]
    name = f"{survey.title}汇总表"
    content = workbook(name, columns, table.rows, totals=totals)
    return send_workbook(request, name, content, persons=0, about=survey, rows=len(table.rows))


@page(Permission.SURVEY_VIEW, methods=["POST"])
def sheet_print(request, pk, unit_pk):
    """Have the 底册 of a unit made as a PDF."""
    survey = round_of(request, pk)
    unit = unit_in_round(request, survey, unit_pk)
    label = f"打印{unit.name}调查底册"
    return redirect(enqueue(PRINT_SHEET, by=request.user, label=label, round=survey.pk, unit=unit.pk))


@page(Permission.SURVEY_VIEW)
def sheet_export(request, pk, unit_pk):
    """The 底册 of a unit as a workbook that can be filled in and sent back; numbers are masked."""
    survey = round_of(request, pk)
    unit = unit_in_round(request, survey, unit_pk)
    lines = SurveyLine.objects.within(request.scope.narrowed_to(unit)).filter(round=survey)
    lines = list(lines.select_related("unit").order_by("unit_path", "number"))
    name = f"{unit.name}{survey.year}年调查底册"
    columns = sheet_columns(survey)
    return send_workbook(
        request, name, lambda: workbook(name, columns, lines),
        persons=len(lines), fields=columns, about=survey, unit=unit, rows=len(lines),
    )  # fmt: skip
