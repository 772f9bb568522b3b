"""The invented events in the life of those in post."""

from collections import Counter
from datetime import date, timedelta

import pytest

from orgs.scoping import EVERYWHERE
from staff.life.demo import make_careers
from staff.life.selectors.alerts import alerts_in
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
    for one in first[3:6]:
        one.until, one.end_reason = TODAY - timedelta(days=20), "resigned"
    Appointment.objects.bulk_update(first, ["until", "end_reason"])
    return make_careers(county, at=NOON, by=clerk)


def test_some_have_been_renewed_warned_and_let_go(told):
    kinds = set(CareerEvent.objects.values_list("kind", flat=True))

    assert kinds == {"renewed", "talk", "mending", "left"}
    assert told == CareerEvent.objects.count()


def test_some_contracts_go_on_and_others_are_on_the_list_of_alerts(told):
    kinds = Counter(alert.kind for alert in alerts_in(EVERYWHERE, TODAY))

    assert Appointment.objects.filter(contract_until__year__gte=2029).count() == 4
    assert (kinds["contract_over"], kinds["contract_soon"]) == (1, 3)


def test_who_left_has_a_reason_and_handed_over_but_one(told):
    left = CareerEvent.objects.filter(kind="left")

    assert {event.text for event in left} == {"本人外出务工，书面提出辞职。"}
    assert HandOver.objects.count() == left.count() - 1 == 2
