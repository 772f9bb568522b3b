from io import BytesIO

import pytest
from django.utils import timezone

from orgs.scoping import EVERYWHERE
from registry.imports.planning import plan_file
from tests import workbooks
from tests.factories import CommunityFactory, CountyFactory, TownshipFactory, VillageFactory, id_number
from tests.rosters import load_huining

TOWNSHIPS = {
    "头寨子镇": ("老鸦村", "马家庄村"),
    "中川镇": ("老鸦村", "中川村"),
    "新添堡回族乡": ("沙湾村", "道口村"),
}


@pytest.fixture
def huining():
    """The county 会宁县 with its real townships, villages and communities."""
    return load_huining()


@pytest.fixture
def county():
    """A county with three townships; two of them have a 老鸦村, one a village and a community of one name."""
    county = CountyFactory(name="会宁县")
    for township, villages in TOWNSHIPS.items():
        town = TownshipFactory(parent=county, name=township)
        for village in villages:
            VillageFactory(parent=town, name=village)
    CommunityFactory(parent=town, name="沙湾社区")
    return county


@pytest.fixture
def plan():
    """Plan a workbook given as rows of cells, the first being the header."""

    def go(*rows, scope=EVERYWHERE, make=workbooks.xlsx):
        return plan_file(BytesIO(make(*rows)), scope=scope, today=timezone.localdate())

    return go


@pytest.fixture
def read(county, plan):
    """Plan one person who is right but for the cells given by title; return the plan's only entry."""

    def go(**cells):
        sound = {"姓名": "王芳", "身份证号": id_number(1), "乡镇": "中川镇", "村": "中川村"}
        row = {title: cell for title, cell in (sound | cells).items() if cell is not None}
        made = plan(list(row), list(row.values()))
        return (made.new + made.refused)[0]

    return go
