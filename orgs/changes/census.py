"""Counting before and after: a change of the tree loses nothing and makes nothing up."""

from collections import Counter

from django.db.models import Count, F, Max, Sum, Value

from orgs.changes.followers import FOLLOWERS
from orgs.changes.refusal import NotReconciled
from orgs.coding import LEVEL_OF_KIND
from orgs.models import Unit
from orgs.scoping import below

LEVELS = (Unit.Level.TOWNSHIP, Unit.Level.VILLAGE, Unit.Level.COMMUNITY)


def census(units, county, day):
    """Return {"rows": {follower: counts}, "levels": {level: units of the county on the day}}."""
    numbers = _numbers_at(units)
    return {
        "rows": {each.key: _counts(each, numbers[each.key], units, county) for each in FOLLOWERS},
        "levels": levels(county, day),
    }


def levels(county, day):
    """Return how many units of each level the county has on the day."""
    rows = Unit.objects.below(county).current(day).order_by().values("level").annotate(number=Count("pk"))
    found = {row["level"]: row["number"] for row in rows}
    return {str(level): found.get(level, 0) for level in LEVELS}


def _numbers_at(units):
    """Return how many rows each follower has at the units: {key: number}. One query for all tables."""
    counts = [
        each.at(units)
        .annotate(census_of=Value(each.key))
        .values("census_of")
        .annotate(census_rows=Count("pk"))
        for each in FOLLOWERS
    ]
    found = dict.fromkeys((each.key for each in FOLLOWERS), 0)
    rows = [query.values_list("census_of", "census_rows") for query in counts]
    return found | dict(rows[0].union(*rows[1:], all=True)) if rows else found


def _counts(follower, here, units, county):
    """Return the counts of one follower that has `here` rows at the units.

    Where there are none the county is not counted: what is not at the units cannot move, and what came to
    them from nowhere shows in `here`.
    """
    if not here:
        return {"here": 0}
    sums = {"total": Sum(follower.total)} if follower.total else {}
    inside = follower.rows.filter(below(county.path, follower.path_lookup)).aggregate(
        number=Count("pk"), **sums
    )
    counts = {"here": here, "county": inside["number"]}
    if follower.total:
        total = follower.at(units).aggregate(**sums)["total"]
        counts |= {"total": str(total or 0), "county_total": str(inside["total"] or 0)}
    if follower.path and follower.field:
        astray = follower.at(units).exclude(**{follower.path: ""})
        counts["astray"] = astray.exclude(**{follower.path: F(f"{follower.field}__path")}).count()
    return counts


def expected_levels(parts, before):
    """Return the units of each level that the parts alone let us expect; independent of the writing."""
    gone = {part.before_id: part.before.level for part in parts}
    gone |= {part.after_id: part.after.level for part in parts if part.after_id and not part.makes_unit}
    come = {}
    for part in parts:
        merged = part.change.is_merge
        name = (
            (part.after_id if not part.makes_unit else "new")
            if merged
            else (part.after_id or part.name_after)
        )
        keeps = part.change.is_split and not part.makes_unit
        come[name] = part.after.level if keeps else LEVEL_OF_KIND[part.kind_after]
    delta = Counter(str(level) for level in come.values())
    delta.subtract(Counter(str(level) for level in gone.values()))
    return {level: number + delta[level] for level, number in before.items()}


def reconcile(before, after, expected, *, derived=True):
    """Check that everything that was there is there; what is only derived need not be, if `derived` is False.

    :raises NotReconciled: it is not, and the caller must take everything back.
    """
    labels = {each.key: each.label for each in FOLLOWERS if derived or not each.derived}
    wrong = [label for key, label in labels.items() if after["rows"][key] != before["rows"][key]]
    if after["levels"] != expected:
        wrong.append("单位数")
    if wrong:
        raise NotReconciled(f"变更前后对不上：{'、'.join(wrong)}。没有改动任何数据，请联系管理员。")


def lines(before, after, *, moved, ceasing):
    """Return one line for each sort of rows that the units have: counts before, moved, left, after."""
    found = []
    for follower in FOLLOWERS:
        was, now = before["rows"][follower.key], after["rows"][follower.key]
        if not was["here"]:
            continue
        left = follower.at(ceasing).count() if ceasing else 0
        found.append(
            {
                "key": follower.key,
                "label": follower.label,
                "measure": follower.measure,
                "before": was["here"],
                "moved": moved.get(follower.key, 0) if ceasing else was["here"],
                "left": left,
                "after": now["here"],
                "county_before": was["county"],
                "county_after": now["county"],
                "total_before": was.get("total", ""),
                "total_after": now.get("total", ""),
                "why": follower.why if left else "",
            }
        )
    return found


def marks(units):
    """Return {follower: {unit: [rows, highest key, sum of keys]}}: equal as long as no row came or went."""
    numbers = _numbers_at(units)
    found = {each.key: {} for each in FOLLOWERS if not each.derived}
    for follower in (each for each in FOLLOWERS if not each.derived and numbers[each.key]):
        place = follower.field or follower.path
        rows = follower.at(units).values(place).annotate(n=Count("pk"), top=Max("pk"), keys=Sum("pk"))
        found[follower.key] = {str(row[place]): [row["n"], row["top"], int(row["keys"])] for row in rows}
    return found
