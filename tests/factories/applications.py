from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from registry.applications.choices import Act, ApplicantKind, State
from registry.applications.defaults import default_procedure
from registry.applications.models import (
    Application,
    ApplicationEntry,
    ApplicationFile,
    ApplicationRule,
    Notice,
    NoticeEntry,
    Objection,
)
from registry.applications.selectors.procedures import county_of
from registry.applications.services.refusal import unit_at
from tests.factories.accounts import UserFactory
from tests.factories.assessments import PNG
from tests.factories.orgs import CountyFactory, VillageFactory
from tests.factories.registry import PersonFactory

SINCE = datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


class ApplicationFactory(DjangoModelFactory):
    """An application for 低保 as registering leaves it; `step_number=3` brings it to the fourth step."""

    class Meta:
        model = Application

    person = factory.SubFactory(PersonFactory)
    unit = factory.SelfAttribute("person.unit")
    county = factory.LazyAttribute(lambda one: county_of(one.unit))
    serial = factory.Sequence(lambda n: n + 501)
    year = factory.SelfAttribute("applied_on.year")
    number = factory.LazyAttribute(lambda one: f"SQ{one.year}-{one.serial:04d}")
    kind, kind_name = "dibao", "低保"
    applicant_kind = ApplicantKind.PERSON
    applicant_name = factory.SelfAttribute("person.name")
    applied_on = date(2026, 11, 2)
    plan = factory.LazyAttribute(lambda one: default_procedure(one.kind).as_json())
    step_number = 0
    step_kind = factory.LazyAttribute(lambda one: one.plan["steps"][one.step_number]["kind"])
    step_level = factory.LazyAttribute(lambda one: one.plan["steps"][one.step_number]["level"])
    step_name = factory.LazyAttribute(lambda one: one.plan["steps"][one.step_number]["name"])
    handler_unit = factory.LazyAttribute(lambda one: unit_at(one, one.step_level))
    since_on = factory.SelfAttribute("applied_on")
    due_on = factory.LazyAttribute(lambda one: one.since_on + 7 * DAY)
    remind_on = factory.LazyAttribute(lambda one: one.due_on and one.due_on - 2 * DAY)

    class Params:
        refused = factory.Trait(
            state=State.REFUSED, due_on=None, closed_on=date(2026, 11, 5), outcome="收入高于低保标准。"
        )


class ApplicationEntryFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationEntry

    application = factory.SubFactory(ApplicationFactory)
    act = Act.PASS
    step_number = factory.SelfAttribute("application.step_number")
    step_name = factory.SelfAttribute("application.step_name")
    level = factory.SelfAttribute("application.step_level")
    unit = factory.SelfAttribute("application.handler_unit")
    on = date(2026, 11, 5)
    due_on = date(2026, 11, 9)
    at = SINCE
    by = factory.SubFactory(UserFactory)


class ApplicationFileFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationFile

    application = factory.SubFactory(ApplicationFactory)
    file = factory.django.FileField(data=PNG, filename="form")
    name = "申请表.png"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content_type = "image/png"
    size = len(PNG)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = SINCE


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    unit = factory.SubFactory(VillageFactory)
    level = "village"
    place = "村委会公示栏"
    first_day = date(2026, 11, 5)
    last_day = date(2026, 11, 12)
    posted_by = factory.SubFactory(UserFactory)
    posted_at = SINCE


def hang(application, **notice):
    """Put an application at its village's notice on a notice and return that."""
    made = NoticeFactory(unit=application.handler_unit, level=application.step_level, **notice)
    NoticeEntry.objects.create(notice=made, application=application, step_number=application.step_number)
    application.notice = made
    application.save()
    return made


class ObjectionFactory(DjangoModelFactory):
    class Meta:
        model = Objection

    application = factory.SubFactory(ApplicationFactory, step_number=1)
    notice = factory.LazyAttribute(lambda one: hang(one.application))
    raised_on = date(2026, 11, 6)
    who = "张三"
    matter = "他家有小汽车。"
    recorded_by = factory.SubFactory(UserFactory)


class ApplicationRuleFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationRule

    unit = factory.SubFactory(CountyFactory)
    kind = "dibao"
    plan = factory.LazyAttribute(lambda one: default_procedure(one.kind).as_json())
    since = date(2024, 1, 1)
