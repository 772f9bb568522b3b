"""The form of a round: reading it, trying it out, and changing it while the round is prepared."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.survey.defaults import SUGGESTED, option_marks, source_of
from registry.survey.forms.entry import AnswerForm
from registry.survey.forms.questions import PreviewForm, QuestionForm
from registry.survey.rules import Form, Subject
from registry.survey.services import rounds as writing
from registry.survey.services.refusal import SurveyRefused
from registry.survey.views.asking import managed_round_of, round_of


@page(Permission.SURVEY_VIEW)
def form_detail(request, pk):
    """The form of a round: sections, questions, options, conditions, jumps and sources."""
    survey = round_of(request, pk)
    manages = request.user.scope_of(Permission.SURVEY_MANAGE).covers(survey.unit)
    sections = [*Form(survey.form).sections, *Form(survey.form, "village").sections]
    context = {
        "survey": survey,
        "sections": [(one.title, [_shown(question) for question in one.questions]) for one in sections],
        "may_change": manages and survey.is_draft,
    }
    return render(request, "registry/survey/form_detail.html", context, fragment="results")


@page(Permission.SURVEY_VIEW)
def form_preview(request, pk):
    """The form as villages will see it for a person of some age, category and grade; nothing is saved."""
    survey = round_of(request, pk)
    whom = PreviewForm(request.GET)
    subject = Subject(*whom.subject_facts)
    parts = [*_asked(Form(survey.form), subject), *_asked(Form(survey.form, "village"), subject)]
    context = {"survey": survey, "whom": whom, "parts": parts}
    return render(request, "registry/survey/form_preview.html", context, fragment="results")


@page(Permission.SURVEY_MANAGE, methods=["GET", "POST"])
def question_edit(request, pk, code):
    """Change a question: words, options, jumps, conditions, limits."""
    survey = managed_round_of(request, pk)
    part, _ = writing.find_question(survey.form, code)
    if part is None:
        raise Http404
    questions = Form(survey.form, part).questions
    later = list(questions.values())[list(questions).index(code) + 1 :]
    form = QuestionForm(request.POST or None, question=questions[code], later=later)
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_question(survey, code, by=request.user, at=timezone.now(), **form.facts)
        except SurveyRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{code} 已修改。")
            return redirect("survey:form_detail", survey.pk)
    context = {"form": form, "survey": survey, "code": code}
    return render(request, "registry/survey/question_form.html", context, fragment="form")


def _shown(question):
    """Return (question, its source, its options as (code, text, is on, mark))."""
    source, marks = source_of(question), option_marks(question)
    if source == SUGGESTED:  # said once, of the whole question
        marks = {code: mark for code, mark in marks.items() if mark != SUGGESTED}
    options = [
        (code, text, code in question.offered, marks.get(code, "")) for code, text in question.options.items()
    ]
    return question, source, options


def _asked(form, subject):
    """Return (title, answer form) of the sections of which such a person is asked something."""
    parts = []
    for section in form.sections:
        questions = [one for one in section.questions if not one.is_off and one.fits(subject)]
        if questions:
            parts.append((section.title, AnswerForm(questions=questions, answers={})))
    return parts
