from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from orgs.models import Unit
from registry.models import (
    SurveyChange,
    SurveyCheck,
    SurveyCheckLine,
    SurveyImport,
    SurveyLine,
    SurveyRound,
    SurveyVillage,
)
from registry.survey.choices import LineState, Mode, RoundState
from registry.survey.defaults import default_form
from registry.survey.rules import Form
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.registry import CertificateFactory, PersonFactory

SINCE = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
# Complete for an employed grown-up with a physical disability of the third grade.
ANSWERS = {
    "R2A": "13800001234", "R2B": "道口村一社", "R3": "1", "R4": "2", "R5": "2", "R6": "1",
    "R8": "1", "R9": "2", "R10": "3", "R13": "1", "R17": "7", "R20": ["9"], "R21": ["1"], "R22": "1",
    "R25": "1", "R27": ["9"], "R28": ["1"], "R31": "2", "R34": ["4"], "R35": ["9"], "R36": "1", "R38": "1",
}  # fmt: skip


class SurveyRoundFactory(DjangoModelFactory):
    """An open round of 2026, which runs all year; `is_draft=True` is one in preparation."""

    class Meta:
        model = SurveyRound

    class Params:
        is_draft = False

    unit = factory.SubFactory(CountyFactory)
    year = 2026
    title = factory.LazyAttribute(lambda one: f"{one.year} 年持证残疾人基本状况调查")
    standard_on = factory.LazyAttribute(lambda one: date(one.year, 6, 1))
    starts_on = factory.LazyAttribute(lambda one: date(one.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda one: date(one.year, 12, 31))
    form = factory.LazyFunction(default_form)
    state = factory.LazyAttribute(lambda one: RoundState.DRAFT if one.is_draft else RoundState.OPEN)
    opened_at = factory.LazyAttribute(lambda one: None if one.is_draft else SINCE)


def round_of(unit, **facts):
    """Return the open round of the county that a unit lies in, made if there is none."""
    county = (
        unit if unit.is_county else Unit.objects.get(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY)
    )
    return SurveyRound.objects.filter(unit=county).first() or SurveyRoundFactory(unit=county, **facts)


def survey_village(unit):
    """Return the village of the round, made if there is none."""
    return SurveyVillage.objects.get_or_create(round=round_of(unit), unit=unit)[0]


class SurveyLineFactory(DjangoModelFactory):
    """A line as drawing leaves it; `filled=True` is complete, `finished=True` declared so."""

    class Meta:
        model = SurveyLine

    class Params:
        filled = factory.Trait(
            mode=Mode.HOME,
            visited_on=date(2026, 6, 2),
            given=ANSWERS,
            state=LineState.DOING,
            saved_at=SINCE,
            saved_by=factory.SubFactory(UserFactory),
        )
        finished = factory.Trait(filled=True, state=LineState.DONE)
        approved = factory.Trait(filled=True, state=LineState.APPROVED)

    given = None
    unit = factory.SubFactory(VillageFactory)
    person = factory.LazyAttribute(lambda line: _holder(line))
    village = factory.LazyAttribute(lambda line: survey_village(line.unit))
    round = factory.SelfAttribute("village.round")
    unit_path = factory.SelfAttribute("unit.path")
    number = factory.Sequence(lambda n: n + 1)
    name = factory.SelfAttribute("person.name")
    sex = factory.SelfAttribute("person.sex")
    age = 40
    category, grade = "4", "3"
    address = factory.SelfAttribute("person.address")
    phone = factory.SelfAttribute("person.phone")

    @classmethod
    def _create(cls, model, *args, **facts):
        given = facts.pop("given", None)
        line = model(**facts)
        if given:
            line.put_answers(dict(given), Form(line.round.form).private)
        line.save()
        return line


def _holder(line):
    card = CertificateFactory(person=PersonFactory(unit=line.unit, phone="13900005678", address="道口村二社"))
    return card.person


class SurveyChangeFactory(DjangoModelFactory):
    class Meta:
        model = SurveyChange

    line = factory.SubFactory(SurveyLineFactory, finished=True)
    field, old, new = "phone", "13900005678", "13800001234"


class SurveyCheckFactory(DjangoModelFactory):
    class Meta:
        model = SurveyCheck

    unit = factory.SubFactory(TownshipFactory)
    round = factory.LazyAttribute(lambda check: round_of(check.unit))
    percent = 5
    seed = factory.Sequence(lambda n: n + 1)
    drawn_from = 1
    by = factory.SubFactory(UserFactory)
    at = SINCE


class SurveyCheckLineFactory(DjangoModelFactory):
    class Meta:
        model = SurveyCheckLine

    line = factory.SubFactory(SurveyLineFactory, finished=True)
    check_of = factory.LazyAttribute(lambda row: SurveyCheckFactory(unit=row.line.unit.parent))


class SurveyImportFactory(DjangoModelFactory):
    class Meta:
        model = SurveyImport

    unit = factory.SubFactory(VillageFactory)
    round = factory.LazyAttribute(lambda one: round_of(one.unit))
    uploaded_by = factory.SubFactory(UserFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"x", name="x.xlsx"))
    file_name = "底册.xlsx"
