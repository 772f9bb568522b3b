"""The hand-over (移交): each thing with what is said about it, and the three who sign."""

from django.db import transaction

from orgs.elections.choices import StepKind
from orgs.elections.services.refusal import ElectionRefused, locked, must_be_at, must_be_mine


@transaction.atomic
def note_handover(election, *, by, at, items, handed_by, taken_by, witness):
    """Write down what has been handed over so far, and by whom to whom.

    :param items: {code: (is_done, note)}.
    :raises ElectionRefused: not at the hand-over, not the actor's, or one person signs twice.
    """
    election = locked(election)
    must_be_at(election, StepKind.HANDOVER)
    must_be_mine(election, by)
    names = [name for name in (handed_by, taken_by, witness) if name]
    if len(set(names)) != len(names):
        raise ElectionRefused("移交人、接收人和监交人不能是同一人。", field="taken_by")
    election.handover = [
        {**item, "is_done": items[item["code"]][0], "note": items[item["code"]][1].strip()}
        if item["code"] in items
        else item
        for item in election.handover
    ]
    election.handed_by, election.taken_by, election.witness = handed_by, taken_by, witness
    election.save()
    return election
