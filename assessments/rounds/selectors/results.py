"""What all units come to: preliminary while the year runs, frozen once it is final."""

from dataclasses import dataclass

from assessments.grading.selectors.grading import bands_of, graded_year, standings_of
from assessments.rounds.models import Result
from assessments.rounds.selectors.scores import scores_of
from assessments.schemes.choices import BandKind
from core.freshness import remember


@dataclass(frozen=True)
class Place:
    """One unit on the list of results."""

    sheet: object
    total: object
    rank: int
    group: str
    group_rank: int | None
    grade: str
    stars: str
    tier: str
    words: str = ""

    @property
    def unit(self):
        return self.sheet.unit


def places_of(round_, on):
    """Return ([Place] by rank, open ties) of a round: from frozen results once it is final.

    What is still preliminary is remembered until anything changes.
    """
    if round_.is_final:
        return frozen_places(round_), []
    return remember(f"places:{round_.pk}:{round_.phase}:{on}", lambda: _reckoned(round_, on))


def frozen_places(round_):
    """Return the [Place] of a final round, by rank. One query."""
    rows = Result.objects.filter(sheet__round=round_).select_related("sheet__unit__parent")
    places = [
        Place(
            row.sheet, row.total, row.rank, row.group_name, row.group_rank, row.grade, row.stars, row.tier,
            row.veto or row.grade_words,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(places, key=_by_rank)


def grade_names(round_):
    """Return the names of the grades of a round from the highest to the lowest. One query."""
    return [band.name for band in bands_of(round_.scheme)[BandKind.GRADE]]


def _reckoned(round_, on):
    sheets = list(round_.sheets.counted().select_related("unit__parent", "round").order_by("unit__path"))
    scores = scores_of(round_, sheets, on=on)
    year = graded_year(round_, standings_of(round_, scores))
    places = []
    for sheet in sheets:
        own = year.gradings[sheet.unit_id]
        places.append(
            Place(
                sheet, scores[sheet.unit_id].total, own.rank, own.group, own.group_rank, own.grade,
                own.stars, own.tier, own.grade_words,
            )
        )  # fmt: skip
    return sorted(places, key=_by_rank), year.open_ties


def _by_rank(place):
    return place.rank, place.sheet.unit.path
