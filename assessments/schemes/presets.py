"""The tables that the product ships, read from `templates/*.toml` (domain.md §3.2–§3.10).

A table for 专职委员 is one file for both levels of post: an item with `levels` belongs to those alone.
"""

import tomllib
import uuid
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "templates"
LINEAGES = uuid.uuid5(uuid.NAMESPACE_URL, "zhucan:scheme-templates")


@dataclass(frozen=True)
class PresetItem:
    """One item of a shipped table; its lineage is the same in every county and year."""

    lineage: uuid.UUID
    name: str
    points: Decimal
    rule: str
    params: dict
    bindings: dict
    criterion: str
    is_pledged: bool
    evidence_needed: bool
    due_month: int | None


@dataclass(frozen=True)
class PresetSection:
    name: str
    points: Decimal
    items: tuple


@dataclass(frozen=True)
class PresetBand:
    kind: str
    name: str
    from_points: Decimal
    quota_percent: Decimal | None
    tone: str


@dataclass(frozen=True)
class Preset:
    """A shipped table as one subject gets it."""

    code: str
    subject: str
    name: str
    source: str
    note: str
    full_points: Decimal
    bonus_cap: Decimal
    is_partial: bool
    sections: tuple
    bands: tuple

    @property
    def item_count(self):
        return sum(len(section.items) for section in self.sections)

    @property
    def points(self):
        """Return what the items are worth together."""
        return sum((item.points for section in self.sections for item in section.items), Decimal(0))


@cache
def presets():
    """Return {(code, subject): Preset} of all shipped tables, starters first."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml"), key=lambda one: ("starter" not in one.stem, one.stem)):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        for subject in raw["subjects"]:
            found[path.stem, subject] = _preset(path.stem, subject, raw)
    return found


def presets_for(subject):
    """Return the shipped tables that fit a subject."""
    return [preset for (_code, fits), preset in presets().items() if fits == subject]


def _preset(code, subject, raw):
    return Preset(
        code=code,
        subject=subject,
        name=raw["name"],
        source=raw["source"],
        note=raw.get("note", ""),
        full_points=Decimal(raw["full_points"]),
        bonus_cap=Decimal(raw.get("bonus_cap", "0")),
        is_partial=raw.get("is_partial", False),
        sections=tuple(_section(code, subject, one) for one in raw["sections"]),
        bands=tuple(_band(group["kind"], row) for group in raw.get("bands", ()) for row in group["rows"]),
    )


def _section(code, subject, raw):
    items = [one for one in raw["items"] if subject in one.get("levels", (subject,))]
    return PresetSection(raw["name"], Decimal(raw["points"]), tuple(_item(code, one) for one in items))


def _item(code, raw):
    return PresetItem(
        lineage=uuid.uuid5(LINEAGES, f"{code}:{raw['name']}"),
        name=raw["name"],
        points=Decimal(raw["points"]),
        rule=raw["rule"],
        params=raw.get("params", {}),
        bindings=raw.get("bindings", {}),
        criterion=raw.get("criterion", ""),
        is_pledged=raw.get("pledged", False),
        evidence_needed=raw.get("evidence", False),
        due_month=raw.get("due_month"),
    )


def _band(kind, raw):
    quota = raw.get("quota")
    return PresetBand(
        kind, raw["name"], Decimal(raw["from"]), Decimal(quota) if quota else None, raw.get("tone", "none")
    )
