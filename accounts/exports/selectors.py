"""Which rule holds where, who may decide, and what waits for whom."""

from django.db.models import Q

from accounts.exports.defaults import FACTS
from accounts.exports.models import ExportRequest, ExportRule
from accounts.models.users import Posting
from accounts.roles import PERMISSIONS
from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import STEP

DECIDING = [role for role, granted in PERMISSIONS.items() if Permission.EXPORT_APPROVE in granted]


def rule_for(unit, on):
    """Return the `ExportRule` that holds for a unit on a day: its own, the nearest above, or the default."""
    paths = [unit.path, *unit.ancestor_paths]
    rules = ExportRule.objects.in_force(on).filter(unit__path__in=paths).select_related("unit")
    return max(rules, key=lambda rule: len(rule.unit.path), default=None) or ExportRule(since=on, **FACTS)


def place_of(scope, home):
    """Return the unit that a scope is about: the lowest that holds all of it.

    :param home: the user's own unit, which saves asking for it.
    """
    if scope.everywhere:
        return home or Unit.objects.order_by("path").first()
    first, last = min(scope.paths), max(scope.paths)  # whatever these share, those between share as well
    path = next((first[:end] for end in range(len(first), 0, -STEP) if last.startswith(first[:end])), "")
    return home if home is not None and home.path == path else Unit.objects.filter(path=path).first() or home


def _deciders(units):
    """Return the postings in force that let somebody decide at one of the units. One query."""
    paths = {path for unit in units for path in (unit.path, *unit.ancestor_paths)}
    rows = Posting.objects.in_force().filter(role__in=DECIDING, unit__path__in=paths, user__is_active=True)
    return list(rows.select_related("user", "unit").order_by("user__full_name", "pk"))


def _nearest(postings, unit, asker):
    """Return those of the postings that are as near above the unit as any, besides the asker's."""
    able = [each for each in postings if unit.path.startswith(each.unit.path) and each.user_id != asker.pk]
    depth = max((len(each.unit.path) for each in able), default=0)
    return [each for each in able if len(each.unit.path) == depth]


def approvers_of(unit, asker):
    """Return (who decides on an application of `asker`, True if that falls to a level above the county)."""
    near = _nearest(_deciders([unit]), unit, asker)
    is_above = bool(near) and near[0].unit.level == Unit.Level.CITY and unit.level != Unit.Level.CITY
    return [each.user for each in near], is_above


def may_decide(user, request):
    """True for whoever may approve exports there, and has not applied for this one."""
    return request.asked_by_id != user.pk and user.scope_of(Permission.EXPORT_APPROVE).covers(request.unit)


def to_decide(user):
    """Return the applications whose turn it is for `user` to decide, the oldest first. Two queries.

    Those of a county come to its own approvers; where the only one has applied, to the level above.
    """
    scope = user.scope_of(Permission.EXPORT_APPROVE)
    if not scope:
        return []
    waiting = ExportRequest.objects.within(scope).waiting().exclude(asked_by=user)
    rows = list(waiting.select_related("unit", "asked_by", "decided_by").order_by("pk"))
    postings = _deciders([row.unit for row in rows]) if rows and not scope.everywhere else []
    return [
        row
        for row in rows
        if scope.everywhere or any(p.user_id == user.pk for p in _nearest(postings, row.unit, row.asked_by))
    ]


def seen_by(user):
    """Return the applications that a user may look at: own ones, and those to approve or to audit."""
    scope = user.scope_of(Permission.EXPORT_APPROVE) | user.scope_of(Permission.AUDIT_VIEW)
    own = Q(asked_by=user)
    if scope.everywhere:  # an empty condition "or" another would mean only the other
        return ExportRequest.objects.all()
    return ExportRequest.objects.filter(own | scope.as_q("unit__path"))


def newest_for(user, address):
    """Return the latest applications of a user for an address, the newest first."""
    rows = ExportRequest.objects.owned_by(user).filter(address=address).select_related("unit")
    return list(rows.order_by("-pk")[:20])
