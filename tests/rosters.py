"""The three rosters of `tests/data/rosters` with their truth, and the county that they belong to."""

import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from orgs.imports import units
from orgs.models import Unit

FOLDER = Path(__file__).parent / "data" / "rosters"
ROSTERS = ("roster_clean_1.xlsx", "roster_messy_2.xlsx", "roster_gbk_3.csv")


def truth_of(roster):
    """Return the truth of a roster: rows, importable, and detail by row."""
    return json.loads((FOLDER / roster).with_suffix(".truth.json").read_text("utf-8"))


def refusals_of(roster):
    """Return {row: set of codes} for every row of the roster; an importable row has the empty set."""
    return {line["row"]: {line["refuse"]} if line["refuse"] else set() for line in truth_of(roster)["detail"]}


def load_huining():
    """Load the real units of 会宁县 and return the county."""
    with (settings.BASE_DIR / "orgs" / "data" / "huining_units.csv").open("rb") as file:
        units.apply(units.plan_file(file), by=None, at=timezone.now())
    return Unit.objects.get(name="会宁县")
