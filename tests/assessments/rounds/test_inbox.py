"""What waits in the running years."""

import pytest

from assessments.rounds.choices import Phase
from assessments.rounds.inbox import years_to_do
from orgs.scoping import UnitScope
from tests.assessments.rounds.conftest import NOON, TODAY
from tests.factories import VillageFactory
from tests.factories.rounds import AppealFactory, SheetFactory


@pytest.fixture
def todo(year):
    """Return what waits below a unit: {text: (number, note, level)}."""

    def go(unit):
        lines = years_to_do(UnitScope(paths=frozenset({unit.path})), TODAY)
        return {line.text: (line.number, line.note, line.level) for line in lines}

    return go


def test_scores_wait_to_be_handed_in_until_their_day(year, todo):
    assert todo(year.village) == {"份年度考核自评待提交": (1, "11-30 截止", "grassroots")}
    assert todo(year.county) == {"份年度考核自评待提交": (2, "11-30 截止", "grassroots")}


def test_sheets_wait_for_the_township_and_in_the_review_for_the_county(year, todo):
    year.round.sheets.update(self_at=NOON)
    before = todo(year.county)
    year.at(Phase.REVIEW)
    year.sheet.township_at = NOON
    year.sheet.save()

    assert before == {"张评分表待初审": (2, "", "township")}
    assert todo(year.county) == {"张评分表待初审": (1, "", "township"), "张评分表待复核": (2, "", "county")}


def test_appeals_wait_for_a_decision(year, todo):
    year.at(Phase.NOTICE)
    AppealFactory(sheet=year.sheet)

    assert todo(year.county) == {"件考核申诉待裁定": (1, "", "county")}


def test_costs_as_many_queries_for_many_units(year, django_assert_num_queries):
    for village in VillageFactory.create_batch(5, parent=year.township):
        SheetFactory(round=year.round, unit=village)

    with django_assert_num_queries(3):
        years_to_do(UnitScope(paths=frozenset({year.county.path})), TODAY)
