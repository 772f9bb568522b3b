"""What is missing: by item, by township, and unit by unit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceGaps:
    """How many units of a place lack each item, in the order of the items."""

    place: object
    counts: list[int]
    units: int  # that lack anything

    @property
    def total(self):
        return sum(self.counts)


def gaps_by_place(found):
    """Return the `PlaceGaps` of the places in which somebody lacks something, in tree order."""
    groups = {}
    for row in found.rows:
        place = row.unit.parent if row.unit.is_grassroots and row.unit.parent else row.unit
        groups.setdefault(place.pk, (place, []))[1].append(row)
    gaps = [
        PlaceGaps(
            place,
            [sum(row.cells[number].is_lacking for row in rows) for number in range(len(found.items))],
            sum(row.lacking > 0 for row in rows),
        )
        for place, rows in groups.values()
    ]
    return [one for one in gaps if one.total]


def units_by_star(found):
    """Return [(number of stars, rows)] from the most stars to none; empty where the list gives none."""
    if not found.gives_stars:
        return []
    stars = [*sorted({band.stars for band in found.bands}, reverse=True), 0]
    return [(number, [row for row in found.rows if row.stars == number]) for number in stars]
