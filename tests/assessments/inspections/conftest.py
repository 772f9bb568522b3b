from datetime import date

import pytest

from accounts.roles import Role
from assessments.inspections.choices import SeedSource
from assessments.inspections.services import planning
from assessments.models import InspectionPlan, Visit
from tests.assessments.conftest import NOON
from tests.factories import PostingFactory, TownshipFactory, VillageFactory


@pytest.fixture
def villages(township, village):
    """会师镇 with three villages and 河畔镇 with two."""
    there = TownshipFactory(name="河畔镇", parent=township.parent)
    here = [village, *(VillageFactory(name=name, parent=township) for name in ("西岩村", "北关村"))]
    return [*here, *(VillageFactory(name=name, parent=there) for name in ("北岸村", "南岸村"))]


@pytest.fixture
def manager(county):
    return PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user


@pytest.fixture
def plan(county, six, villages, clerk, manager):
    """Two villages of each township, by the list 六有."""
    made = InspectionPlan(
        county=county,
        year=2026,
        quarter=4,
        title="四季度村级残协督查",
        checklist=six,
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 20),
        per_stratum=2,
    )
    return planning.save_plan(made, [clerk], by=manager)


@pytest.fixture
def drawn(plan, manager):
    planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)
    planning.draw(plan, by=manager, at=NOON)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def visit(drawn):
    """The first visit at a village of 会师镇."""
    rows = Visit.objects.filter(plan=drawn, unit__parent__name="会师镇")
    return rows.select_related("plan", "unit__parent").order_by("unit__path").first()
