"""Drafting, foreseeing, confirming, carrying out and dropping a change of the tree of units."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.changes import census
from orgs.changes.followers import AFTERWARDS
from orgs.changes.moving import go_along, move_paths, move_rows
from orgs.changes.refusal import ChangeRefused
from orgs.changes.rules import refuse_unsound
from orgs.changes.shape import Shaper, below_of
from orgs.models import Unit, UnitChange, UnitChangePart

State = UnitChange.State


@dataclass(frozen=True)
class PartFacts:
    """One unit before and after, as somebody has filled it in; empty facts stay what they are."""

    before: Unit
    after: Unit | None = None
    name: str = ""
    code: str = ""
    kind: str = ""
    parent: Unit | None = None
    words: str = ""
    is_main: bool = False


@transaction.atomic
def draft_change(county, kind, *, parts, by, at, change=None, **facts):
    """Write a change as a draft with what it would do, and return it; nothing else is touched.

    :param parts: `PartFacts`, each one unit before and after.
    :param change: the draft that is written anew; none for a new one.
    :param facts: `effective_on`, `document`, `note`.
    :raises ChangeRefused: outside the actor's scope, or it cannot be carried out.
    """
    _refuse_outsider(county, by)
    if change is None:
        change = UnitChange(county=county)
    else:
        change = _locked(change, State.DRAFT)
        change.parts.all().delete()
    # Whoever wrote it last answers for it, so that they do not confirm what they wrote themselves.
    change.kind, change.made_by = kind, by
    for name, value in facts.items():
        setattr(change, name, value)
    made = [_part(change, number, each) for number, each in enumerate(parts, 1)]
    refuse_unsound(change, made)
    change.save()
    for part in made:
        part.change = change
        part.save()
    foresee(change, at=at)
    return change


def foresee(change, *, at):
    """Carry the change out, keep what that counted, and take everything back: the preview is the real run.

    :raises ChangeRefused: it cannot be carried out.
    """
    with transaction.atomic():
        result = _perform(change, list(_parts(change)), at=at)
        transaction.set_rollback(True)
    change.result = result | {"seen_at": at.isoformat()}
    change.save()


@transaction.atomic
def confirm_change(change, *, by, at):
    """Confirm a draft; it is carried out once its day has come. Return the change.

    Whoever drafted it confirms it only where nobody else may: a small county has one manager, so this is
    asked here and no constraint of the table; that one person did both stays visible in the record.

    :raises ChangeRefused: outside the actor's scope, drafted by the actor while somebody else could
        confirm it, no draft any more, or it cannot be carried out.
    """
    _refuse_outsider(change.county, by)
    change = _locked(change, State.DRAFT)
    _refuse_own(change, by)
    refuse_unsound(change, list(_parts(change)))
    change.state, change.confirmed_by, change.confirmed_at = State.PLANNED, by, at
    change.problem = ""
    change.save()
    return change


@transaction.atomic
def drop_change(change, *, by, at):
    """Drop a change that has not been carried out; it stays in the list as 已作废.

    :raises ChangeRefused: outside the actor's scope, or it has been carried out.
    """
    _refuse_outsider(change.county, by)
    change = _locked(change, State.DRAFT, State.PLANNED)
    change.state = State.DROPPED
    change.save()
    return change


@transaction.atomic
def carry_out(change, *, by, at):
    """Carry a confirmed change out: units, rows and paths move together, or nothing does. Return it.

    Whoever confirmed it had the right to; `by` acts for them (the worker, or the nightly command).

    :raises ChangeRefused: its day has not come, or something has changed since so that it cannot be done.
    :raises NotReconciled: counts before and after differ.
    """
    change = _locked(change, State.PLANNED)
    if change.effective_on > timezone.localdate(at):
        raise ChangeRefused(f"生效日期 {change.effective_on:%Y-%m-%d} 还没有到。")
    change.result = _perform(change, list(_parts(change)), at=at, tell=by)
    change.state, change.carried_out_at, change.problem = State.DONE, at, ""
    change.save()
    return change


def note_problem(change, text):
    """Keep, beside a change that could not be carried out, why; it stays planned."""
    UnitChange.objects.filter(pk=change.pk, state=State.PLANNED).update(problem=text)


def _perform(change, parts, *, at, tell=None):
    """Do it inside the caller's transaction and return the result to keep."""
    units = _locked_units(parts)
    refuse_unsound(change, parts)
    county, day = change.county, change.effective_on
    before = census.census(units, county, day)
    expected = census.expected_levels(parts, before["levels"])
    shaper = Shaper(change, parts)
    shaper.shape()
    move_rows(change, parts, counted=before["rows"], at=at)
    move_paths(shaper.moved_paths, at=at)
    shaper.close()
    kept = {part.after_id for part in parts}
    ceasing = [part.before for part in parts if part.before_id not in kept]
    go_along(change, parts, ceasing)
    units = list(Unit.objects.filter(pk__in={unit.pk for unit in (*units, *(p.after for p in parts))}))
    after = census.census(units, county, day)
    census.reconcile(before, after, expected)
    result = {
        "rows": census.lines(before, after, moved=_moved(change), ceasing=ceasing),
        "levels_before": before["levels"],
        "levels_after": after["levels"],
        "units": sorted(unit.pk for unit in units),
        "paths": len(shaper.moved_paths),
        "divided": _divided(change, parts),
        "codes": {str(part.pk): part.after.code for part in parts},
    }
    if tell is not None:
        for call in AFTERWARDS:
            call([part.after for part in parts], by=tell, at=at)
        result["marks"] = census.marks(units)
        result["facts"] = facts_of(units)
    return result


def facts_of(units):
    """Return what a later change of the same units would alter: name, code, kind, path, end."""
    return {str(u.pk): [u.name, u.code, u.kind, u.path, u.valid_to and u.valid_to.isoformat()] for u in units}


def _moved(change):
    counts = {}
    for move in change.moves.all():
        counts[move.follower] = counts.get(move.follower, 0) + len(move.keys)
    return counts


def _divided(change, parts):
    """Return [successor, persons] for each part of a split: who went where."""
    if not change.is_split:
        return []
    people = {move.after_id: len(move.keys) for move in change.moves.filter(follower="registry.Person.unit")}
    return [[part.name_after, people.get(part.after_id, 0)] for part in parts]


def _locked_units(parts):
    """Lock the units of the parts and what lies below them, so that nobody hangs rows on them meanwhile."""
    named = {unit.pk: unit for part in parts for unit in (part.before, part.after) if unit is not None}
    keys = [unit.pk for unit in below_of(list(named.values()))]
    locked = Unit.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    fresh = {unit.pk: unit for unit in locked.select_related("parent")}
    for part in parts:
        part.before = fresh[part.before_id]
        part.after = fresh[part.after_id] if part.after_id else None
    return list(fresh.values())


def _parts(change):
    found = UnitChangePart.objects.filter(change=change).order_by("order", "pk")
    found = list(found.select_related("before__parent", "after__parent", "parent_before", "parent_after"))
    for part in found:
        part.change = change
    return found


def _part(change, number, facts):
    unit = facts.before
    return UnitChangePart(
        change=change,
        order=number,
        before=unit,
        after=facts.after,
        makes_unit=facts.after is None,
        name_before=unit.name,
        code_before=unit.code,
        kind_before=unit.kind,
        parent_before=unit.parent,
        name_after=facts.name or (facts.after or unit).name,
        code_after=facts.code,
        kind_after=facts.kind or (facts.after or unit).kind,
        parent_after=facts.parent or (facts.after or unit).parent,
        words=facts.words,
        is_main=facts.is_main,
    )


def _locked(change, *states):
    change = UnitChange.objects.select_for_update(of=("self",)).select_related("county").get(pk=change.pk)
    if change.state not in states:
        raise ChangeRefused(f"这件变更{change.get_state_display()}，不能再这样办理。")
    return change


def second_eyes(change, by):
    """Return those who may confirm a draft of the actor's instead of the actor; none if it is not theirs."""
    return by.others_with(Permission.UNIT_CHANGE, change.county) if change.made_by_id == by.pk else []


def _refuse_own(change, by):
    others = second_eyes(change, by)
    if others:
        names = "、".join(other.full_name for other in others)
        raise ChangeRefused(f"这件变更由您拟办，须由另一位县级管理人员（{names}）核对确认。")


def _refuse_outsider(county, by):
    if not by.scope_of(Permission.UNIT_CHANGE).covers(county):
        raise ChangeRefused("机构变更由县级管理人员办理，您没有这个县（区）的权限。")
