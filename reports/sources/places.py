"""Units: the frozen list of the places below a subject, and where a row of any list belongs."""

from dataclasses import dataclass

from core.permissions import Permission
from orgs.changes.history import as_of
from orgs.models import Unit
from orgs.scoping import STEP
from reports.figures import Column, FrozenList

LEVELS = dict(Unit.Level.choices)
KINDS = dict(Unit.Kind.choices)
# Columns that every list of rows at places begins with.
PLACE_COLUMNS = [
    Column("unit", "单位"),
    Column("township", "乡镇（街道）"),
    Column("area", "", shown=False),
    Column("level", "层级", LEVELS, shown=False),
]


@dataclass(frozen=True)
class Places:
    """The units at and below a subject, and the areas one step below by which it is compared."""

    subject: object
    units: dict[int, Unit]
    areas: list[Unit]

    def of(self, unit_id):
        """Return the place columns of a row at this unit: name, township, path of the area, level."""
        unit = self.units[unit_id]
        end = len(self.subject.unit.path) + STEP
        parent = self.units.get(unit.parent_id)
        township = parent if unit.is_grassroots else unit if unit.is_township else None
        return [unit.name, self._called(township) if township else "", unit.path[:end], unit.level]

    def _called(self, township):
        """Return the name of a township; in a city with its county, for the counties use the same names."""
        county = self.units.get(township.parent_id) if self.subject.is_city else None
        return f"{county.name}{township.name}" if county else township.name

    def __contains__(self, unit_id):
        return unit_id in self.units


def places_of(subject):
    """Return the places of a subject as they stood on its day, in tree order; three queries."""
    own = Unit.objects.below(subject.unit)
    units = {unit.pk: unit for unit in own.current(subject.as_of).in_tree_order()}
    closed = {unit.pk: unit for unit in own.exclude(pk__in=units)}
    for pk, then in as_of([*units.values(), *closed.values()], subject.as_of).items():
        unit = units.get(pk) or closed[pk]
        for name in ("name", "level", "kind", "parent_id", "path"):
            setattr(unit, name, getattr(then, name))
    areas = [unit for unit in units.values() if unit.parent_id == subject.unit.pk]
    return Places(subject, units | closed, areas)


def add_units(book, subject, places):
    """Freeze the units that exist on the day, and count them by level and kind."""
    rows = [
        [unit.pk, *places.of(unit.pk), unit.kind]
        for unit in places.units.values()
        if unit.pk != subject.unit.pk and exists_on(unit, subject.as_of)
    ]
    columns = [Column("id", "", shown=False), *PLACE_COLUMNS, Column("kind", "类型", KINDS)]
    book.add_list(FrozenList("units", "单位", Permission.UNIT_VIEW, columns, rows))
    book.group("组织机构")
    level, kind = Unit.Level, Unit.Kind
    if subject.is_city:
        book.count("units.counties", "县（区）", of="units", unit="个", level=level.COUNTY)
    book.count("units.townships", "乡镇（街道）", of="units", unit="个", level=level.TOWNSHIP)
    book.count("units.towns", "镇", of="units", unit="个", level=level.TOWNSHIP, kind=kind.TOWN)
    book.count("units.rural", "乡", of="units", unit="个", level=level.TOWNSHIP, kind=kind.RURAL_TOWNSHIP)
    book.count("units.streets", "街道", of="units", unit="个", level=level.TOWNSHIP, kind=kind.SUBDISTRICT)
    book.count("units.grassroots", "村（社区）", of="units", unit="个", level=Unit.GRASSROOTS)
    book.count("units.villages", "村", of="units", unit="个", level=level.VILLAGE)
    book.count("units.communities", "社区", of="units", unit="个", level=level.COMMUNITY)
    for area in places.areas:
        book.count(
            f"units.grassroots.{area.path}", f"{area.name}的村（社区）", of="units", unit="个",
            area=area.path, level=Unit.GRASSROOTS,
        )  # fmt: skip


def exists_on(unit, day):
    """True if the unit exists on the day."""
    return (unit.valid_from is None or unit.valid_from <= day) and (
        unit.valid_to is None or unit.valid_to >= day
    )
