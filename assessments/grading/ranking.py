"""Places by points, pure: equal points share a place, and the next place is skipped (1, 2, 2, 4)."""

from itertools import groupby


def competition_ranks(points):
    """Return {key: place} of {key: points}; the most points come first."""
    ordered = sorted(points, key=points.get, reverse=True)
    ranks, place = {}, 1
    for _, same in groupby(ordered, key=points.get):
        keys = list(same)
        ranks.update(dict.fromkeys(keys, place))
        place += len(keys)
    return ranks
