"""The real units of 会宁县, under the city that it belongs to. Origin of the file: `orgs/data/README.md`."""

from datetime import date
from pathlib import Path

from django.utils import timezone

from orgs.changes.followers import FOLLOWERS, Rule
from orgs.changes.moving import put
from orgs.changes.services import PartFacts, carry_out, confirm_change, draft_change
from orgs.coding import provisional_code, taken
from orgs.imports import units
from orgs.models import Unit, UnitChange
from orgs.scoping import STEP

Kind = UnitChange.Kind

FILE = Path(__file__).parent / "data" / "huining_units.csv"
CITY_NAME, CITY_CODE = "白银市", "620400"


def make_units(*, at):
    """Write the city and the county with all its units; return (county, number of units).

    :raises orgs.imports.units.UnitsRefused: the file has problems.
    """
    city = Unit.objects.create(
        name=CITY_NAME,
        code=CITY_CODE,
        level=Unit.Level.CITY,
        kind=Unit.Kind.CITY,
        path=f"{1:0{STEP}d}",
    )
    with FILE.open("rb") as file:
        plan = units.apply(units.plan_file(file, under=city), by=None, at=at)
    county = Unit.objects.get(parent=city)
    return county, len(plan.new) + 1


def make_changes(county, *, rng, at, by, manager):
    """Carry out two invented changes in the past, which end in the tree of today; return how many.

    A village gets the name that it has; a part of another comes back to it by a merger.
    """
    today = timezone.localdate(at)
    villages = list(Unit.objects.below(county).current().filter(level=Unit.Level.VILLAGE).in_tree_order())
    renamed, grown = villages[len(villages) // 3], villages[len(villages) // 2]
    name, renamed.name = renamed.name, f"{renamed.parent.name[:-1]}前进村"
    renamed.save()
    apart = _village_apart(grown)
    merged = [PartFacts(unit, grown, name=grown.name) for unit in (grown, apart)]
    for kind, parts, day, paper in (
        (Kind.RENAME, [PartFacts(renamed, renamed, name=name)], date(today.year - 1, 1, 1), "恢复村名"),
        (Kind.MERGE, merged, date(today.year, 1, 1), "撤并村"),
    ):
        change = draft_change(
            county,
            kind,
            parts=parts,
            by=manager,
            at=at,
            effective_on=day,
            document=f"县政府关于{paper}的批复（示例）",
            note="演示数据：变更为虚构。",
        )
        change.created_at = at
        change.save()
        carry_out(confirm_change(change, by=manager, at=at), by=manager, at=at)
    return len((renamed, grown))


def _village_apart(village):
    """Return a village beside `village` to which a third of its people belong, as if it had always been."""
    known = taken(village.parent.path)
    apart = Unit.objects.create(
        name=f"上{village.name}",
        kind=village.kind,
        level=village.level,
        parent=village.parent,
        path=known.next_path(village.parent.path),
        code=provisional_code(village.parent, village.level, taken=known.codes),
        code_is_provisional=True,
    )
    for follower in FOLLOWERS:
        rows = follower.at([village])
        if follower.divide:
            keys = list(rows.order_by("pk").values_list("pk", flat=True))
            put(follower, keys[::3], village, apart, at=timezone.now())
        elif follower.person and follower.rule == Rule.FOLLOW:
            theirs = rows.filter(**{f"{follower.person}__unit": apart})
            put(follower, list(theirs.values_list("pk", flat=True)), village, apart, at=timezone.now())
    return apart
