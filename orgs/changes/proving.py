"""The code on 机构变更对照表 of a change that is in effect."""

from orgs.models import UnitChange
from orgs.proofs.papers import PaperKind, code_for

OF_PART = ("name_before", "code_before", "kind_before", "name_after", "code_now", "kind_after")
OF_LINE = ("key", "before", "moved", "left", "after", "county_before", "county_after")


def change_stated(unit, key):
    """Return what the sheet of a change states: the units before and after, and the counts."""
    change = UnitChange.objects.filter(pk=key, county=unit).first()
    if change is None or change.is_draft or change.is_planned:
        return None
    parts = change.parts.select_related("after", "parent_before", "parent_after")
    return {
        "kind": change.kind, "document": change.document, "from": change.effective_on, "done": change.is_done,
        "parts": [
            [part.parent_before.name, part.parent_after.name, *(getattr(part, name) for name in OF_PART)]
            for part in parts
        ],
        "lines": [[line.get(name) for name in OF_LINE] for line in change.lines],
        "levels": change.level_lines, "hands": change.hands,
    }  # fmt: skip


CHANGE = PaperKind("unit_change", "机构变更对照表", "change", change_stated)


def code_of_change(change, *, by):
    """Return the code of the sheet; None for what is not in effect yet, or was taken back."""
    if not change.is_done:
        return None
    about = f"{change.effective_on:%Y-%m-%d} 生效的变更"
    return code_for(CHANGE, change.county, change.pk, reference=about, by=by)
