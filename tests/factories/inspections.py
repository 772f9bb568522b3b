from datetime import date, datetime

import factory
from factory.django import DjangoModelFactory

from assessments.inspections.choices import PlanState, SeedSource
from assessments.inspections.lottery import commitment_of, digest_of
from assessments.inspections.selectors.pools import entries_of, pool_of
from assessments.models import InspectionFinding, InspectionPlan, Visit
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SHANGHAI, ChecklistFactory
from tests.factories.orgs import VillageFactory

SEED = "6b0f5e7a1c2d3e4f6b0f5e7a1c2d3e4f"


def _pool(plan):
    """Return the list of a plan that is being made."""
    return pool_of(InspectionPlan(county=plan.county, checklist=plan.checklist, year=plan.year))


class InspectionPlanFactory(DjangoModelFactory):
    """The inspection of 六有 in the fourth quarter of 2026; `drawn=True` has announced and drawn it."""

    class Meta:
        model = InspectionPlan
        skip_postgeneration_save = True

    checklist = factory.SubFactory(ChecklistFactory, for_villages=True)
    county = factory.SelfAttribute("checklist.county")
    year = 2026
    quarter = 4
    title = "2026 年第四季度村级残协督查"
    starts_on = date(2026, 11, 1)
    ends_on = date(2026, 12, 20)
    created_by = factory.SubFactory(UserFactory)

    class Params:
        drawn = factory.Trait(
            state=PlanState.DRAWN,
            seed_source=SeedSource.COMMITTED,
            seed=SEED,
            commitment=commitment_of(SEED),
            announced_at=datetime(2026, 11, 1, 9, tzinfo=SHANGHAI),
            announced_by=factory.SelfAttribute("created_by"),
            drawn_at=datetime(2026, 11, 2, 9, tzinfo=SHANGHAI),
            drawn_by=factory.SelfAttribute("created_by"),
            pool=factory.LazyAttribute(_pool),
            pool_digest=factory.LazyAttribute(lambda plan: digest_of(entries_of(plan.pool))),
        )


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    plan = factory.SubFactory(InspectionPlanFactory, drawn=True)
    unit = factory.SubFactory(VillageFactory)
    stratum = "会师镇"
    ticket = "0" * 64
    rank = 1


class InspectionFindingFactory(DjangoModelFactory):
    class Meta:
        model = InspectionFinding

    visit = factory.SubFactory(VisitFactory)
    subject = "有协会牌子"
    text = "牌子破损，字迹不清。"
    due_on = date(2026, 12, 10)
    responsible = "王芳"
    found_by = factory.SubFactory(UserFactory)
    found_on = date(2026, 11, 10)
