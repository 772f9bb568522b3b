from assessments.models import Check, Checklist, ChecklistItem
from orgs.scoping import EVERYWHERE, NOWHERE, UnitScope
from tests.factories import CheckFactory, ChecklistFactory, TownshipFactory


def scope_of(unit):
    return UnitScope(paths=frozenset({unit.path}))


class TestLists:
    def test_of_the_county_are_read_below_it(self, nine, six, village):
        there = ChecklistFactory()

        seen = set(Checklist.objects.within(scope_of(village)))

        assert seen == {nine, six}
        assert there not in seen

    def test_are_changed_only_by_the_county(self, nine, six, village, county):
        assert not ChecklistItem.objects.within(scope_of(village)).set_by(scope_of(village)).exists()
        assert set(Checklist.objects.within(scope_of(county)).set_by(scope_of(county))) == {nine, six}

    def test_are_all_seen_by_those_who_see_everything(self, nine, six):
        there = ChecklistFactory()

        assert set(Checklist.objects.within(EVERYWHERE)) == {nine, six, there}
        assert not Checklist.objects.within(NOWHERE).exists()


class TestChecks:
    def test_are_seen_only_at_and_above_their_unit(self, township, plate, county):
        check = CheckFactory(unit=township, item=plate)
        neighbour = TownshipFactory(parent=county)

        assert check in Check.objects.within(scope_of(county))
        assert check in Check.objects.within(scope_of(township))
        assert check not in Check.objects.within(scope_of(neighbour))
