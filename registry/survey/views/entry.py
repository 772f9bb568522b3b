from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.survey.choices import LineState
from registry.survey.forms.entry import SectionForm, VisitForm
from registry.survey.forms.steps import ReasonForm
from registry.survey.rules import Form
from registry.survey.selectors.cards import answers_of
from registry.survey.services import entry, review
from registry.survey.services.refusal import SurveyConflict, SurveyRefused
from registry.survey.views.asking import line_of, told
from registry.survey.views.changes import told_changes

BY_SCRIPT = "X-Survey-Save"  # the script of the page asks for a short answer


@page(Permission.SURVEY_VIEW)
def line_detail(request, pk):
    """One sheet: who it is, how far it is, and what can be done next."""
    line = line_of(request, pk)
    may = request.user.scope_of
    is_locked = line.village.is_locked or not line.round.is_open
    reviews = may(Permission.SURVEY_REVIEW).covers(line.unit) and not is_locked
    context = {
        "line": line,
        "survey": line.round,
        "parts": parts_of(line),
        "answers": answers_of(line),
        "changes": told_changes(line.changes.select_related("decided_by").order_by("pk")),
        "missing": entry.what_is_missing(line),
        "may_edit": may(Permission.SURVEY_EDIT).covers(line.unit) and not is_locked and not line.is_approved,
        "may_approve": reviews and line.is_done,
        "may_return": reviews and line.state in (LineState.DONE, LineState.APPROVED),
        "reason": ReasonForm(),
        "person_has_left": line.person.is_archived or line.person.unit_id != line.unit_id,
        "may_see_person": may(Permission.PERSON_VIEW).covers(line.person.unit),
    }
    return render(request, "registry/survey/line_detail.html", context, fragment="sheet")


@page(Permission.SURVEY_EDIT, methods=["GET", "POST"])
def line_visit(request, pk):
    """How the person was met."""
    line = line_of(request, pk)
    standing = {name: getattr(line, name) for name in ("mode", "lost_reason", "happened_on", "visited_on")}
    standing["visited_on"] = standing["visited_on"] or timezone.localdate()
    form = VisitForm(request.POST or None, initial=standing).start(line.versions.get(entry.VISIT, 0))
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = entry.save_visit(line, by=request.user, at=timezone.now(), **form.cleaned_data)
        except SurveyConflict as problem:
            conflict = [("调查方式", problem.line.how), ("调查日期", problem.line.visited_on)]
            form.renew(problem.line.versions.get(entry.VISIT, 0))
            form.add_error(None, str(problem))
        except SurveyRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            parts = parts_of(saved)
            after = saved.get_absolute_url() if saved.is_lost or not parts else parts[0]["url"]
            return _saved(request, "已保存调查方式。", after)
    context = {"line": line, "form": form, "conflict": conflict}
    return _page(request, "registry/survey/line_visit.html", context)


@page(Permission.SURVEY_EDIT, methods=["GET", "POST"])
def line_section(request, pk, code):
    """One section of the form, saved on its own."""
    line = line_of(request, pk)
    form_of_round = Form(line.round.form)
    section = form_of_round.section(code)
    if section is None:
        raise Http404
    answers = line.all_answers
    form = SectionForm(request.POST or None, questions=asked_in(section, line), answers=answers)
    form.start(line.versions.get(code, 0))
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            saved, dropped = entry.save_section(
                line, section, form.read, by=request.user, at=timezone.now(), **form.marks
            )
        except SurveyConflict as problem:
            conflict = _standing(problem.line, section)
            form.renew(problem.line.versions.get(code, 0))
            form.add_error(None, str(problem))
        except SurveyRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            told_dropped = f"按跳转规则去掉了：{'、'.join(dropped)}。" if dropped else ""
            return _saved(request, f"已保存“{section.title}”。{told_dropped}", _after(saved, code))
    parts = parts_of(line)
    context = {
        "line": line, "form": form, "section": section, "conflict": conflict, "parts": parts,
        "number": next((place for place, part in enumerate(parts, 1) if part["code"] == code), 1),
    }  # fmt: skip
    return _page(request, "registry/survey/line_section.html", context)


@page(Permission.SURVEY_EDIT, methods=["POST"])
def line_complete(request, pk):
    line = line_of(request, pk)
    done = told(
        request,
        lambda: entry.complete_line(line, by=request.user, at=timezone.now()),
        f"{line.name}的调查表已完成。",
    )
    return redirect(line.village if done else line)


@page(Permission.SURVEY_REVIEW, methods=["POST"])
def line_approve(request, pk):
    line = line_of(request, pk)
    told(request, lambda: review.approve_line(line, by=request.user, at=timezone.now()), "已审核。")
    return redirect(line)


@page(Permission.SURVEY_REVIEW, methods=["POST"])
def line_return(request, pk):
    line = line_of(request, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    told(request, lambda: review.return_line(line, reason, by=request.user, at=timezone.now()), "已退回。")
    return redirect(line)


def asked_in(section, line):
    """Return the questions of a section that the page shows: asked of such a person and not jumped over.

    Jumps within the section are left to the script and to the service.
    """
    form, answers = Form(line.round.form), line.all_answers
    before, places = {}, list(form.questions)
    first = places.index(section.questions[0].code)
    for code in places[:first]:
        if code in answers:
            before[code] = answers[code]
    applies = set(form.applicable(entry.subject_of(line), before))
    return [question for question in section.questions if question.code in applies]


def parts_of(line):
    """Return the sections that apply to the person: {code, title, url, state, tone} each."""
    form, answers = Form(line.round.form), line.all_answers
    applies = form.applicable(entry.subject_of(line), answers)
    missing = set(form.missing(entry.subject_of(line), answers))
    parts = []
    for section in form.sections:
        own = [question.code for question in section.questions if question.code in applies]
        if own:
            left = len(missing & set(own))
            is_begun = section.code in line.versions or any(answers.get(code) for code in own)
            state, tone = ("已填", "good") if not left else (f"还差 {left} 题", "warn")
            if not is_begun:
                state, tone = "未填", "none"
            url = reverse("survey:line_section", args=[line.pk, section.code])
            parts.append(
                {"code": section.code, "title": section.title, "url": url, "state": state, "tone": tone}
            )
    return parts


def _after(line, code):
    """Return the address of the next section, or of the sheet after the last."""
    parts = parts_of(line)
    codes = [part["code"] for part in parts]
    order = [section.code for section in Form(line.round.form).sections]
    later = [part for part in parts if order.index(part["code"]) > order.index(code)]
    return later[0]["url"] if later and codes else line.get_absolute_url()


def _standing(line, section):
    """Return (question, answer in words) of what somebody else has saved; numbers of people are left out."""
    answers = line.all_answers
    return [
        (
            f"{question.code} {question.text}",
            "（不显示）" if question.is_private else question.words(answers[question.code]),
        )
        for question in section.questions
        if answers.get(question.code)
    ]


def _saved(request, words, url):
    """Lead on after a save; the script of the page gets the address as data."""
    if request.headers.get(BY_SCRIPT):
        return JsonResponse({"saved": True, "next": url, "words": words})
    messages.success(request, words)
    return redirect(url)


def _page(request, template, context):
    if request.headers.get(BY_SCRIPT) and request.method == "POST":
        errors = [message for rows in context["form"].errors.values() for message in rows]
        return JsonResponse({"saved": False, "conflict": bool(context["conflict"]), "words": "".join(errors)})
    return render(request, template, context, fragment="form")
