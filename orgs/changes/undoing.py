"""Taking a change of the tree back, as long as nothing has happened to its units since."""

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from core.permissions import Permission
from orgs.changes import census
from orgs.changes.followers import AFTERWARDS, FOLLOWERS
from orgs.changes.moving import move_paths, put
from orgs.changes.refusal import ChangeRefused
from orgs.changes.services import facts_of
from orgs.models import Unit, UnitChange, UnitPast

FACTS = ("name", "code", "code_is_provisional", "level", "kind", "parent_id")


@transaction.atomic
def take_back(change, *, because, by, at):
    """Put everything back where it was before the change, and return it.

    :param because: the reason, which is kept.
    :raises ChangeRefused: outside the actor's scope, not carried out, or its units have changed since.
    """
    if not by.scope_of(Permission.UNIT_CHANGE).covers(change.county):
        raise ChangeRefused("机构变更由县级管理人员办理，您没有这个县（区）的权限。")
    change = UnitChange.objects.select_for_update(of=("self",)).select_related("county").get(pk=change.pk)
    if not change.is_done:
        raise ChangeRefused(f"这件变更{change.get_state_display()}，没有可撤回的。")
    units = list(
        Unit.objects.select_for_update(of=("self",)).filter(pk__in=change.result["units"]).order_by("pk")
    )
    refuse_touched(change, units)
    day = timezone.localdate(at)
    before = census.census(units, change.county, day)["rows"]
    _put_back(change, units, at=at)
    units = list(Unit.objects.filter(pk__in=change.result["units"]))
    after = census.census(units, change.county, day)
    census.reconcile({"rows": before}, after, after["levels"], derived=False)
    for call in AFTERWARDS:
        call(units, by=by, at=at)
    change.state, change.taken_back_by, change.taken_back_at = UnitChange.State.TAKEN_BACK, by, at
    change.taken_back_because = because
    change.save()
    return change


def refuse_touched(change, units):
    """Check that since the change no row has come to its units or left them, and none has changed again.

    :raises ChangeRefused: something has; a change the other way round is the way then.
    """
    advice = "请改办一件方向相反的变更。"
    if facts_of(units) != change.result["facts"]:
        raise ChangeRefused(f"有关单位此后又有变更，不能直接撤回，{advice}")
    now, then = census.marks(units), change.result["marks"]
    labels = {each.key: each.label for each in FOLLOWERS}
    touched = [labels[key] for key in now if now[key] != then.get(key, {})]
    if touched:
        raise ChangeRefused(f"变更之后{'、'.join(touched)}又有新增或调出，不能直接撤回，{advice}")


def _put_back(change, units, *, at):
    followers = {each.key: each for each in FOLLOWERS}
    for unit in units:  # those that ceased exist again before anything returns to them
        unit.valid_to = None
    moves = list(change.moves.select_related("before", "after").order_by("-pk"))
    for move in moves:
        if move.follower in followers:
            put(followers[move.follower], move.keys, move.after, move.before, at=at)
        for label, key, values in reversed(move.restores):
            apps.get_model(label)._base_manager.filter(pk=key).update(**values)
    made = {part.after_id for part in change.parts.all() if part.makes_unit}
    _realign(units)
    _remove(change, made)
    _restore_units(change, [unit for unit in units if unit.pk not in made], at=at)


def _realign(units):
    """Send what has been derived about people since to where they are again."""
    for follower in (each for each in FOLLOWERS if each.derived and each.person):
        for unit in units:
            astray = follower.at(units).filter(**{f"{follower.person}__unit": unit})
            places = {follower.field: unit} | ({follower.path: unit.path} if follower.path else {})
            astray.exclude(**{follower.field: unit}).update(**places)


def _remove(change, made):
    """Delete the units that the change made: they never were."""
    change.parts.filter(after__in=made).update(after=None)
    change.moves.all().delete()
    try:
        Unit.objects.filter(pk__in=made).delete()
    except ProtectedError as problem:
        raise ChangeRefused("新设的单位已有新的记录，不能直接撤回，请改办一件方向相反的变更。") from problem


def _restore_units(change, units, *, at):
    past = {row.unit_id: row for row in UnitPast.objects.filter(change=change)}
    closed = {part.before_id for part in change.parts.all()}
    paths = {}
    for unit in units:
        row = past.get(unit.pk)
        if row is not None:
            for name in FACTS:
                setattr(unit, name, getattr(row, name))
            if unit.path != row.path:
                paths[unit.path] = row.path
                unit.path = row.path
        if row is not None or unit.pk in closed:
            unit.save(update_fields=[*FACTS, "pinyin", "path", "valid_to", "updated_at"])
    move_paths(paths, at=at)
    UnitPast.objects.filter(change=change).delete()
