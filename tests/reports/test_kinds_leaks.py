"""What happens in another county changes nothing in any report, and who may not see a kind does not."""

import pytest

from reports.kinds import KINDS
from reports.periods import NotPossible, subject_of
from reports.snapshots import digest_of
from tests.factories import CommunityFactory, CountyFactory, TownshipFactory, VillageFactory
from tests.reports.conftest import add_checks, add_people, add_staff


def stated(code, unit):
    """Return the digest of all that a kind states of a unit, or why it states nothing."""
    kind = KINDS[code]
    try:
        subject = subject_of(unit, 2026, is_quarterly=kind.is_quarterly)
        return digest_of(code, subject, *kind.build(subject, None))
    except NotPossible as problem:
        return str(problem)


@pytest.fixture
def elsewhere(world):
    """Return what fills another county as `world` is filled."""

    def fill():
        here = type(world)(county=CountyFactory(name="靖远县", code="620421"), clerk=world.clerk)
        here.huishi = TownshipFactory(name="乌兰镇", code="620421100", parent=here.county)
        here.guocheng = TownshipFactory(name="东湾镇", code="620421101", parent=here.county)
        here.nanshi = VillageFactory(name="河靖坪村", code="620421100201", parent=here.huishi)
        here.xiguan = CommunityFactory(name="鹿鸣社区", code="620421100001", parent=here.huishi)
        here.hongbaozi = VillageFactory(name="东湾村", code="620421101201", parent=here.guocheng)
        add_people(here, first=100)
        add_staff(here)
        add_checks(here)

    return fill


def test_no_kind_changes_with_another_county(world, elsewhere):
    units = (world.county, world.huishi, world.nanshi)
    wanted = [(code, unit) for code, kind in sorted(KINDS.items()) for unit in units if kind.suits(unit)]
    before = {pair: stated(*pair) for pair in wanted}

    elsewhere()

    assert [pair for pair in wanted if stated(*pair) != before[pair]] == []
