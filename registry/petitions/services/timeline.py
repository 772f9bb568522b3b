"""What every step does: leave an entry in the timeline, and say until when the next one is due."""

from datetime import timedelta

from django.utils import timezone

from registry.petitions.models import PetitionStep


def note(petition, kind, *, by, at, on=None, text="", unit=None, to_unit=None):
    """Write an entry of the timeline and return it; without a day of its own it is of today."""
    return PetitionStep.objects.create(
        petition=petition,
        kind=kind,
        on=on or timezone.localdate(at),
        at=at,
        by=by,
        unit=unit or petition.handler_unit,
        to_unit=to_unit,
        text=text,
    )


def waits_for(petition, day, deadline):
    """Set the present deadline, and the day from which it is pointed out."""
    petition.due_on, petition.remind_on = day, day - timedelta(days=deadline.remind_days)


def waits_for_nothing(petition):
    """Take the petition out of all lists of what is due."""
    petition.due_on = petition.remind_on = None
