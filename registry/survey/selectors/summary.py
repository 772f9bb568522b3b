"""汇总表: how often each option was chosen, by township or village. Counts only, nobody's own answer."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from core.freshness import remember
from orgs.models import Unit
from registry.survey.choices import FINISHED, Mode
from registry.survey.models import SurveyLine
from registry.survey.rules import Form


@dataclass(frozen=True)
class SummaryRow:
    """One option of a question; `counts` go with the units of the table. `head` begins a question."""

    question: object
    label: str
    counts: list
    is_head: bool = False

    @property
    def total(self):
        return sum(self.counts)


@dataclass(frozen=True)
class Summary:
    """The table: its units and rows, and how many sheets were counted."""

    units: list
    rows: list
    sheets: list

    @property
    def sheet_total(self):
        return sum(self.sheets)


def summary_of(survey, scope, *, section=None):
    """Return the summary of a round within a scope, of one section or of all. Three queries."""
    units = list(Unit.objects.within(scope).below(survey.unit).townships().in_tree_order())
    if len(units) < 2:
        units = list(Unit.objects.within(scope).below(survey.unit).grassroots().in_tree_order())
    length = len(units[0].path) if units else 1
    tallies = remember(
        f"survey-summary:{survey.pk}:{length}:{_key(scope)}", lambda: _tallies(survey, scope, length)
    )
    rows = []
    for part in Form(survey.form).sections:
        if section is None or part.code == section:
            rows += [row for question in part.questions for row in _rows(question, units, tallies)]
    sheets = [tallies[0].get(unit.path, 0) for unit in units]
    return Summary(units, rows, sheets)


def _key(scope):
    return scope.key.replace(",", "_")[:120]


def _tallies(survey, scope, length):
    """Return (sheets by place, {question: {(place, option): number}}) of finished sheets."""
    lines = SurveyLine.objects.within(scope).filter(round=survey, state__in=FINISHED).exclude(mode=Mode.LOST)
    sheets, found = Counter(), defaultdict(Counter)
    counted = {code for code, question in Form(survey.form).questions.items() if question.has_options}
    for path, answers in lines.order_by().values_list("unit_path", "answers").iterator(chunk_size=5000):
        place = path[:length]
        sheets[place] += 1
        for code, value in answers.items():
            if code in counted:
                for option in [value] if isinstance(value, str) else value:
                    found[code][place, option] += 1
    return dict(sheets), {code: dict(counts) for code, counts in found.items()}


def _rows(question, units, tallies):
    if not question.has_options or question.is_off:
        return
    counts = tallies[1].get(question.code, {})
    for place, (option, label) in enumerate(question.options.items()):
        yield SummaryRow(
            question, f"{option} {label}", [counts.get((unit.path, option), 0) for unit in units], place == 0
        )
