"""复查验收: a seeded sample of the finished sheets is asked again and compared (domain.md §2.1)."""

import json
from math import ceil
from random import Random

from django.db import transaction

from core.permissions import Permission
from orgs.scoping import UnitScope
from registry.survey.choices import FINISHED, Mode
from registry.survey.models import SurveyCheck, SurveyCheckLine, SurveyLine
from registry.survey.rules import Form
from registry.survey.services.entry import subject_of
from registry.survey.services.refusal import SurveyRefused, must_cover


@transaction.atomic
def draw_check(survey, unit, *, by, at, percent, seed):
    """Draw a sample of the finished sheets below a unit and return the check. The same seed draws the same.

    Those who could not be met are left out: there is nothing to compare.

    :raises SurveyRefused: outside the scope or the county, drawn before, or nothing is finished.
    """
    must_cover(by, Permission.SURVEY_REVIEW, unit)
    if not unit.path.startswith(survey.unit.path):
        raise SurveyRefused("该单位不在本轮调查的范围内。", field="unit")
    same = SurveyCheck.objects.filter(round=survey, unit=unit, percent=percent, seed=seed)
    if same.exists():
        raise SurveyRefused("用这个种子和比例已抽过样本，请换一个种子。", field="seed")
    scope = UnitScope(paths=frozenset({unit.path}))
    lines = SurveyLine.objects.within(scope).filter(round=survey, state__in=FINISHED).exclude(mode=Mode.LOST)
    keys = list(lines.order_by("unit_path", "number").values_list("pk", flat=True))
    if not keys:
        raise SurveyRefused("还没有已完成的底册，不能抽取样本。", field="unit")
    check = SurveyCheck.objects.create(
        round=survey, unit=unit, percent=percent, seed=seed, drawn_from=len(keys), by=by, at=at
    )
    drawn = Random(seed).sample(keys, ceil(len(keys) * percent / 100))  # noqa: S311 -- to be drawn again
    SurveyCheckLine.objects.bulk_create(SurveyCheckLine(check_of=check, line_id=key) for key in sorted(drawn))
    return check


@transaction.atomic
def enter_check(row, answers, *, by, at):
    """Write what was answered the second time, compare it, and return the row.

    :param answers: {code: value}; every question that applies by either asking counts as one item.
    :raises SurveyRefused: outside the scope, or entered before.
    """
    rows = SurveyCheckLine.objects.select_for_update(of=("self",))
    row = rows.select_related("line__round", "line__unit").get(pk=row.pk)
    must_cover(by, Permission.SURVEY_REVIEW, row.line.unit)
    if row.done_at:
        raise SurveyRefused("这一份已经复查过，没有再写一次。")
    form, subject, first = Form(row.line.round.form), subject_of(row.line), row.line.all_answers
    second, _ = form.cleaned(subject, answers)
    if missing := form.missing(subject, second):
        raise SurveyRefused(f"还有没答的题：{'、'.join(missing)}。")
    asked = [
        code
        for code in form.questions
        if code in {*form.applicable(subject, first), *form.applicable(subject, second)}
        and not form.questions[code].is_optional
    ]
    row.items = len(asked)
    row.differing = [code for code in asked if (first.get(code) or "") != (second.get(code) or "")]
    row.answers = json.dumps(second, ensure_ascii=False)
    row.done_at, row.done_by = at, by
    row.save()
    return row
