"""What holds of every fact."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import FACTS, fact_of, measure
from assessments.scoring import SlotKind
from tests.assessments.scorefacts.conftest import TODAY
from tests.factories import TownshipFactory, VillageFactory

ASKED = Asked.of(2026, TODAY)
# The facts of the checklists say no where nobody is in post or nothing was owed; they stay as they are.
SAYING_NO = {"member_in_post", "stipend_paid_last_half"}


@pytest.mark.parametrize("code", sorted(FACTS))
class TestEveryFact:
    def test_is_defined_in_words(self, code):
        kind = FACTS[code]

        assert kind.code == code
        assert kind.name
        assert kind.definition.endswith("。")
        assert "不作判定" in kind.definition or code in SAYING_NO
        assert kind.gives in set(SlotKind) - {SlotKind.POINTS}

    def test_is_unknown_where_nothing_is_recorded(self, code, ask):
        if code in SAYING_NO:
            pytest.skip("says no")
        found = ask(code)

        assert {figure.value for figure in found.values()} == {None}
        assert all(figure.words.endswith("。") for figure in found.values())

    def test_costs_as_many_queries_for_many_units_as_for_one(self, code, county, township, village):
        units = [township, village]
        many = [
            *TownshipFactory.create_batch(4, parent=county),
            *VillageFactory.create_batch(6, parent=township),
        ]
        measure([code], units, ASKED)

        with CaptureQueriesContext(connection) as few:
            measure([code], units, ASKED)
        with CaptureQueriesContext(connection) as more:
            measure([code], [*units, *many], ASKED)

        assert len(few) == len(more)

    def test_leads_to_its_list(self, code, client, sign_in, county, township, village):
        sign_in(county, role=Role.COUNTY_MANAGER)

        for unit in (township, village):
            assert client.get(FACTS[code].rows_link(unit, ASKED)).status_code == 200


class TestMeasure:
    def test_leaves_out_codes_that_no_fact_has(self, township):
        assert measure(["nonsense"], [township], ASKED) == {}

    def test_knows_nothing_of_a_level_that_a_fact_does_not_fit(self, township, village):
        found = measure(["village_boards_complete"], [township, village], ASKED)

        assert found["village_boards_complete"][village.pk].words == "这项事实不适用于本级单位。"

    def test_answers_for_no_units_at_all(self):
        assert measure(["posts_filled"], [], ASKED) == {"posts_filled": {}}

    def test_counts_a_past_year_to_its_end_and_a_coming_one_from_its_beginning(self):
        past, coming = Asked.of(2025, TODAY), Asked.of(2027, TODAY)

        assert (past.until.isoformat(), coming.until.isoformat()) == ("2025-12-31", "2027-01-01")

    @pytest.mark.parametrize("code", ["projects_rate-well_digging", "list_met-wuyou", "list_all-wuyou"])
    def test_knows_the_facts_of_a_county_s_own_kinds_and_lists(self, code):
        assert fact_of(code).code == code

    @pytest.mark.parametrize("code", ["projects_rate-", "list_met", "posts_filled-x", ""])
    def test_knows_no_others(self, code):
        assert fact_of(code) is None
