"""会宁县 in 2026: two townships with a scheme of one task, two villages in the first with the same task."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from assessments.pledges.services.issuing import issue_pledges
from assessments.pledges.services.signing import record_signing
from assessments.schemes.choices import Subject
from tests.assessments.conftest import NOON
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.assessments import PNG
from tests.factories.rounds import RoundFactory, SheetFactory, TargetFactory
from tests.factories.schemes import ItemFactory, SchemeFactory, SectionFactory


@pytest.fixture
def county():
    return CountyFactory(name="会宁县", path="00010001")


@pytest.fixture
def town(county):
    return TownshipFactory(name="会师镇", parent=county, path="000100010001")


@pytest.fixture
def other_town(county):
    return TownshipFactory(name="白草塬镇", parent=county, path="000100010002")


@pytest.fixture
def villages(town):
    return [
        VillageFactory(name="南什村", parent=town, path="0001000100010001"),
        VillageFactory(name="南嘴村", parent=town, path="0001000100010002"),
    ]


@pytest.fixture
def task(county):
    """完成白内障患者检查任务, of the townships' scheme in force."""
    scheme = SchemeFactory(county=county, published=True, basis="会残联〔2026〕3号")
    return ItemFactory(section=SectionFactory(scheme=scheme, name="康复工作"), by_task=True)


@pytest.fixture
def round_(task):
    return RoundFactory(scheme=task.section.scheme)


@pytest.fixture
def sheet(round_, town):
    return SheetFactory(round=round_, unit=town)


@pytest.fixture
def other_sheet(round_, other_town):
    return SheetFactory(round=round_, unit=other_town)


@pytest.fixture
def village_task(county, task):
    scheme = SchemeFactory(county=county, published=True, for_villages=True)
    return ItemFactory(section__scheme=scheme, by_task=True, lineage=task.lineage)


@pytest.fixture
def village_round(village_task):
    return RoundFactory(scheme=village_task.section.scheme, subject=Subject.GRASSROOTS)


@pytest.fixture
def village_sheets(village_round, villages):
    return [SheetFactory(round=village_round, unit=village) for village in villages]


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county, role=Role.COUNTY_CLERK).user


@pytest.fixture
def town_clerk(town):
    return PostingFactory(unit=town, role=Role.TOWNSHIP_CLERK).user


@pytest.fixture
def scan():
    def go(content=PNG, name="责任书.png"):
        return SimpleUploadedFile(name, content)

    return go


@pytest.fixture
def target(sheet, task):
    return TargetFactory(sheet=sheet, lineage=task.lineage, value=12)


@pytest.fixture
def issued(sheet, target, clerk):
    """The pledge of 会师镇, waiting for its signatures."""
    return issue_pledges(sheet.round, [sheet], by=clerk, at=NOON).pledges[0]


@pytest.fixture
def signing():
    return {
        "signed_on": date(2026, 11, 20),
        "first_signatory": "王建国",
        "second_signatory": "李文秀",
    }


@pytest.fixture
def signed(issued, town_clerk, scan, signing):
    return record_signing(issued, scan(), by=town_clerk, at=NOON, **signing)


@pytest.fixture
def revise():
    """Let a round go on by a second version of its scheme."""

    def go(round_):
        old = round_.scheme
        old.state = "superseded"
        old.save()
        new = SchemeFactory(
            county=round_.county, subject=round_.subject, year=round_.year, version=2, published=True
        )
        for section in old.sections.all():
            copy = SectionFactory(scheme=new, name=section.name)
            for item in section.items.all():
                ItemFactory(section=copy, by_task=True, lineage=item.lineage)
        round_.scheme = new
        round_.save()
        return new

    return go
