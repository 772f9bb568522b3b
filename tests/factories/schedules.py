from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.roles import Role
from core.models import Job
from reports.models import Delivery, Schedule, ScheduledRun
from tests.factories.accounts import PostingFactory, UserFactory
from tests.factories.orgs import CountyFactory


class ScheduleFactory(DjangoModelFactory):
    """A quarter's sheet of a township, made on the last day, in the care of the county's clerk."""

    class Meta:
        model = Schedule

    unit = factory.SubFactory(CountyFactory)
    place = factory.SelfAttribute("unit")
    code = factory.Sequence(lambda n: f"own{n}")
    title = "目标考核季通报"
    report, every = "quarter_bulletin", "quarter"
    since = date(2026, 9, 1)
    owner = factory.LazyAttribute(lambda own: PostingFactory(unit=own.unit, role=Role.COUNTY_CLERK).user)


class ScheduledRunFactory(DjangoModelFactory):
    """The third quarter, made."""

    class Meta:
        model = ScheduledRun

    schedule = factory.SubFactory(ScheduleFactory)
    unit = factory.SelfAttribute("schedule.unit")
    code = factory.SelfAttribute("schedule.code")
    first, last = date(2026, 7, 1), date(2026, 9, 30)
    begun_at = datetime(2026, 9, 30, 22, 0, tzinfo=UTC)
    job = factory.LazyAttribute(
        lambda own: Job.objects.create(
            kind="make_scheduled_report", requested_by=own.schedule.owner, state=Job.State.DONE
        )
    )


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    run = factory.SubFactory(ScheduledRunFactory)
    user = factory.SubFactory(UserFactory)
