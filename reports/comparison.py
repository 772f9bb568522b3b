"""Why a figure is another than last time: figure by figure, with the rows that came, went and changed."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q

from core.sheets.cells import half_width
from reports.figures import matching_rows, text_of
from reports.models import Snapshot, SnapshotList

KEY_COLUMN = "id"


@dataclass(frozen=True)
class Movement:
    """One figure in two snapshots; what stands in one of them only has no other side."""

    key: str
    label: str
    before: dict | None
    after: dict | None

    @property
    def difference(self):
        """Return how it moved in words: 增加3人, 持平; the empty text where a side is missing."""
        if not self._has_numbers:
            return ""
        moved = Decimal(str(self.after["value"])) - Decimal(str(self.before["value"]))
        if not moved:
            return "持平"
        unit = self.after["unit"]
        if unit == "%":
            return f"{'上升' if moved > 0 else '下降'}{abs(moved)}个百分点"
        size = str(abs(moved)) if unit == "元" else int(abs(moved))
        return f"{'增加' if moved > 0 else '减少'}{text_of(size, unit)}"

    @property
    def before_text(self):
        return _text(self.before)

    @property
    def after_text(self):
        return _text(self.after)

    @property
    def is_still(self):
        return (
            self.before is not None and self.after is not None and self.before["value"] == self.after["value"]
        )

    @property
    def _has_numbers(self):
        return all(side is not None and _is_number(side["value"]) for side in (self.before, self.after))


def _text(side):
    """Return what a side of a movement says; a dash where it does not stand."""
    return (side or {}).get("text") or "—"


def _is_number(value):
    """True unless a figure is missing, or an answer in words: 是, 否."""
    return value is not None and str(value).lstrip("-")[:1].isdecimal()


@dataclass
class Change:
    """A row behind a figure that came or went; `why` says what of it changed, where it is in both lists."""

    row: list
    why: list = field(default_factory=list)


def comparable_with(snapshot):
    """Return the snapshots of the same kind and unit that were made before, newest first."""
    earlier = Snapshot.objects.filter(kind=snapshot.kind, unit=snapshot.unit_id, about=snapshot.about)
    return earlier.filter(Q(as_of__lt=snapshot.as_of) | Q(as_of=snapshot.as_of, pk__lt=snapshot.pk)).order_by(
        F("as_of").desc(), F("pk").desc()
    )


def movements(before, after, *, only_moved=False):
    """Return the figures of two snapshots as (label of the group, [Movement]), in the order of the newer."""
    groups, seen = [], set()
    for snapshot in (after, before):
        for label, keys in snapshot.content["groups"]:
            fresh = [key for key in keys if key not in seen]
            seen.update(fresh)
            rows = [_movement(key, before, after) for key in fresh]
            rows = [row for row in rows if row is not None and not (only_moved and row.is_still)]
            if rows:
                groups.append((label, rows))
    return groups


def movements_in_line(before, after):
    """Return what `movements` does as one list of (label of the group, Movement), to be cut into pages."""
    return [(label, row) for label, rows in movements(before, after) for row in rows]


def named(rows, text):
    """Keep those of `movements_in_line` whose figure or group has a text in its name; any without one."""
    wanted = half_width(text).lower()
    return [own for own in rows if wanted in half_width(f"{own[0]} {own[1].label}").lower()]


def _movement(key, before, after):
    old, new = before.figures.get(key), after.figures.get(key)
    either = new or old
    return Movement(key, either["label"], old, new) if either else None


def changes_behind(key, before, after):
    """Return (columns, rows that came, rows that went) behind a figure, each a `Change`."""
    lists = [_list_of(key, snapshot) for snapshot in (before, after)]
    frozen = lists[1] or lists[0]
    if frozen is None:
        return [], [], []
    tell = _telling_apart(lists)
    behind = [_behind(key, snapshot, own) for snapshot, own in zip((before, after), lists, strict=True)]
    old, new = ({tell(row): row for row in rows} for rows in behind)
    whole = [{tell(row): row for row in own.rows} if own else {} for own in lists]
    columns = frozen.columns
    came = [Change(row, _why(columns, whole[0].get(own), row)) for own, row in new.items() if own not in old]
    went = [Change(row, _why(columns, row, whole[1].get(own))) for own, row in old.items() if own not in new]
    return columns, came, went


def _list_of(key, snapshot):
    figure = snapshot.figures.get(key)
    if figure is None or not figure["list"]:
        return None
    return SnapshotList.objects.filter(snapshot=snapshot, key=figure["list"]).first()


def _behind(key, snapshot, frozen):
    return matching_rows(snapshot.figures[key], frozen.columns, frozen.rows) if frozen else []


def _telling_apart(lists):
    """Return what tells rows apart: their number, where each row of both lists has one, else all they say."""
    there = [frozen for frozen in lists if frozen is not None]
    places = {
        at for frozen in there for at, column in enumerate(frozen.columns) if column["key"] == KEY_COLUMN
    }
    if len(places) == 1 and len({len(frozen.columns) for frozen in there}) == 1:
        (place,) = places
        if all(len({row[place] for row in frozen.rows}) == len(frozen.rows) for frozen in there):
            return lambda row: row[place]
    return str


def _why(columns, old, new):
    """Return what is another in the same row, in words; empty where it is in one of the lists only."""
    if old is None or new is None:
        return []
    return [
        f"{column['label']}：{_word(old[at], column)} → {_word(new[at], column)}"
        for at, column in enumerate(columns)
        if column["label"] and old[at] != new[at]
    ]


def _word(value, column):
    return column["labels"].get(value, value) if isinstance(value, str) and value else (value or "无")
