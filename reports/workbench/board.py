"""Putting the workbench together from what the user may see; each piece within its own scope."""

import hashlib
from dataclasses import replace

from core.freshness import remember
from core.permissions import Permission
from core.registers import INBOX
from orgs.models import Unit
from reports.workbench.accounts import show_accounts, show_audit
from reports.workbench.compliance import show_compliance
from reports.workbench.pieces import Picture, TownshipState
from reports.workbench.register import persons_by_township, show_register
from reports.workbench.staffing import show_posts, show_stipend
from staff.pay.selectors.lines import stipend_by_township

LOOK = "查看"
GRASSROOTS = "grassroots"
URGENCY = ("bad", "warn", "info", "none", "good")


def board_for(user, day):
    """Return the `Picture` of everything that `user` may see on the day `day`.

    The figures are remembered until something changes. The number of queries depends on the user's
    permissions, not on the number of rows.
    """
    scopes = {permission: user.scope_of(permission) for permission in Permission}
    key = "|".join(f"{permission}={scope.key}" for permission, scope in scopes.items() if scope)
    digest = hashlib.sha256(key.encode()).hexdigest()
    picture = remember(f"workbench:{day}:{digest}", lambda: _draw(scopes, day))
    return replace(picture, todos=_by_urgency([*_inbox(user, scopes, day), *picture.todos], scopes))


def _inbox(user, scopes, day):
    """Return what waits in the rooms, each asked within its own scope.

    It is asked anew each time: jobs change it, too, and those leave nothing in the log.
    """
    lines = []
    for room in INBOX:
        if scope := scopes[room.permission]:
            lines += room.lines(user, scope, day) if room.is_personal else room.lines(scope, day)
    return lines


def _by_urgency(todos, scopes):
    """Return the to-dos: what the user may do, the most urgent first, then what there is to look at."""
    levels = _levels(scopes) if any(todo.level for todo in todos) else {}
    todos = [_for_those_who_may(todo, scopes) for todo in todos if _is_theirs(todo, scopes, levels)]
    return sorted(todos, key=lambda todo: (todo.action == LOOK, URGENCY.index(todo.tone)))


def _levels(scopes):
    """Return {path: level} of the units at which the user acts. One query."""
    paths = {path for scope in scopes.values() for path in scope.paths}
    found = Unit.objects.filter(path__in=paths).order_by().values_list("path", "level")
    return {path: GRASSROOTS if level in Unit.GRASSROOTS else level for path, level in found}


def _is_theirs(todo, scopes, levels):
    """True if the work is that of a level at which the user acts; the level above looks at its boards."""
    if not todo.level:
        return True
    scope = scopes.get(todo.needs) or scopes[Permission.UNIT_VIEW]
    return scope.everywhere or any(levels.get(path) == todo.level for path in scope.paths)


def _draw(scopes, day):
    picture = Picture()
    if scope := scopes[Permission.PERSON_VIEW]:
        show_register(picture, scope, day)
    posts, compliance = {}, ({}, {})
    if scope := scopes[Permission.STAFF_VIEW]:
        posts = show_posts(picture, scope, day)
    if scope := scopes[Permission.CHECK_VIEW]:
        compliance = show_compliance(picture, scope, day)
    if scope := scopes[Permission.STIPEND_VIEW]:
        show_stipend(picture, scope, day)
    if (scope := scopes[Permission.ACCOUNT_VIEW]) and not picture.tiles:
        show_accounts(picture, scope, day)  # for those whose only work is accounts
    if scope := scopes[Permission.AUDIT_VIEW]:
        show_audit(picture, scope, day)
    picture.townships = _townships(scopes, posts, compliance, day)
    return picture


def _for_those_who_may(todo, scopes):
    """Return the to-do, as something to look at for those who may not do it."""
    return todo if todo.needs is None or scopes[todo.needs] else replace(todo, action=LOOK)


def _townships(scopes, posts, compliance, day):
    """Return one row for each township, for those who look after more than one."""
    units = list(Unit.objects.within(scopes[Permission.UNIT_VIEW]).current(day).townships().in_tree_order())
    if len(units) < 2 or not posts:
        return []
    seen = scopes[Permission.PERSON_VIEW]
    persons = persons_by_township(seen) if seen else None
    half = 1 if day.month <= 6 else 2
    stipends = stipend_by_township(scopes[Permission.STIPEND_VIEW], day.year, half)
    own, villages = compliance
    return [
        TownshipState(
            unit=unit,
            persons=None if persons is None else persons.get(unit.path, 0),
            posts=posts[unit.path].members if unit.path in posts else None,
            own_met=own.get(unit.path),
            villages_met=villages.get(unit.path),
            stipend=stipends.get(unit.path),
        )
        for unit in units
    ]
