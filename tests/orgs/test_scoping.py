from orgs.models import Unit
from orgs.scoping import EVERYWHERE, NOWHERE, UnitScope
from tests.factories import CountyFactory, TownshipFactory, VillageFactory


def scope_of(*units):
    return UnitScope(paths=frozenset(unit.path for unit in units))


class TestWithin:
    def test_a_township_sees_itself_and_its_villages_only(self):
        county = CountyFactory()
        here, there = TownshipFactory(parent=county), TownshipFactory(parent=county)
        mine = VillageFactory(parent=here)
        VillageFactory(parent=there)

        assert set(Unit.objects.within(scope_of(here))) == {here, mine}

    def test_nowhere_sees_nothing(self):
        CountyFactory()

        assert not Unit.objects.within(NOWHERE).exists()

    def test_everywhere_sees_all(self):
        CountyFactory()

        assert Unit.objects.within(EVERYWHERE).exists()

    def test_a_longer_number_is_not_taken_for_a_child(self):
        CountyFactory(path="0001")
        CountyFactory(path="0002")
        below = TownshipFactory(path="00010001", parent=None)

        assert set(Unit.objects.within(UnitScope(paths=frozenset({"0001"})))) >= {below}
        assert Unit.objects.within(UnitScope(paths=frozenset({"0001"}))).count() == 2


class TestNarrowedTo:
    def test_a_unit_inside_becomes_the_scope(self):
        township = TownshipFactory()

        assert scope_of(township.parent).narrowed_to(township) == scope_of(township)

    def test_a_unit_above_leaves_the_scope_as_it_is(self):
        township = TownshipFactory()

        assert scope_of(township).narrowed_to(township.parent) == scope_of(township)

    def test_a_neighbour_leaves_nothing(self):
        assert not scope_of(TownshipFactory()).narrowed_to(TownshipFactory())


def test_a_missing_unit_is_covered_only_by_everywhere():
    assert EVERYWHERE.covers(None)
    assert not scope_of(TownshipFactory()).covers(None)
