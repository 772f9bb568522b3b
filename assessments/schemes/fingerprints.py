"""Short digests of what an editor saw, by which two editors notice each other.

They are made of the content, not of a counter of the whole scheme: two people may well change two items
of the same scheme.
"""

import hashlib
from decimal import Decimal

ITEM = (
    *("section_id", "name", "criterion", "points", "rule", "params", "bindings"),
    *("is_pledged", "evidence_needed", "due_month"),
)
SECTION = ("name", "points")
HEAD = ("name", "basis", "full_points", "bonus_cap", "note")
BAND = ("kind", "name", "from_points", "quota_percent", "tone")


def of_item(item):
    """Return the digest of one item."""
    return _digest([item], ITEM)


def of_section(section):
    """Return the digest of a section, without its items."""
    return _digest([section], SECTION)


def of_head(scheme):
    """Return the digest of what stands above the table."""
    return _digest([scheme], HEAD)


def of_bands(bands):
    """Return the digest of the bands of one kind."""
    return _digest(sorted(bands, key=lambda one: -one.from_points), BAND)


def _digest(rows, names):
    said = repr([[_plain(getattr(row, name)) for name in names] for row in rows])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _plain(value):
    if isinstance(value, dict):
        return sorted((key, _plain(one)) for key, one in value.items())
    if isinstance(value, list):
        return [_plain(one) for one in value]
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(value).normalize() if is_number else value
