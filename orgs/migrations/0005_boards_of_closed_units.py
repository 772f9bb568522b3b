"""Boards of units that were closed before boards ended with them end on their unit's last day.

As `orgs.following` does it since: elections under way stop, terms, seats and boards end, and what the rows
said before is kept beside the change that closed the unit, so that it can still be taken back.
"""

from django.db import migrations
from django.utils import timezone

UNIT = "orgs.Unit"


def end_boards(apps, schema_editor):
    """End what is still open at units that are no more."""
    today = timezone.localdate()
    boards = apps.get_model("orgs", "Board").objects.filter(closed_on=None, unit__valid_to__lt=today)
    for board in boards.select_related("unit"):
        on, restores = board.unit.valid_to, []
        elections = apps.get_model("orgs", "Election").objects.filter(board=board, state="open")
        for election in elections:
            reason = f"{board.unit.name}自 {on:%Y-%m-%d} 起撤销，换届中止。"
            ends = max(on, election.started_on)
            restores.append(_write(election, state="cancelled", outcome=reason, due_on=None, closed_on=ends))
        for term in board.terms.filter(ended_on=None):
            restores.append(_write(term, ended_on=max(on, term.starts_on)))
            for seat in term.seats.filter(until=None):
                restores.append(_write(seat, until=max(term.ended_on, seat.since), reason="单位撤销"))
        restores.append(_write(board, closed_on=on))
        _keep(apps, board.unit, restores)


def _write(row, **facts):
    before = [row._meta.label, row.pk, {name: getattr(row, name) for name in facts}]
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, "updated_at"])
    return before


def _keep(apps, unit, restores):
    """Keep what the rows said beside the change that closed the unit, if one did."""
    parts = apps.get_model("orgs", "UnitChangePart").objects.filter(before=unit, change__state="done")
    part = parts.exclude(after=unit).exclude(after=None).order_by("-change__effective_on", "order").first()
    if part is not None:
        part.change.moves.create(follower=UNIT, before=unit, after=part.after, restores=restores)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_elections")]

    operations = [migrations.RunPython(end_boards, migrations.RunPython.noop)]
