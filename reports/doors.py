"""The row door of reports: which documents, snapshots and manuscripts somebody sees, by place and by kind."""

from itertools import groupby

from django.db.models import Q

from reports.kinds import KINDS
from reports.kinds.foreign import PREFIX


def seen_by(rows, user, *, kind="kind"):
    """Keep the rows of a scope whose kind the user may see there.

    :param rows: a queryset of rows within the scope, which belong to a unit and have the code of a kind.
    :param kind: the lookup of that code.
    """
    return rows.filter(kinds_open_to(user, unit_path=rows.unit_path, kind=kind))


def kinds_open_to(user, *, unit_path, kind="kind"):
    """Return the condition that the user holds, in the row's unit, what its kind needs."""
    condition = Q(**{f"{kind}__startswith": PREFIX})  # its lists of persons ask for more by themselves
    kinds = sorted(KINDS.values(), key=lambda own: own.needs or "")
    for needs, own in groupby(kinds, key=lambda each: each.needs):
        is_one = Q(**{f"{kind}__in": [each.code for each in own]})
        condition |= is_one & user.scope_of(needs).as_q(unit_path) if needs else is_one
    return condition


def kinds_for(user):
    """Return the kinds that the user may see somewhere."""
    return [kind for kind in KINDS.values() if kind.needs is None or user.holds(kind.needs)]


def open_to_readers():
    """Return the codes of kinds that everybody sees who may see reports."""
    return [code for code, kind in KINDS.items() if kind.needs is None]
