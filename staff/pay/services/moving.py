"""Taking a run from one step to the next: the row is locked, the state asked for, the act written down."""

from accounts import audit
from staff.models import RunEntry, StipendRun
from staff.services.refusal import StaffRefused

OUTSIDE = "您在该县没有办理这一步的权限，或者任职授权已经到期，请与管理员联系。"


def locked(run):
    """Return the run as it stands in the database now, locked until the transaction ends."""
    rows = StipendRun.objects.select_for_update(of=("self",)).select_related("unit", "follows")
    return rows.get(pk=run.pk)


def may(by, permission, unit):
    """Refuse unless `by` holds the permission at the unit today.

    :raises StaffRefused: no posting grants it, or the posting has ended.
    """
    if not by.scope_of(permission).covers(unit):
        raise StaffRefused(OUTSIDE)


def must_be(run, *states, act):
    """Refuse `act` in any other state.

    :raises StaffRefused: the run has gone on, or is not yet there.
    """
    if run.state not in states:
        raise StaffRefused(
            f"{run.period}的名册{run.get_state_display()}，不能{act}。请刷新页面，按现在的步骤办理。"
        )


def note(run, act, *, by, at, text="", **facts):
    """Keep the act in the run's history and in the audit log."""
    RunEntry.objects.create(run=run, act=act, by=by, at=at, note=text[:300])
    audit.record(audit.Event.CHANGE, by=by, about=run, what=act.label, reason=text, **facts)
