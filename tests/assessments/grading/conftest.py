"""会宁县 in 2026: five townships with their points, scored by one item of a hundred points."""

import pytest

from accounts.roles import Role
from assessments.grading.selectors.ranking import ranking_of
from assessments.models import Result
from assessments.rounds.choices import Phase
from core.freshness import forget
from tests.assessments.conftest import NOON, TODAY
from tests.factories import CountyFactory, PostingFactory, TownshipFactory
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import BandFactory, ItemFactory, SchemeFactory, SectionFactory

NAMES = ("会师镇", "白草塬镇", "新添堡回族乡", "郭城驿镇", "甘沟驿镇")


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    forget()


@pytest.fixture
def county():
    return CountyFactory(name="会宁县", path="00010001")


@pytest.fixture
def manager(county):
    return PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user


@pytest.fixture
def item(county):
    """综合评价, a hundred points given directly, in a scheme with grades, one 优秀 in five, and tiers."""
    scheme = SchemeFactory(county=county, published=True)
    for number, (name, start, quota) in enumerate(
        (("优秀", 90, 20), ("良好", 80, None), ("合格", 60, None), ("不合格", 0, None)), 1
    ):
        BandFactory(scheme=scheme, number=number, name=name, from_points=start, quota_percent=quota)
    for number, (name, start) in enumerate(
        (("标兵", 95), ("先进", 88), ("达标", 75), ("偏弱", 60), ("薄弱", 0)), 1
    ):
        BandFactory(scheme=scheme, kind="tier", number=number, name=name, from_points=start)
    section = SectionFactory(scheme=scheme, name="综合", points=100)
    return ItemFactory(section=section, name="综合评价", points=100, rule="judged", params={"levels": None})


@pytest.fixture
def round_(item):
    return RoundFactory(scheme=item.section.scheme)


@pytest.fixture
def scored(round_, item, county):
    """Give townships their points and return their sheets in that order."""

    def go(*points):
        sheets = []
        for number, (name, given) in enumerate(zip(NAMES, points, strict=False), 1):
            unit = TownshipFactory(name=name, parent=county, path=f"00010001{number:04d}")
            sheet = SheetFactory(round=round_, unit=unit)
            MarkFactory(sheet=sheet, item=item, answers=None, points=given, reason="查阅资料")
            sheets.append(sheet)
        return sheets

    return go


@pytest.fixture
def look(round_):
    """Return the ranking as it stands now."""

    def go():
        round_.refresh_from_db()
        forget()
        return ranking_of(round_, TODAY)

    return go


@pytest.fixture
def finish(round_, manager, look):
    """Make the results of the round final."""

    def go():
        for line in look().lines:
            one = line.grading
            Result.objects.create(
                sheet=line.sheet, points=line.base, bonus=line.bonus, total=line.total, veto=line.veto,
                rank=one.rank, group_name=one.group, group_rank=one.group_rank, grade=one.grade,
                grade_words=one.grade_words, stars=one.stars, tier=one.tier,
            )  # fmt: skip
        round_.phase, round_.final_at, round_.final_by = Phase.FINAL, NOON, manager
        round_.save()
        return round_

    return go
