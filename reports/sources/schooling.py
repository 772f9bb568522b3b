"""Which children are at no school: what the yearly survey has found, question R11 (domain.md §2.3)."""

from orgs.models import Unit
from orgs.scoping import below
from registry.survey.choices import FINISHED, Mode
from registry.survey.models import SurveyLine, SurveyRound
from registry.survey.rules import Form

QUESTION, AT_NO_SCHOOL = "R11", "未入学"
SCHOOL_AGE = range(6, 16)  # 6 to 15 full years, as question R12 of the survey has it
YEARS_GOOD = 1  # a survey older than that says nothing of today's children
OUT, IN, UNASKED = "out", "in", "unasked"
WORDS = {OUT: "未入学", IN: "在校", UNASKED: "未调查", "": "—"}


def asked_at_school(subject):
    """Return ({person: OUT or IN}, titles of the surveys) as known on the day. Two queries.

    Of each county the newest survey of the year or of the one before counts, as far as it had come.
    """
    rounds = _rounds(subject)
    options = {one.pk: _option(one) for one in rounds}
    lines = SurveyLine.objects.filter(
        below(subject.unit.path, "unit_path"), round__in=options, state__in=FINISHED,
        visited_on__lte=subject.as_of,
    ).exclude(mode=Mode.LOST)  # fmt: skip
    found = {}
    for person, round_, answers in lines.order_by("pk").values_list("person", "round", "answers"):
        answer = answers.get(QUESTION)
        if answer and options[round_]:  # else the form does not ask it
            found[person] = OUT if answer == options[round_] else IN
    return found, [one.title for one in rounds]


def _rounds(subject):
    years = range(subject.year - YEARS_GOOD, subject.year + 1)
    above = [*subject.unit.ancestor_paths, subject.unit.path]
    counties = Unit.objects.filter(level=Unit.Level.COUNTY)
    own = counties.filter(path__in=above) | counties.below(subject.unit)
    opened = SurveyRound.objects.opened().filter(
        unit__in=own, year__in=years, opened_at__date__lte=subject.as_of
    )
    return list({one.unit_id: one for one in opened.order_by("year")}.values())


def _option(round_):
    """Return the code of the answer 未入学 in the form of a survey, empty if it does not ask."""
    question = Form(round_.form).questions.get(QUESTION)
    options = question.options if question is not None else {}
    return next((code for code, text in options.items() if text == AT_NO_SCHOOL), "")
