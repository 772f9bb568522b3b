from random import Random

import pytest
from django.utils import timezone

from orgs.scoping import EVERYWHERE
from registry.certificates.choices import CaseKind, CaseState
from registry.certificates.demo import make_cases
from registry.certificates.models import CertificateCase
from registry.certificates.selectors.cases import case_tally
from registry.choices import CardState
from registry.demo import make_persons
from tests.factories import CountyFactory, TownshipFactory, UserFactory, VillageFactory


@pytest.fixture
def cases():
    """The cases of an invented county of 1,500 persons."""
    county = CountyFactory(name="会宁县")
    for _ in range(2):
        township = TownshipFactory(parent=county)
        VillageFactory.create_batch(3, parent=township)
    user, now = UserFactory(), timezone.now()
    make_persons(county, count=1500, rng=Random(1), at=now, by=user)  # noqa: S311
    make_cases(county, rng=Random(1), at=now, by=user)  # noqa: S311
    return CertificateCase.objects.select_related("person", "certificate", "replaced").prefetch_related(
        "entries"
    )


def test_are_in_every_state_and_of_nearly_every_kind(cases):
    assert {case.state for case in cases} == set(CaseState)
    assert {case.kind for case in cases} >= set(CaseKind) - {CaseKind.UNFREEZE}


def test_some_are_late(cases):
    assert case_tally(EVERYWHERE, timezone.localdate()).overdue


def test_agree_with_the_register(cases):
    done = [case for case in cases if case.is_done]

    assert all(case.certificate.person_id == case.person_id for case in done if case.certificate)
    assert all(case.person.is_archived for case in done if case.kind in {"cancel", "move_out"})
    assert all(case.replaced.state == CardState.CANCELLED for case in done if case.kind == CaseKind.CANCEL)


def test_tell_their_steps_in_order(cases):
    days = [[entry.done_on for entry in case.entries.all()] for case in cases]

    assert all(own == sorted(own) and own[-1] <= timezone.localdate() for own in days)
    assert all(case.entries.all()[0].step == "accept" for case in cases)
