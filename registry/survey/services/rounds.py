"""Preparing a round: its window and header, its form, its opening and its end."""

import copy

from django.db import transaction

from accounts import audit
from core.permissions import Permission
from registry.survey.choices import RoundState
from registry.survey.defaults import HEADER, default_form
from registry.survey.models import SurveyRound
from registry.survey.rules import Form
from registry.survey.services.drawing import draw_lines
from registry.survey.services.refusal import SurveyRefused, locked_round, must_cover
from registry.survey.soundness import faults_of

FROZEN = ("year", "standard_on", "starts_on")  # what the 底册 was drawn by


@transaction.atomic
def create_round(county, *, by, at, **facts):
    """Prepare the round of a year, with the form of the last round or the shipped one, and return it.

    :raises SurveyRefused: outside the scope, or the year has one.
    """
    must_cover(by, Permission.SURVEY_MANAGE, county)
    if SurveyRound.objects.filter(unit=county, year=facts["year"]).exists():
        raise SurveyRefused(f"{county.name} {facts['year']} 年已有调查，不能再建一轮。", field="year")
    last = SurveyRound.objects.filter(unit=county).order_by("-year").first()
    form = copy.deepcopy(last.form) if last else default_form()
    return SurveyRound.objects.create(unit=county, form=form, **{**HEADER, **facts})


@transaction.atomic
def update_round(survey, *, by, at, **facts):
    """Change title, window or header; of an open round only what the 底册 does not hang on.

    :raises SurveyRefused: outside the scope, closed, or frozen.
    """
    survey = locked_round(survey)
    must_cover(by, Permission.SURVEY_MANAGE, survey.unit)
    if survey.state == RoundState.CLOSED:
        raise SurveyRefused("本轮调查已结束，不能再改。")
    for name, value in facts.items():
        if not survey.is_draft and name in FROZEN and value != getattr(survey, name):
            raise SurveyRefused("底册已经生成，年度、标准时点和开始日期不能再改。", field=name)
        setattr(survey, name, value)
    survey.save()
    return survey


@transaction.atomic
def change_question(survey, code, *, by, at, **facts):
    """Change a question while the round is prepared: its words, options, jumps, conditions (★) and limits.

    :param facts: keys of a question of `form.toml` but `code`, `kind` and what maps it to the register;
        `is_off` and `off_options` switch it or options of it off; those given are replaced.
    :raises SurveyRefused: outside the scope, already opened, unknown, or the form would not hold together.
    """
    survey = locked_round(survey)
    must_cover(by, Permission.SURVEY_MANAGE, survey.unit)
    if not survey.is_draft:
        raise SurveyRefused("调查已经开始，调查表不能再改。")
    part, question = find_question(survey.form, code)
    if question is None:
        raise SurveyRefused(f"调查表里没有 {code}。")
    question.update(facts)
    if faults := faults_of(Form(survey.form, part)):
        raise SurveyRefused("".join(faults))
    survey.save()
    return survey


def find_question(form, code):
    """Return (part, mapping) of a question of a form; (None, None) if there is none."""
    for part in ("sections", "village"):
        for section in form.get(part, ()):
            for question in section["questions"]:
                if question["code"] == code:
                    return part, question
    return None, None


@transaction.atomic
def open_round(survey, *, by, at):
    """Draw the 底册, freeze the form and open the round; return how many sheets there are.

    :raises SurveyRefused: outside the scope, opened before, a faulty form, or nobody to survey.
    """
    survey = locked_round(survey)
    must_cover(by, Permission.SURVEY_MANAGE, survey.unit)
    if not survey.is_draft:
        raise SurveyRefused(f"{survey.title}的底册已经生成，没有再生成一次。")
    if faults := [*faults_of(Form(survey.form)), *faults_of(Form(survey.form, "village"))]:
        raise SurveyRefused("".join(faults))
    survey.line_count = draw_lines(survey, at=at)
    if not survey.line_count:
        raise SurveyRefused(f"{survey.unit.name}在册人员中没有持证残疾人，不能生成底册。请先登记或导入。")
    survey.state, survey.opened_at = RoundState.OPEN, at
    survey.save()
    audit.record(audit.Event.IMPORT, by=by, about=survey, reason="生成调查底册", rows=survey.line_count)
    return survey.line_count


@transaction.atomic
def close_round(survey, *, by, at):
    """End an open round; nothing can be entered any more.

    :raises SurveyRefused: outside the scope, or not open.
    """
    survey = locked_round(survey)
    must_cover(by, Permission.SURVEY_MANAGE, survey.unit)
    if not survey.is_open:
        raise SurveyRefused(f"{survey.title}{survey.get_state_display()}，不能结束。")
    survey.state, survey.closed_at = RoundState.CLOSED, at
    survey.save()
    return survey
