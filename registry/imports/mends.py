"""Problems that one choice mends in every row: grouped by column and value."""

import hashlib
import re

from core.sheets.cells import half_width
from registry.imports.aliases import PLACES, SPELLED_MAX
from registry.imports.values import folded

GROUPS_MAX = 200
ROWS_NAMED = 12
NUMBER = re.compile(r"\d{6}")  # a number in a column of words is a slip, and none of our business
UNIT_KEYS = ("village", "township")


def mends_of(refused):
    """Return the groups of a plan's mendable problems, the most frequent first, fit for JSON."""
    groups = {}
    for entry in refused:
        for problem in entry.problems:
            if problem.place is None or not problem.raw or len(problem.raw) > SPELLED_MAX:
                continue
            if NUMBER.search(problem.raw):
                continue
            key = PLACES.get(problem.key, problem.key)
            group = groups.setdefault(
                (key, problem.place, spelled(key, problem.raw)),
                {
                    "id": _id(key, problem.place, problem.raw),
                    "key": key,
                    "place": problem.place,
                    "column": problem.column,
                    "raw": problem.raw,
                    "proposal": problem.proposal,
                    "count": 0,
                    "rows": [],
                },
            )
            group["count"] += 1
            if len(group["rows"]) < ROWS_NAMED:
                group["rows"].append(entry.row)
    ordered = sorted(groups.values(), key=lambda group: -group["count"])
    return ordered[:GROUPS_MAX]


def _id(key, place, raw):
    """Return a name for a group that stays the same however often the file is read."""
    return hashlib.sha256(f"{key}|{place}|{spelled(key, raw)}".encode()).hexdigest()[:12]


def spelled(key, raw):
    """Return a spelling as aliases of the column keep it."""
    return half_width(raw) if key in UNIT_KEYS else folded(raw)
