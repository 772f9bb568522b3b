"""From what a roster says of a village to the unit: 镇 and 村 may be left out, names may repeat."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz, process

from core.sheets.cells import half_width
from orgs.models import Unit
from orgs.scoping import below
from registry.imports.aliases import COUNTY_WIDE, Aliases

TOWNSHIP_ENDINGS = ("街道办事处", "办事处", "街道办", "街道", "镇政府", "乡政府", "镇", "乡")
VILLAGE_ENDINGS = (
    "村民委员会", "居民委员会", "村委会", "居委会", "村委", "居委", "行政村", "社区居民委员会",
    "社区居委会", "社区", "村",
)  # fmt: skip
PEOPLES = (
    "回族",
    "藏族",
    "东乡族",
    "裕固族",
    "保安族",
    "撒拉族",
    "蒙古族",
    "哈萨克族",
    "满族",
    "土族",
    "民族",
)
NEAR_ENOUGH = 60  # of 100, by rapidfuzz


@dataclass(frozen=True)
class Unresolved:
    """Why a village was not found; `key` is the column to blame."""

    key: str
    code: str
    message: str
    advice: str = ""
    proposal: str = ""
    place: int | None = None  # where the spelling could be explained: see `problems.Problem`


def units_around(scope, on):
    """Return the units of the counties that the scope touches. Two queries at most."""
    units = Unit.objects.current(on).select_related("parent")
    if scope.everywhere:
        return list(units.order_by("path"))
    above = {path[:end] for path in scope.paths for end in range(4, len(path) + 1, 4)}
    counties = Unit.objects.filter(path__in=above, level=Unit.Level.COUNTY).values_list("path", flat=True)
    tops = set(counties)
    tops |= {path for path in scope.paths if not any(path.startswith(top) for top in counties)}
    near = Q(pk__in=[])
    for top in tops:
        near |= below(top, "path")
    return list(units.filter(near).order_by("path"))


class VillageFinder:
    """Finds villages by township and name, remembering what it has found.

    Spellings that `aliases` explain are followed where the names themselves do not help.
    """

    def __init__(self, units, scope, aliases=None):
        self.scope, self.aliases = scope, aliases or Aliases()
        self.by_id = {unit.pk: unit for unit in units}
        self.townships = defaultdict(list)  # any spelling → townships
        self.villages = defaultdict(list)  # exact name → villages
        self.short_villages = defaultdict(list)  # name without 村、社区 → villages
        self._known = {}
        for unit in units:
            if unit.is_township:
                county = half_width(unit.parent.name) if unit.parent else ""
                for name in township_spellings(unit.name):
                    self.townships[name].append(unit)
                    self.townships[county + name].append(unit)
            elif unit.is_grassroots:
                self.villages[half_width(unit.name)].append(unit)
                self.short_villages[_without(unit.name, VILLAGE_ENDINGS)].append(unit)

    def find(self, township, village, *, county="", anywhere=False):
        """Return the unit that the texts name, or an `Unresolved`.

        :param anywhere: outside the importer's scope will do (where somebody lives, not where they belong).
        """
        asked = (half_width(township), half_width(village), half_width(county), anywhere)
        if asked not in self._known:
            self._known[asked] = self._look(*asked)
        return self._known[asked]

    def _look(self, township, village, county, anywhere):
        if not village:
            return Unresolved("village", "village_unknown", "没有填写村（社区）。", "补填“村（社区）”列。")
        if not township:
            return self._by_name(village, county, anywhere)
        towns = [town for town in self.townships.get(township, []) if self._lies_in(town, county)]
        towns = towns if len(towns) == 1 else [t for t in towns if self._covers(t)] or towns
        if not towns and (town := self._explained("township", township)):
            towns = [town]
        if not towns:
            near = self._near(township, {t.name for found in self.townships.values() for t in found})
            return Unresolved(
                "township",
                "village_unknown",
                f"没有“{township}”这个乡镇（街道）。",
                _ask(near),
                near,
                COUNTY_WIDE,
            )
        if len(towns) > 1:
            return Unresolved(
                "township",
                "village_ambiguous",
                f"不止一个县有“{township}”：{_places(towns)}。",
                "补填“县区”列。",
            )
        return self._in_township(towns[0], village, anywhere)

    def _in_township(self, town, village, anywhere):
        for name in (village, self._without_place(village, town)):
            found = [v for v in self.villages.get(name, []) if v.parent_id == town.pk]
            found = found or [
                v
                for v in self.short_villages.get(_without(name, VILLAGE_ENDINGS), [])
                if v.parent_id == town.pk
            ]
            if len(found) == 1:
                return self._if_allowed(found, anywhere)
            if explained := self._explained("village", village, town.pk):
                return self._if_allowed([explained], anywhere)
            if found:
                return Unresolved(
                    "village",
                    "village_ambiguous",
                    f"{town.name}有{'、'.join(v.name for v in found)}，“{village}”指的是哪一个不清楚。",
                    "写全名称。",
                    place=town.pk,
                )
        elsewhere = self.villages.get(village, [])
        if elsewhere:
            advice = f"{_places(elsewhere)}有“{village}”，核对“乡镇”列。"
            message = f"{town.name}没有“{village}”。"
            return Unresolved("village", "village_unknown", message, advice, place=town.pk)
        near = self._near(village, {v.name: v for v in self.by_id.values() if v.parent_id == town.pk})
        message = f"{town.name}没有“{village}”。"
        return Unresolved("village", "village_unknown", message, _ask(near), near, town.pk)

    def _by_name(self, village, county, anywhere):
        found = self.villages.get(village) or self.short_villages.get(_without(village, VILLAGE_ENDINGS))
        found = [unit for unit in found or [] if self._lies_in(unit, county)]
        if not found and (unit := self._explained("village", village, self.aliases.home)):
            found = [unit]
        if not found:
            return self._by_address(village, anywhere)
        mine = [unit for unit in found if anywhere or self._covers(unit)]
        if len(mine) > 1:
            return Unresolved(
                "village", "village_ambiguous", f"{_places(mine)}都有“{village}”。", "补填“乡镇”列。"
            )
        return self._if_allowed(mine or found, anywhere)

    def _by_address(self, text, anywhere):
        """Read a cell that holds the township too: 会师镇南什村."""
        for spelling in sorted(self.townships, key=len, reverse=True):
            place = text.find(spelling)
            if place >= 0 and len(spelling) > 1:
                rest = text[place + len(spelling) :]
                found = [self._in_township(town, rest, anywhere) for town in self.townships[spelling] if rest]
                if len(found) == 1 and (isinstance(found[0], Unit) or found[0].code == "outside_scope"):
                    return found[0]
        mine = [v.name for v in self.by_id.values() if v.parent_id == self.aliases.home]
        near = self._near(text, mine or self.villages)
        message = f"没有“{text}”这个村（社区）。"
        return Unresolved("village", "village_unknown", message, _ask(near), near, self.aliases.home)

    def _explained(self, key, spelled, place=COUNTY_WIDE):
        """Return the unit that an alias means, if it still exists, or None."""
        alias = self.aliases.find(key, spelled, place)
        return self.by_id.get(alias.meant_unit_id) if alias else None

    def _if_allowed(self, found, anywhere):
        if anywhere or self._covers(found[0]):
            return found[0]
        return Unresolved(
            "village",
            "outside_scope",
            f"“{found[0].name}”属于{found[0].parent.name}，不在您的导入范围内。",
            "由所属乡镇或县残联导入。",
        )

    def _covers(self, unit):
        return self.scope.covers_path(unit.path)

    def _lies_in(self, unit, county):
        """True if the unit lies in the county that the row names, or the row names none."""
        stem = _without(county, ("县", "区", "市"))
        while unit is not None and not unit.is_county:
            unit = self.by_id.get(unit.parent_id)
        return unit is None or half_width(unit.name).startswith(stem)

    @staticmethod
    def _without_place(village, town):
        """Return the name without the county and township that some write before it."""
        county = half_width(town.parent.name) if town.parent else ""
        text = village.removeprefix(county) or village
        for spelling in sorted(township_spellings(town.name), key=len, reverse=True):
            if text.startswith(spelling) and len(text) > len(spelling):
                return text.removeprefix(spelling)
        return text

    @staticmethod
    def _near(text, names):
        best = process.extractOne(text, list(names), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
        return best[0] if best else ""


def township_spellings(name):
    """Return the ways in which a township is written: 新添堡回族乡 → 新添堡回族、新添堡、新添堡乡 …"""
    full = half_width(name)
    short = _without(full, TOWNSHIP_ENDINGS)
    ending = full.removeprefix(short)
    bare = _without(short, PEOPLES)
    office = {f"{short}街道办事处", f"{short}街道办", f"{short}办事处"} if "街道" in ending else set()
    return {full, short, bare, f"{bare}{ending}", f"{full}政府", f"{full}人民政府", *office}


def _without(name, endings):
    text = half_width(name)
    for ending in endings:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending)
    return text


def _places(units):
    return "、".join(unit.parent.name if unit.parent else unit.name for unit in units)


def _ask(near):
    return f"是不是“{near}”？" if near else "核对名称；若是新设或更名的单位，请县残联先在机构名录登记。"
