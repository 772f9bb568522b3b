"""Moving what follows: rows from unit to unit, and copies of paths, set by set."""

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat, Substr

from orgs.changes.followers import ALONGSIDE, FOLLOWERS, Rule
from orgs.models import Unit, UnitChangeMove
from orgs.scoping import below

AT_ONCE = 5_000


def move_rows(change, parts, *, counted, at):
    """Move everything that follows from the units that cease to their successors; keep a note of it.

    :param counted: {follower: counts} of the units before; what has no row there is not asked again.
    """
    pairs = [part for part in parts if part.before_id != part.after_id]
    for follower in FOLLOWERS:
        if follower.rule != Rule.FOLLOW or not counted[follower.key]["here"]:
            continue
        for part in sorted(pairs, key=lambda part: part.is_main):  # who is named by words goes first
            _move(follower, part, change, at=at)


def move_paths(moved_paths, *, at):
    """Rewrite every copy of the paths that have moved; `moved_paths` maps old to new."""
    copies = {(each.model, each.path): each for each in FOLLOWERS if each.path}
    for old, new in moved_paths.items():
        for follower in copies.values():
            path = follower.path
            changes = {path: Concat(Value(new), Substr(F(path), len(old) + 1))}
            if follower.has_stamp:
                changes["updated_at"] = at
            follower.rows.filter(below(old, path)).update(**changes)
        inside = Unit.objects.filter(below(old, "path"))
        inside.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))


def go_along(change, parts, ceasing):
    """Let what belongs to the units end or change its name with them; keep a note of it."""
    restores = [row for call in ALONGSIDE for row in call(change, parts, ceasing)]
    if restores:
        first = parts[0]
        UnitChangeMove.objects.create(
            change=change,
            follower=Unit._meta.label,
            before=first.before,
            after=first.after,
            restores=restores,
        )


def _move(follower, part, change, *, at):
    rows = _following(follower, part, change)
    if rows is None:
        return
    restores = []
    if follower.keys:
        clash = _clash(follower, part.after, change.effective_on)
        if follower.make_way and (clashing := list(rows.filter(clash).order_by("pk"))):
            restores = follower.make_way(clashing, part.after, day=change.effective_on, at=at)
        rows = rows.exclude(clash)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    put(follower, keys, part.before, part.after, at=at)
    if keys or restores:
        UnitChangeMove.objects.create(
            change=change,
            follower=follower.key,
            before=part.before,
            after=part.after,
            keys=keys,
            restores=restores,
        )


def put(follower, keys, old, new, *, at):
    """Write the unit `new` into the rows with these keys, which were at `old`."""
    changes = {follower.field: new} if follower.field else {}
    if follower.path:
        changes[follower.path] = Case(
            When(**{follower.path: old.path}, then=Value(new.path)), default=F(follower.path)
        )
    if follower.has_stamp:
        changes["updated_at"] = at
    for start in range(0, len(keys), AT_ONCE):
        follower.rows.filter(pk__in=keys[start : start + AT_ONCE]).update(**changes)


def _following(follower, part, change):
    """Return the rows that go from `part.before` to `part.after`, or None if none can."""
    rows = follower.at([part.before])
    if follower.which:
        rows = rows.filter(follower.which(change.effective_on))
    if not change.is_split:
        return rows
    if not follower.in_split:
        return None
    if follower.divide:
        return rows if part.is_main else follower.divide(rows, part.word_list)
    if follower.person:
        theirs = Q(**{f"{follower.person}__unit": part.after})
        return rows.filter(theirs | Q(**{follower.person: None}) if part.is_main else theirs)
    return rows if part.is_main else None


def _clash(follower, target, day):
    """Return the condition that the successor has a row with the same keys."""
    same = {name: OuterRef(name) for name in follower.keys}
    there = follower.rows.filter(**{follower.field: target}, **same)
    return Exists(there.filter(follower.which(day)) if follower.which else there)
