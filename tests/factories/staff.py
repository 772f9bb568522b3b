from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from registry.choices import Sex
from staff.choices import Half, Kinship, Payer, PostType
from staff.models import (
    Appointment,
    Attendance,
    CareerEvent,
    Enrolment,
    Member,
    Post,
    StipendRun,
    StipendStandard,
    Talent,
    Training,
    TrainingPlan,
)
from staff.pay.periods import month_after
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CommunityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.factories.registry import PersonFactory, id_number


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    unit = factory.SubFactory(VillageFactory)
    post_type = PostType.VILLAGE_MEMBER
    established_on = date(2011, 1, 1)

    class Params:
        of_township = factory.Trait(
            unit=factory.SubFactory(TownshipFactory), post_type=PostType.TOWNSHIP_MEMBER
        )
        of_community = factory.Trait(
            unit=factory.SubFactory(CommunityFactory), post_type=PostType.COMMUNITY_MEMBER
        )
        as_head = factory.Trait(unit=factory.SubFactory(TownshipFactory), post_type=PostType.TOWNSHIP_HEAD)


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member
        exclude = ("number",)

    number = factory.Sequence(lambda n: n)
    name = "赵红霞"
    sex = Sex.FEMALE
    birth_date = factory.LazyAttribute(lambda member: date(1975 + member.number // 1000 % 20, 3, 2))
    id_number = factory.LazyAttribute(lambda member: id_number(member.number, member.birth_date))
    kinship = Kinship.SELF
    unit = factory.SubFactory(VillageFactory)
    bank_name = "农村信用社"
    bank_account = factory.Sequence(lambda n: f"62{n:017d}")


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    post = factory.SubFactory(PostFactory)
    member = factory.SubFactory(MemberFactory, unit=factory.SelfAttribute("..post.unit"))
    since = date(2020, 1, 1)
    work_permit_number = factory.Sequence(lambda n: f"SGZ{n:05d}")


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    unit = factory.SubFactory(CountyFactory)
    title = "残疾人证办理与动态更新"
    held_on = date(2026, 4, 15)
    hours = 16


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    training = factory.SubFactory(TrainingFactory)
    member = factory.SubFactory(MemberFactory)
    passed = True


class TrainingPlanFactory(DjangoModelFactory):
    class Meta:
        model = TrainingPlan

    unit = factory.SubFactory(CountyFactory)
    year = 2026
    month = 4
    title = factory.Sequence(lambda n: f"业务培训{n}")
    hours = 16


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    training = factory.SubFactory(TrainingFactory)
    member = factory.SubFactory(MemberFactory)
    township = factory.LazyAttribute(lambda one: one.member.unit.parent)
    made_by = factory.SubFactory(UserFactory)


class CareerEventFactory(DjangoModelFactory):
    """A demand to mend that has not been accepted."""

    class Meta:
        model = CareerEvent

    appointment = factory.SubFactory(AppointmentFactory)
    kind = "mending"
    on = date(2026, 10, 1)
    due_on = date(2027, 10, 15)
    by = factory.SubFactory(UserFactory)


class TalentFactory(DjangoModelFactory):
    class Meta:
        model = Talent

    person = factory.SubFactory(PersonFactory)
    unit = factory.SelfAttribute("person.unit")
    field = "craft"
    specialty = "剪纸"
    recommended_by = "乡镇残联"
    entered_on = date(2026, 1, 5)
    made_by = factory.SubFactory(UserFactory)


class StipendStandardFactory(DjangoModelFactory):
    class Meta:
        model = StipendStandard

    unit = factory.SubFactory(CountyFactory)
    post_type = PostType.VILLAGE_MEMBER
    monthly_amount = Decimal("100.00")
    payer = Payer.COUNTY_BUDGET
    since = date(2013, 1, 1)


class StipendRunFactory(DjangoModelFactory):
    """An empty draft; `pay.services.making.make_run` fills one with lines."""

    class Meta:
        model = StipendRun

    unit = factory.SubFactory(CountyFactory)
    first_month = date(2026, 1, 1)
    last_month = factory.LazyAttribute(lambda run: month_after(run.first_month, 5))
    year = factory.LazyAttribute(lambda run: run.first_month.year)
    half = factory.LazyAttribute(lambda run: Half.FIRST if run.first_month.month <= 6 else Half.SECOND)
    made_by = factory.SubFactory(UserFactory)
    made_at = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)


def small_pdf(name="依据.pdf"):
    """Return an uploaded file that is a PDF as far as its first bytes tell."""
    return SimpleUploadedFile(name, b"%PDF-1.4 invented")
