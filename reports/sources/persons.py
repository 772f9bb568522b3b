"""What the register knows of persons one by one, as short texts for a form: a fixed number of queries.

Numbers are masked as on the page of a person. A paper stays, and whoever may see persons there can open it
again; the full number is shown on the screen only, against a reason that is logged (domain.md §9.3).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from registry.benefits.models import Grant
from registry.choices import Relation
from registry.models import Certificate, Person
from registry.needs.models import Completion, Need
from registry.survey.choices import FINISHED, Mode
from registry.survey.models import SurveyLine, SurveyRound
from registry.survey.rules import Form
from registry.survey.services.entry import subject_of

PLACE = ("unit__parent__parent", "residence__parent")
DAY = "%Y-%m-%d"


@dataclass
class Known:
    """One person with what hangs on them: the certificate, the household, and what was asked and done."""

    person: Person
    card: Certificate | None = None
    household: list = field(default_factory=list)
    grants: list = field(default_factory=list)
    needs: list = field(default_factory=list)
    services: list = field(default_factory=list)
    visits: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)  # code of a question: answer in words

    def grant(self, code):
        """Return in words what is granted of a benefit; empty without any."""
        return "；".join(granted(own) for own in self.grants if own.kind.code == code)

    def other_grants(self, codes):
        """Return in words what is granted besides these benefits."""
        return "；".join(
            f"{own.kind.short_name} {granted(own)}" for own in self.grants if own.kind.code not in codes
        )

    def answer(self, *codes):
        """Return the answers to these questions of the last survey, those that there are."""
        return "；".join(self.answers[code] for code in codes if self.answers.get(code))


def granted(grant):
    """Return a grant in words: 一级，每月 100 元，2026年1月起."""
    amount = grant.amount.normalize()
    return f"{grant.tier}，每月 {amount:f} 元，{grant.first_month.year}年{grant.first_month.month}月起"


def known_of(people, *, on):
    """Return a `Known` for each of the people (a queryset of `Person`), household by household."""
    found = list(people.select_related(*PLACE))
    known = {person.pk: Known(person) for person in found}
    _cards(known)
    _households(known, found)
    _grants(known)
    _needs(known, on)
    _services(known)
    _surveys(known)
    return sorted(known.values(), key=_place_in_book)


def _place_in_book(known):
    person = known.person
    number = person.household_number
    is_head = person.relation == Relation.HEAD
    return person.unit_path, not number, number, not is_head, person.birth_date, person.pk


def _cards(known):
    for card in Certificate.objects.current().filter(person__in=known):
        known[card.person_id].card = card


def _households(known, found):
    """Note who else of the register lives in the household, also when only one of them is asked for."""
    numbers = {person.household_number for person in found} - {""}
    paths = {person.unit_path for person in found}
    near = Person.objects.active().filter(unit_path__in=paths, household_number__in=numbers)
    members = defaultdict(list)
    for own in near.order_by("birth_date", "pk").only(
        "name", "sex", "birth_date", "relation", "category", "grade", "unit_path", "household_number"
    ):
        members[own.unit_path, own.household_number].append(own)
    for one in known.values():
        person = one.person
        one.household = members.get((person.unit_path, person.household_number), [])


def _grants(known):
    rows = Grant.objects.running().filter(person__in=known).select_related("kind")
    for grant in rows.order_by("kind__order", "pk"):
        known[grant.person_id].grants.append(grant)


def _needs(known, on):
    """Note what is open, and what was closed this year."""
    rows = Need.objects.filter(person__in=known, registered_on__lte=on)
    for need in rows.order_by("registered_on", "pk"):
        if need.is_open or need.closed_on.year == on.year:
            known[need.person_id].needs.append(need)


def _services(known):
    rows = Completion.objects.filter(person__in=known).select_related("project")
    for own in rows.order_by("-done_on", "pk"):
        known[own.person_id].services.append(own)


def _surveys(known):
    """Note the visits of surveys, newest first, and the answers of the last one that was finished."""
    lines = SurveyLine.objects.filter(person__in=known, state__in=FINISHED).exclude(mode=Mode.LOST)
    rounds = SurveyRound.objects.in_bulk(set(lines.order_by().values_list("round", flat=True)))
    forms = {key: Form(own.form) for key, own in rounds.items()}
    for line in lines.select_related("saved_by").order_by("-round__year", "-pk"):
        own = known[line.person_id]
        own.visits.append((line, rounds[line.round_id]))
        if len(own.visits) == 1:
            own.answers = _words(line, forms[line.round_id])


def _words(line, form):
    answers = line.all_answers
    return {
        code: form.questions[code].words(answers[code])
        for code in form.applicable(subject_of(line), answers)
        if answers.get(code) and not form.questions[code].is_private
    }
