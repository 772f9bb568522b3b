"""The invented recruitments of the demo county."""

from datetime import date
from random import Random

import pytest

from registry.choices import CardState, Category, Grade
from staff.models import Appointment, Recruitment
from staff.recruiting.choices import Standing, State
from staff.recruiting.demo import make_recruitments
from tests.factories import PersonFactory, PostFactory, TownshipFactory, VillageFactory
from tests.staff.conftest import NOON

ACCOUNT = ("农村信用社", "6200000000000000001")


@pytest.fixture
def with_vacancies(county, clerk):
    """A county with seven posts that nobody holds."""
    township = TownshipFactory(parent=county)
    for village in VillageFactory.create_batch(7, parent=township):
        PostFactory(unit=village, established_on=date(2026, 1, 1))
        for _ in range(4):
            PersonFactory(
                unit=village, birth_date=date(1985, 1, 1), category=Category.PHYSICAL, grade=Grade.THREE,
                card_state=CardState.VALID, card_expires_on=date(2033, 1, 1),
            )  # fmt: skip
    make_recruitments(county, rng=Random(1), at=NOON, by=clerk, new_account=lambda: ACCOUNT)  # noqa: S311
    return county


def test_one_stands_at_each_stage(with_vacancies):
    states = Recruitment.objects.order_by("announced_on").values_list("state", flat=True)

    assert list(states) == [State.DONE, State.HIRING, State.NOTICE, State.EXAM, State.OPEN]


def test_one_has_been_held_to_its_end(with_vacancies):
    candidate = Recruitment.objects.get(state=State.DONE).candidates.get(standing=Standing.HIRED)
    appointment = Appointment.objects.get()

    assert candidate.appointment == appointment
    assert appointment.contract_number
    assert appointment.work_permit_number
    assert appointment.member.bank_account == ACCOUNT[1]
    assert set(appointment.events.values_list("kind", flat=True)) == {"hired", "permit"}
