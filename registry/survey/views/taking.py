"""Taking a filled-in 底册 back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.survey.forms.steps import UploadForm
from registry.survey.models import SurveyImport
from registry.survey.services import imports
from registry.survey.services.refusal import SurveyRefused
from registry.survey.views.asking import round_of, unit_in_round

SHOWN_PROBLEMS = 100


@page(Permission.SURVEY_EDIT, methods=["GET", "POST"])
def import_create(request, pk, unit_pk):
    survey = round_of(request, pk)
    unit = unit_in_round(request, survey, unit_pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = imports.plan_import(survey, unit, file, by=request.user, at=timezone.now())
        except SurveyRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect(made)
    context = {"form": form, "survey": survey, "unit": unit}
    return render(request, "registry/survey/import_form.html", context, fragment="form")


@page(Permission.SURVEY_EDIT)
def import_detail(request, pk):
    """Show what the import would do, or has done."""
    made = _import_of(request, pk)
    plan = imports.Plan(**made.plan)
    context = {"made": made, "plan": plan, "problems": plan.problems[:SHOWN_PROBLEMS]}
    return render(request, "registry/survey/import_detail.html", context, fragment="plan")


@page(Permission.SURVEY_EDIT, methods=["POST"])
def import_apply(request, pk):
    """Write the planned rows: all of them or none."""
    made = _import_of(request, pk)
    try:
        done = imports.apply_import(made, by=request.user, at=timezone.now())
    except SurveyRefused as problem:
        messages.error(request, str(problem))
        return redirect(made)
    messages.success(request, f"已导入，其中 {done} 份填写完成。")
    return redirect(made.round)


def _import_of(request, pk):
    found = SurveyImport.objects.within(request.scope).select_related("round__unit", "unit__parent")
    return get_object_or_404(found, pk=pk)
