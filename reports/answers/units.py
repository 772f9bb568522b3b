"""Whose row it is among the units of a county, and what is written there."""

from dataclasses import dataclass
from decimal import Decimal

from core.sheets.cells import half_width
from orgs.boards.models import Seat
from orgs.boards.selectors.facts import DIRECTOR, FEDERATION
from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.imports.aliases import aliases_for
from registry.imports.villages import Unresolved, VillageFinder, units_around
from reports.answers.choices import TIERS
from reports.answers.figures import UnitFigures
from staff.choices import MEMBER_POSTS
from staff.selectors.posts import posts_held

VILLAGE_BOARD, CHAIR = "village_association", "chair"


@dataclass(frozen=True)
class Trouble:
    """Why something was not filled, and what to do: fit to show to the user."""

    message: str
    advice: str = ""

    @property
    def text(self):
        return f"{self.message}{self.advice}"


@dataclass(frozen=True)
class Value:
    """What is written into one cell; without it `why` says what is missing. `figure` is its key."""

    value: object = None
    why: str = ""
    figure: str = ""


class UnitRows:
    """Finds the units that rows name, as they stand on the day of an answer. A constant number of queries."""

    def __init__(self, place, scope, on):
        self.place = place
        units = list(units_around(scope, on))
        tops = [unit for unit in units if unit.is_county or unit.pk == place.pk]
        self.finder = VillageFinder(units, scope, aliases_for(place))
        self.counties = {half_width(unit.name): unit for unit in tops}
        self.scope = scope

    def find(self, *, unit="", township="", village=""):
        """Return the unit that a row names, or a `Trouble`."""
        if village:
            return self._allowed(self.finder.find(township, village))
        if township or unit:
            return self._by_one_name(township or unit)
        return Trouble("这一行没有写是哪个单位。", "补填单位名称。")

    def _by_one_name(self, text):
        text = half_width(text).removesuffix("残疾人联合会").removesuffix("残联")
        text = text.removesuffix("残疾人协会").removesuffix("残协")
        if county := self.counties.get(text):
            return self._allowed(county)
        towns = self.finder.townships.get(text, [])
        mine = [town for town in towns if self.scope.covers(town)]
        if len(mine or towns) == 1:
            return self._allowed((mine or towns)[0])
        if len(mine) > 1:
            names = "、".join(town.parent.name for town in mine)
            return Trouble(f"{names}都有“{text}”。", "写明是哪个县（区）的。")
        is_township = text.endswith(("镇", "乡", "街道"))
        return self._allowed(self.finder.find(text if is_township else "", text))

    def _allowed(self, found):
        if isinstance(found, Unresolved):
            return Trouble(found.message, found.advice)
        if not self.scope.covers(found):
            return Trouble(f"“{found.name}”不在您的管辖范围内。", "由有权限的单位填报。")
        return found


def units_of_tier(place, tier, on):
    """Return the units of a tier at and below a place, as they exist on the day. One query."""
    units = Unit.objects.below(place).current(on).filter(level__in=TIERS[tier]).select_related("parent")
    return list(units.in_tree_order())


class UnitValues:
    """What the units of one answer have to say in each column; the counted ones go into the figure book."""

    def __init__(self, subject, book):
        self.subject, self.book = subject, book
        self.figures = UnitFigures(subject, book)

    def column(self, item, units):
        """Return {unit pk: `Value`} of one item for these units."""
        if item.how == "fact":
            return {pk: Value(*own) for pk, own in self.figures.facts(item, units).items()}
        if item.of:
            counted = self.figures.counts(item, units)
            return {pk: Value(_number(value), "", key) for pk, (value, key) in counted.items()}
        told = self._told(item.key, units)
        return {unit.pk: Value(told.get(unit.pk), f"没有登记{item.title}。") for unit in units}

    def names(self, key, units):
        """Return {unit pk: what is written where a form asks which unit a row is about}."""
        return self._told(key, units)

    def _told(self, key, units):
        """Return {unit pk: text or number} of what the directory says."""
        simple = {
            "unit.name": lambda unit: unit.federation_name,
            "unit.code": lambda unit: unit.code,
            "unit.parent": lambda unit: unit.parent.name if unit.parent else "",
            "unit.phone": lambda unit: unit.phone,
            "unit.address": lambda unit: unit.address,
            "unit.population": lambda unit: unit.population,
            "unit.households": lambda unit: unit.households,
            "row.unit": lambda unit: unit.name,
            "row.township": _township_name,
            "row.village": lambda unit: unit.name if unit.is_grassroots else "",
        }
        if key in simple:
            return {unit.pk: simple[key](unit) for unit in units}
        return {"unit.head": self._heads, "unit.members": self._members}[key](units)

    def _heads(self, units):
        """Return the names of 理事长 and of 主席 of villages in office. One query."""
        posts = {FEDERATION: DIRECTOR, VILLAGE_BOARD: CHAIR}
        held = Seat.objects.held_on(self.subject.as_of).filter(
            term__board__unit__in=[unit.pk for unit in units], term__board__kind__in=posts
        )
        rows = held.order_by("since", "pk").values_list(
            "term__board__unit", "term__board__kind", "post_code", "name"
        )
        return {unit: name for unit, kind, post, name in rows if posts[kind] == post}

    def _members(self, units):
        """Return the names of the 专职委员 on the posts of each unit itself. One query."""
        scope, found = UnitScope(paths=frozenset({self.subject.unit.path})), {}
        for holder in posts_held(scope, self.subject.as_of).filter(post__post_type__in=MEMBER_POSTS):
            found.setdefault(holder.post.unit_id, []).append(holder.member.name)
        return {unit.pk: "、".join(found.get(unit.pk, [])) for unit in units}


def _township_name(unit):
    return unit.parent.name if unit.is_grassroots and unit.parent else unit.name


def _number(value):
    return Decimal(value) if isinstance(value, str) else value
