import factory
from factory.django import DjangoModelFactory

from orgs.models import Unit


def next_path(unit):
    parent = unit.parent.path if unit.parent else ""
    return f"{parent}{unit.number:04d}"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        exclude = ("number",)

    number = factory.Sequence(lambda n: n % 9000 + 1000)
    parent = None
    path = factory.LazyAttribute(next_path)
    code = factory.Sequence(lambda n: f"{n:012d}")


class CityFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"第{n}市")
    level, kind = Unit.Level.CITY, Unit.Kind.CITY


class CountyFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"第{n}县")
    level, kind = Unit.Level.COUNTY, Unit.Kind.COUNTY


class TownshipFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"第{n}镇")
    level, kind = Unit.Level.TOWNSHIP, Unit.Kind.TOWN
    parent = factory.SubFactory(CountyFactory)


class VillageFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"第{n}村")
    level, kind = Unit.Level.VILLAGE, Unit.Kind.VILLAGE
    parent = factory.SubFactory(TownshipFactory)


class CommunityFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"第{n}社区")
    level, kind = Unit.Level.COMMUNITY, Unit.Kind.COMMUNITY
    parent = factory.SubFactory(TownshipFactory)
