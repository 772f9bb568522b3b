"""Filling in sheets where there is no line: the page that a device keeps, and the worker that shows it."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from core.pages import page
from core.permissions import Permission
from registry.survey.choices import LineState
from registry.survey.forms.entry import AnswerForm, VisitForm
from registry.survey.models import SurveyLine
from registry.survey.rules import Form
from registry.survey.views.asking import village_of

KEPT_HOURS = 8  # 建议：一个工作日；过后设备不再打开这一页
WORKER = Path(__file__).parents[1].joinpath("worker.js").read_text(encoding="utf-8")


@page(Permission.SURVEY_EDIT)
def worker(request):
    """The service worker of this room; its place makes it see no other room's pages."""
    return HttpResponse(WORKER, content_type="text/javascript; charset=utf-8")


@page(Permission.SURVEY_EDIT)
def offline_sheets(request, pk):
    """The sheets of a village that nobody has begun, and one empty form, as a page that a device may keep.

    It holds names, ages, categories and grades, no numbers, addresses and answers; handing it out is logged.
    """
    village = village_of(request, pk)
    lines = SurveyLine.objects.within(request.scope).filter(village=village, state=LineState.TODO)
    lines = list(lines.order_by("number")) if village.round.is_open and not village.is_locked else []
    form = Form(village.round.form)
    context = {
        "village": village,
        "lines": lines,
        "visit": VisitForm(initial={"visited_on": timezone.localdate()}),
        "parts": [part for section in form.sections if (part := _part(section))],
        "facts": _facts(form, lines),
    }
    request.after_response(
        lambda: audit.record(
            audit.Event.EXPORT,
            by=request.user,
            about=village,
            request=request,
            what="离线填写页",
            rows=len(lines),
        )
    )
    return render(request, "registry/survey/offline.html", context)


def _part(section):
    """Return {code, title, form} of a section, without phones, which no device keeps, or None."""
    questions = [one for one in section.questions if not one.is_off and not one.is_private]
    if not questions:
        return None
    return {"code": section.code, "title": section.title, "form": AnswerForm(questions=questions, answers={})}


def _facts(form, lines):
    """Return what the script needs: whom each question is asked of, where each sheet's parts are saved."""
    sheets = [
        {
            "pk": line.pk, "name": line.name, "age": line.age, "category": line.category, "grade": line.grade,
            "visit": reverse("survey:line_visit", args=[line.pk]),
            "parts": {
                section.code: reverse("survey:line_section", args=[line.pk, section.code])
                for section in form.sections
            },
        }
        for line in lines
    ]  # fmt: skip
    return {"when": {code: list(one.when) for code, one in form.questions.items()}, "sheets": sheets}
