"""What the rules of a county propose to make of final results, and what it has made of them."""

from dataclasses import dataclass

from assessments.grading.choices import RecognitionKind, When
from assessments.grading.models import Recognition
from assessments.grading.selectors.grading import bands_of
from assessments.grading.selectors.ranking import RankLine
from assessments.grading.selectors.rules import rules_for
from assessments.rounds.models import Result
from assessments.schemes.choices import BandKind


@dataclass(frozen=True)
class Proposal:
    """A unit that a rule proposes for something, and by what."""

    line: RankLine
    kind: str
    name: str
    reason: str

    @property
    def key(self):
        """Return what names the proposal in a form."""
        return f"{self.line.sheet.pk}:{self.name}"


def proposals_of(ranking, kind):
    """Return the `Proposal`s of one kind by place. Vetoed units are proposed for no honour. Two queries."""
    rules = rules_for(ranking.round.county, ranking.round.year)
    make = {RecognitionKind.STAR: _stars, RecognitionKind.DEMO: _demos}.get(kind, _measures)
    found = make(ranking, rules, kind)
    if RecognitionKind(kind).is_honour:
        found = [one for one in found if not one.line.veto]
    return found


def recognised(round_, kind):
    """Return what the county has made of the results of a round, of one kind, in tree order. One query."""
    rows = Recognition.objects.filter(sheet__round=round_, kind=kind).standing()
    return rows.select_related("sheet__unit__parent", "by").order_by("name", "sheet__unit__path")


def barred_from_honours(county, year):
    """Return {unit id: the veto} of the units that lose every 评优 of a year. One query."""
    rows = Result.objects.filter(sheet__round__county=county, sheet__round__year=year).exclude(veto="")
    return dict(rows.values_list("sheet__unit", "veto"))


def _stars(ranking, rules, kind):
    bands = bands_of(ranking.round.scheme)[BandKind.STAR]
    worthless = {band.name for band in bands if not band.from_points}
    return [
        Proposal(line, kind, line.grading.stars, f"考核 {line.total} 分，评定为{line.grading.stars}")
        for line in ranking.lines
        if line.grading.stars and line.grading.stars not in worthless
    ]


def _demos(ranking, rules, kind):
    found = []
    for line in ranking.lines:
        why = [
            f"档次为{line.grading.tier}" if line.grading.tier in rules.demo_tiers else "",
            f"等次为{line.grading.grade}" if line.grading.grade in rules.demo_grades else "",
        ]
        if any(why):
            found.append(Proposal(line, kind, "示范点", "，".join(word for word in why if word)))
    return found


def _measures(ranking, rules, kind):
    return [
        Proposal(line, kind, measure.name, f"{measure.words}（{_fact(line, measure)}）")
        for measure in rules.measures
        if measure.kind == kind
        for line in ranking.lines
        if _applies(line, measure, ranking)
    ]


def _applies(line, measure, ranking):
    when, value = When(measure.when), measure.value
    if when == When.GRADE:
        return line.grading.grade == value
    if when == When.TIER:
        return line.grading.tier == value
    if when == When.VETOED:
        return bool(line.veto)
    number = int(value or 0)
    if when == When.TOP:
        return line.grading.rank <= number
    if when == When.BOTTOM:
        return _worse_than(line, ranking) < number
    steps = line.moved.steps or 0
    return bool(number) and (steps >= number if when == When.ROSE else -steps >= number)


def _worse_than(line, ranking):
    """Return how many units have fewer points."""
    return sum(other.total < line.total for other in ranking.lines)


def _fact(line, measure):
    if When(measure.when) in (When.ROSE, When.FELL):
        return f"{line.moved.before}→{line.moved.now}"
    if measure.when == When.VETOED:
        return line.veto
    return f"{line.total} 分，第 {line.grading.rank} 名"
