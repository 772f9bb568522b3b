"""What happens in another county changes nothing in any report, and who may not see a kind does not."""

import json
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts.roles import Role
from registry.benefits.models import Payment
from registry.health.services.scoring import refresh_county
from registry.models import Person
from reports.doors import kinds_for
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.snapshots import digest_of
from staff.models import Member
from tests.factories import (
    CommunityFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
)
from tests.factories.benefits import GrantFactory, benefits_of
from tests.factories.boards import TermFactory
from tests.factories.grading import RecognitionFactory
from tests.factories.health import FindingFactory
from tests.factories.ledgers import DiaryEntryFactory
from tests.factories.needs import CompletionFactory, NeedFactory, ProjectFactory
from tests.factories.petitions import PetitionFactory
from tests.factories.rounds import SheetFactory
from tests.factories.survey import SurveyLineFactory
from tests.reports.conftest import add_checks, add_people, add_staff


def stated(code, unit):
    """Return the digest of all that a kind states of a unit, or why it states nothing."""
    kind = KINDS[code]
    try:
        subject = kind.subject(unit, 2026)
        return digest_of(code, subject, *kind.build(subject, None))
    except NotPossible as problem:
        return str(problem)


@pytest.fixture
def elsewhere(world):
    """Return what fills another county as `world` is filled."""

    def fill():
        here = type(world)(county=CountyFactory(name="靖远县", code="620421"), clerk=world.clerk)
        here.huishi = TownshipFactory(name="乌兰镇", code="620421100", parent=here.county)
        here.guocheng = TownshipFactory(name="东湾镇", code="620421101", parent=here.county)
        here.nanshi = VillageFactory(name="河靖坪村", code="620421100201", parent=here.huishi)
        here.xiguan = CommunityFactory(name="鹿鸣社区", code="620421100001", parent=here.huishi)
        here.hongbaozi = VillageFactory(name="东湾村", code="620421101201", parent=here.guocheng)
        add_people(here, first=100)
        add_staff(here)
        add_checks(here)
        return here

    return fill


def busy(here):
    """Let something of every other kind happen in a county that is filled as `world`."""
    person = PersonFactory(unit=here.nanshi)
    kind = benefits_of(here.county)["care"]
    Payment.objects.create(
        person=person, unit_path=person.unit_path, kind=kind, month=date(2026, 10, 1), amount=100
    )
    GrantFactory(person=person, kind=kind)
    FindingFactory(person=person)
    refresh_county(here.county, date(2026, 11, 20))
    NeedFactory(person=person)
    CompletionFactory(person=person, project=ProjectFactory(unit=here.county))
    PetitionFactory(unit=here.nanshi, county=here.county)
    DiaryEntryFactory(unit=here.nanshi)
    SurveyLineFactory(unit=here.nanshi, person=person, finished=True)
    RecognitionFactory(sheet=SheetFactory(unit=here.nanshi), kind="demo")
    TermFactory(board__unit=here.nanshi)


def test_no_kind_changes_with_another_county(world, elsewhere):
    units = (world.county, world.huishi, world.nanshi)
    busy(world)
    wanted = [(code, unit) for code, kind in sorted(KINDS.items()) for unit in units if kind.suits(unit)]
    before = {pair: stated(*pair) for pair in wanted}

    busy(elsewhere())

    assert [pair for pair in wanted if stated(*pair) != before[pair]] == []


@pytest.mark.parametrize("role", [Role.FINANCE, Role.CITY_VIEWER, Role.LEADER])
def test_who_may_not_see_what_a_kind_tells_is_not_offered_it(world, role):
    user = UserFactory()
    PostingFactory(user=user, unit=world.county.parent or world.county, role=role)
    offered = {kind.code for kind in kinds_for(user)}

    assert offered == {code for code, kind in KINDS.items() if kind.needs is None or user.holds(kind.needs)}
    assert ("data_quality" in offered) == ("subsidy_statistics" in offered) == (role == Role.LEADER)


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_that_names_people_says_in_which_list_they_are(world, code):
    kind = KINDS[code]
    unit = next(own for own in (world.county, world.nanshi) if kind.suits(own))
    try:
        content, lists = kind.build(kind.subject(unit, 2026), None)
    except NotPossible:
        return

    sizes = {own.key: len(own.rows) for own in lists}
    told = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)
    names = [*Person.objects.values_list("name", flat=True), *Member.objects.values_list("name", flat=True)]
    assert any(name in told for name in names) == any(sizes[key] for key in kind.people)
    assert set(kind.people) <= sizes.keys()
