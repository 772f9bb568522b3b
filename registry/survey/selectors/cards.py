"""What the person's page shows of surveys."""

from core.permissions import Permission
from registry.survey.models import SurveyLine
from registry.survey.rules import Form
from registry.survey.services.entry import subject_of

SHOWN = 3
NOTED = 8  # answers of the last survey that the card names


def surveys_about(person, user):
    """Return the newest surveys of a person that the user may see, with some answers of the last one."""
    scope = user.scope_of(Permission.SURVEY_VIEW)
    if not scope:
        return None
    lines = SurveyLine.objects.within(scope).filter(person=person).select_related("round")
    lines = list(lines.order_by("-round__year")[:SHOWN])
    asked = next((line for line in lines if line.answers), None)
    return {"lines": lines, "asked": asked, "answers": answers_of(asked)[:NOTED] if asked else []}


def answers_of(line):
    """Return the answers that apply as (code, question, answer in words), in order; no numbers of people."""
    form, answers = Form(line.round.form), line.all_answers
    return [
        (code, form.questions[code].text, form.questions[code].words(answers[code]))
        for code in form.applicable(subject_of(line), answers)
        if answers.get(code) and not form.questions[code].is_private
    ]
