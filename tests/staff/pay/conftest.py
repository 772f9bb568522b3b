from decimal import Decimal

import pytest

from accounts.roles import Role
from staff.models import PayPolicy
from staff.pay.selectors.rolls import compute_roll
from staff.pay.services.making import make_run
from tests import paying
from tests.factories import AppointmentFactory, PostFactory, PostingFactory, VillageFactory
from tests.staff.conftest import NOON


@pytest.fixture
def held(village, standard):
    """Somebody in a village post since 2020, at a hundred yuan a month."""
    return AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞")


@pytest.fixture
def run(held, county, clerk):
    """The first half-year as a draft."""
    return make_run(county, paying.FIRST, by=clerk, at=NOON)


@pytest.fixture
def others(township, standard):
    """Two more in the same township."""
    return [
        AppointmentFactory(
            post=PostFactory(unit=VillageFactory(name=f"{name}村", parent=township)), member__name=name
        )
        for name in ("李强", "王芳")
    ]


@pytest.fixture
def finance(county):
    return PostingFactory(unit=county, role=Role.FINANCE).user


@pytest.fixture
def township_clerk(township):
    return PostingFactory(unit=township, role=Role.TOWNSHIP_CLERK).user


@pytest.fixture
def cast(clerk, manager):
    """Who takes a run through its steps, and when."""
    return {"maker": clerk, "checker": manager, "at": NOON}


@pytest.fixture
def first_half(county, held, cast):
    """The first half-year, closed: six hundred yuan."""
    return paying.closed(county, paying.FIRST, **cast)


@pytest.fixture
def asks_a_third(county):
    """The county asks for a second approver above five hundred yuan."""
    return PayPolicy.objects.create(unit=county, since=paying.FIRST[0], second_above=Decimal(500))


@pytest.fixture
def roll_of(county):
    """Return the lines of a period as they would be computed now."""
    return lambda months: compute_roll(county, months).lines
