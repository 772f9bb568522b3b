"""The invented events in the life of those in post."""

from datetime import date, timedelta

import pytest

from staff.life.demo import make_careers
from staff.models import Appointment, CareerEvent, HandOver
from tests.factories import AppointmentFactory, PostFactory, VillageFactory
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)


@pytest.fixture
def told(county, township, clerk):
    """Some eighty in post, three of whom left lately, and the number of events."""
    for village in VillageFactory.create_batch(80, parent=township):
        AppointmentFactory(post=PostFactory(unit=village), contract_until=TODAY + timedelta(days=400))
    first = list(Appointment.objects.order_by("pk"))
    for one in first[:3]:
        one.contract_until = TODAY + timedelta(days=30)
    for one in first[3:6]:
        one.until, one.end_reason = TODAY - timedelta(days=20), "resigned"
    Appointment.objects.bulk_update(first, ["contract_until", "until", "end_reason"])
    return make_careers(county, at=NOON, by=clerk)


def test_some_have_been_renewed_warned_and_let_go(told):
    kinds = set(CareerEvent.objects.values_list("kind", flat=True))

    assert kinds == {"renewed", "talk", "mending", "left"}
    assert told == CareerEvent.objects.count()


def test_every_other_contract_that_was_to_end_goes_on(told):
    assert Appointment.objects.filter(contract_until__year=2029).count() == 2


def test_who_left_has_a_reason_and_handed_over_but_one(told):
    left = CareerEvent.objects.filter(kind="left")

    assert {event.text for event in left} == {"本人外出务工，书面提出辞职。"}
    assert HandOver.objects.count() == left.count() - 1 == 2
