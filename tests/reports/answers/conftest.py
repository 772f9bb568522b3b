"""A clerk who answers the superior's forms in the small county of tests/reports."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role
from registry.choices import Category, Grade
from reports.answers import services
from staff.choices import Kinship, PostType
from staff.models import Appointment
from tests.factories import (
    CertificateFactory,
    CommunityFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.reports.answers.rosters import named
from tests.reports.conftest import add_money, add_people, add_staff


class Desk:
    """One clerk at one unit; `run_jobs` is the worker."""

    def __init__(self, user, unit, run_jobs):
        self.user, self.unit, self.run_jobs = user, unit, run_jobs

    def upload(self, content, *, name="附表1.xlsx", as_of=date(2026, 11, 22), **options):
        """Upload a form and return it as it was read."""
        file = SimpleUploadedFile(name, content)
        return self._worked(
            lambda: services.start_answer(
                file, by=self.user, at=timezone.now(), unit=self.unit, as_of=as_of, options=options
            )
        )

    def choose(self, answer, **keys):
        """Say what fills columns of the first sheet, by their letters."""
        choices = {(0, ord(letter) - 64): key for letter, key in keys.items()}
        return services.choose_columns(answer, by=self.user, at=timezone.now(), choices=choices)

    def fill(self, answer):
        """Have a form filled and return it."""
        return self._worked(lambda: services.request_filling(answer, by=self.user, at=timezone.now()))

    def answer(self, content, **facts):
        """Upload and fill in one go."""
        return self.fill(self.upload(content, **facts))

    def _worked(self, ask):
        answer = self.run_jobs(ask)
        answer.refresh_from_db()
        return answer


@pytest.fixture
def world():
    """The county of tests/reports with its people only; `staffed` adds posts and money."""
    county = CountyFactory(name="会宁县", code="620422")
    huishi = TownshipFactory(name="会师镇", code="620422100", parent=county)
    guocheng = TownshipFactory(name="郭城驿镇", code="620422101", parent=county)
    here = SimpleNamespace(
        county=county,
        huishi=huishi,
        guocheng=guocheng,
        nanshi=VillageFactory(name="南什村", code="620422100201", parent=huishi),
        xiguan=CommunityFactory(name="西关社区", code="620422100001", parent=huishi),
        hongbaozi=VillageFactory(name="红堡子村", code="620422101201", parent=guocheng),
    )
    here.clerk = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    add_people(here)
    return here


@pytest.fixture
def staffed(world):
    """The county with posts, people on them, courses, and a half-year of stipends paid."""
    add_staff(world)
    add_money(world)
    return world


@pytest.fixture
def desk(world, run_jobs, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Desk(world.clerk, world.county, run_jobs)


@pytest.fixture
def manned(staffed):
    """王小明 of 南什村 is disabled and registered; 李大海 works at the township."""
    person = PersonFactory(unit=staffed.nanshi, name="王小明", category=Category.PHYSICAL, grade=Grade.TWO)
    CertificateFactory(person=person)
    staffed.village = Appointment.objects.get(post__unit=staffed.nanshi)
    staffed.town = Appointment.objects.get(
        post__unit=staffed.huishi, post__post_type=PostType.TOWNSHIP_MEMBER
    )
    named(staffed.village, "王小明", person=person, phone="13830012345", note="家中有病人")
    named(staffed.town, "李大海", kinship=Kinship.NONE)
    staffed.village.contract_until = date(2027, 12, 31)
    staffed.village.save()
    return staffed
