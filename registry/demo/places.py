"""How many of the county's disabled persons live in which village."""

from itertools import groupby

from orgs.models import Unit

VILLAGE_SPREAD = 0.35  # villages differ in size about as a log-normal of this width
TOWNSHIP_SPREAD = 0.08  # the share of disabled persons differs little between townships
COMMUNITY_FACTOR = 1.3
UNKNOWN_POPULATION = 15_000


def share_out(count, county, *, rng):
    """Return (unit, how many) for every village and community below `county`; the numbers add up to `count`.

    Townships get their share of the population, villages a plausible share of their township.
    """
    units = list(Unit.objects.below(county).current().grassroots().select_related("parent").in_tree_order())
    weights = []
    for township, villages in groupby(units, key=lambda unit: unit.parent):
        people = (township.population or UNKNOWN_POPULATION) * rng.lognormvariate(0, TOWNSHIP_SPREAD)
        sizes = [_size(village, rng) for village in villages]
        weights += [people * size / sum(sizes) for size in sizes]
    return list(zip(units, apportion(count, weights), strict=True))


def _size(unit, rng):
    factor = COMMUNITY_FACTOR if unit.level == Unit.Level.COMMUNITY else 1
    return factor * rng.lognormvariate(0, VILLAGE_SPREAD)


def apportion(count, weights):
    """Return whole numbers in proportion to `weights` that add up to `count` (largest remainders)."""
    if not weights:
        return []
    total = sum(weights)
    exact = [count * weight / total for weight in weights]
    whole = [int(number) for number in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_remainder[: count - sum(whole)]:
        whole[place] += 1
    return whole
