"""Rows in words: side by side, field by field; sensitive numbers masked."""

import re
from dataclasses import dataclass

from orgs.models import Unit
from registry.comparing.choices import Kind, RowState
from registry.comparing.fields import ARCHIVED, FIELDS, STANDING, UNITS, title_of
from registry.comparing.selectors.figures import rows_of
from registry.comparing.services.taking import why_not
from registry.comparing.weighing import archived_in_words, has_moved_on

LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")
NOTHING = "（空）"


@dataclass(frozen=True)
class Line:
    """One field of a row: what the register says now, what the list says, and whether a decision waits.

    `was` is what the register said when they were compared, if it says something else now.
    """

    key: str
    title: str
    ours: str
    theirs: str
    differs: bool = False
    is_open: bool = False
    was: str = ""
    refusal: str = ""


def chosen_rows(comparison, scope, filters):
    """Return the rows of a comparison that a scope sees and `filters` leave.

    :param filters: kind, field, state, place (a unit's pk), q (part of a registered person's name).
    """
    place = filters.get("place")
    if place:
        unit = Unit.objects.within(scope).filter(pk=place).first()
        scope = scope.narrowed_to(unit) if unit else type(scope)()
    rows = rows_of(comparison, scope)
    if kind := filters.get("kind"):
        rows = rows.filter(kind=kind)
    if state := filters.get("state"):
        rows = rows.filter(state=state)
    if key := filters.get("field"):
        rows = rows.filter(diffs__contains=f"|{key}|")
    if text := filters.get("q"):
        rows = rows.filter(person__name__contains=text)
    return rows


def told(rows, *, every=False):
    """Return rows as a list, each with `lines`: the fields that differ, or with `every` all stated ones.

    At most one query beyond those of the rows, however many.
    """
    rows = list(rows)
    units = _unit_names(rows)
    for row in rows:
        row.lines = lines_of(row, units, every=every)
    return rows


def told_to(row, user):
    """Return a row with all `lines`, each with why its value may not be taken over by the user, if so."""
    told([row], every=True)
    row.lines = [
        Line(**(vars(line) | {"refusal": why_not(row, line.key, by=user) if line.is_open else ""}))
        for line in row.lines
    ]
    row.open_lines = [line for line in row.lines if line.is_open]
    return row


def lines_of(row, units, *, every=False):
    """Return the `Line`s of a row; `units` gives the names of units."""
    said = row.said
    values, ours = said.get("values", {}), said.get("ours", {})
    keys = [*row.keys, *(key for key in values if every and key not in row.keys)]
    if every and not row.person:
        keys = list(values)
    return [_line(row, key, theirs=values.get(key), ours=ours.get(key), units=units) for key in keys]


def _line(row, key, *, theirs, ours, units):
    differs, is_open = key in row.keys, key in row.open_keys
    if key in (STANDING, ARCHIVED):
        event = row.said.get("event")
        listed = row.comparison.profile.standing or "在名单上"
        now = archived_in_words(row.person) if row.person and row.person.is_archived else "在册"
        text = f"{listed}（{event}）" if event else listed
        return Line(key, title_of(key), now, text, differs, is_open)
    field = FIELDS[key]
    then = NOTHING if ours in ("", None) else field.in_words(ours, units)
    now = _now(row.person, field, units)
    moved = is_open and row.person and has_moved_on(row.person, key, ours)
    if key == "card_number":
        then = now
    return Line(
        key,
        field.title,
        now,
        field.in_words(theirs, units) or NOTHING,
        differs,
        is_open,
        then if moved else "",
    )


def _now(person, field, units):
    if person is None:
        return "—"
    if field.key == "card_number":
        return "另一个号码" if person.card_digest else NOTHING
    value = field.of(person)
    return NOTHING if value == "" else field.in_words(value, units)


def _unit_names(rows):
    """Return the names of the units that rows and their persons name; no query if there are none."""
    keys = set()
    for row in rows:
        for name in UNITS:
            keys.add(row.said.get("values", {}).get(name))
            keys.add(row.said.get("ours", {}).get(name) or None)
            if row.person:
                keys.add(getattr(row.person, f"{name}_id"))
    keys -= {None}
    if not keys:
        return {}
    return {unit.pk: unit.place_name for unit in Unit.objects.filter(pk__in=keys).select_related("parent")}


def masked_texts(row):
    """Return what the row of the list says, as (title, text), long numbers masked."""
    return [(title, mask_numbers(text)) for title, text in row.said.get("texts", ())]


def mask_numbers(text):
    """Return a text with every long number reduced to its first three digits."""
    return LONG_NUMBER.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 3)}", text)


def differences_in_words(row):
    """Return what differs as one text: 联系电话：138****0000 → 139****1111；…"""
    return "；".join(f"{line.title}：{line.ours} → {line.theirs}" for line in row.lines)


def next_row(row, scope):
    """Return the next row of the same task that waits for an answer, or None."""
    if row.task is None:
        return None
    waiting = row.task.rows.within(scope).filter(state=RowState.TASKED, answer="")
    return (
        waiting.filter(pk__gt=row.pk).order_by("pk").first()
        or waiting.exclude(pk=row.pk).order_by("pk").first()
    )


def rows_about(person):
    """Return the rows about a person that wait, newest first."""
    found = person.comparison_rows.exclude(state=RowState.SETTLED).exclude(kind=Kind.SAME)
    return found.select_related("comparison__unit", "person", "unit", "task").order_by("-pk")
