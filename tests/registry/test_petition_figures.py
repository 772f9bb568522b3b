from datetime import date

import pytest
from django.urls import reverse

from orgs.scoping import UnitScope
from registry.petitions.selectors.figures import closing_in_time, closing_in_time_by_unit, figures_by
from tests.factories import TownshipFactory, VillageFactory
from tests.factories.petitions import PetitionFactory

TODAY = date(2026, 11, 22)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def scope(village):
    return UnitScope(paths=frozenset({village.parent.parent.path}))


def early(village, **facts):
    """Return a petition settled after 12 days, due on 2026-05-01."""
    return PetitionFactory(unit=village, settled=True, received_on=date(2026, 3, 1), **facts)


class TestSettledInTime:
    def test_counts_what_was_due_and_what_was_in_time(self, village, scope):
        early(village)
        early(village, settled_on=date(2026, 6, 1))  # a month late
        PetitionFactory(unit=village, accepted=True, received_on=date(2026, 6, 1))  # past it, still open

        found = closing_in_time(scope, *YEAR, TODAY)

        assert (found.due, found.in_time, found.percent) == (3, 1, 33.3)

    def test_leaves_out_what_is_not_due_yet_refused_or_of_another_period(self, village, scope):
        PetitionFactory(unit=village, accepted=True)
        PetitionFactory(unit=village, state="refused", due_on=None)
        PetitionFactory(unit=village, settled=True, received_on=date(2025, 3, 1))

        assert closing_in_time(scope, *YEAR, TODAY).percent is None

    def test_counts_for_the_unit_that_deals_with_it(self, village, scope):
        early(village, handler_unit=village.parent)

        assert list(closing_in_time_by_unit(scope, *YEAR, TODAY)) == [village.parent.path]

    def test_leaves_out_the_neighbours(self, scope):
        early(VillageFactory())

        assert closing_in_time(scope, *YEAR, TODAY).due == 0

    def test_an_extension_counts(self, village, scope):
        early(village, settle_by=date(2026, 6, 2), settled_on=date(2026, 6, 1))

        assert closing_in_time(scope, *YEAR, TODAY).in_time == 1


class TestTheTable:
    def test_parts_by_category_with_a_total(self, village, scope):
        early(village)
        early(village, category="housing", category_name="住房与危房改造", people=6)

        rows, total = figures_by("category", scope, *YEAR, on=TODAY)

        assert {row.label: row.received for row in rows} == {"两项补贴": 1, "住房与危房改造": 1}
        assert (total.received, total.people, total.settled, total.happy) == (2, 7, 2, 2)

    def test_counts_the_later_ones_of_a_cluster_as_repeats(self, village, scope):
        first = early(village)
        early(village, cluster=first.cluster)

        assert figures_by("form", scope, *YEAR, on=TODAY)[1].repeats == 1

    def test_shows_villages_under_their_township_to_the_county(self, village, scope):
        early(village)

        rows, _ = figures_by("unit", scope, *YEAR, on=TODAY)

        assert [row.label for row in rows] == [village.parent.name]

    def test_shows_villages_themselves_to_the_township(self, village):
        early(village)
        scope = UnitScope(paths=frozenset({village.parent.path}))

        assert figures_by("unit", scope, *YEAR, on=TODAY)[0][0].label == village.name

    def test_counts_what_came_in_its_month_and_what_was_due_in_its_own(self, village, scope):
        early(village)

        rows, _ = figures_by("month", scope, *YEAR, on=TODAY)

        assert [(row.label, row.received, row.in_time.due) for row in rows] == [
            ("2026年3月", 1, 0),
            ("2026年5月", 0, 1),
        ]


class TestThePage:
    URL = reverse("petitions:figures")

    @pytest.mark.parametrize("by", ["category", "form", "unit", "month", "nonsense"])
    def test_shows_each_dimension(self, client, sign_in, village, by):
        sign_in(village.parent.parent)
        early(village)

        assert "按期办结率" in client.get(f"{self.URL}?by={by}").text

    def test_is_narrowed_to_a_unit(self, client, sign_in, village):
        county = village.parent.parent
        sign_in(county)
        other = TownshipFactory(parent=county)
        early(village)

        text = client.get(f"{self.URL}?unit={other.pk}&start=2026-01-01&end=2026-12-31").text

        assert "没有来信来访" in text

    def test_costs_the_same_for_many(self, sign_in, village, assert_flat_queries):
        sign_in(village.parent.parent)
        early(village)

        assert_flat_queries(f"{self.URL}?by=unit", lambda: [early(village) for _ in range(5)])
