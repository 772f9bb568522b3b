"""The codes on 换届情况表 and 移交清单: what they state of an election, so far as it has come."""

from orgs.elections.choices import State
from orgs.elections.models import Election
from orgs.elections.selectors.candidates import standing
from orgs.proofs.papers import PaperKind, code_for

FACTS = (
    "started_on", "electors", "electors_posted_on", "notice_from", "notice_days", "file_number", "committee",
    "left_vacant",
)  # fmt: skip
OF_CANDIDATE = (
    "post_name", "name", "sex", "birth_date", "education", "political", "votes", "outcome",
)  # fmt: skip
OF_BALLOT = ("number", "held_on", "issued", "recovered", "valid", "invalid")


def _election(unit, key):
    return Election.objects.with_board().filter(pk=key, board__unit=unit).first()


def _values(row, names):
    return [getattr(row, name) for name in names]


def _head(election):
    return {"board": election.board.name, "cancelled": election.state == State.CANCELLED}


def summary_stated(unit, key):
    """Return what 换届情况表 states; None if there is no such election."""
    election = _election(unit, key)
    if election is None:
        return None
    return _head(election) | {
        "facts": _values(election, FACTS), "way": election.way.name, "seats": election.seats,
        "steps": [[step.name, step.done_on] for step in election.steps.order_by("number")],
        "candidates": [_values(one, OF_CANDIDATE) for one in standing(election)],
        "ballots": [
            [*_values(ballot, OF_BALLOT), ballot.words] for ballot in election.ballots.order_by("number")
        ],
    }  # fmt: skip


def handover_stated(unit, key):
    """Return what 移交清单 states once both sides are named; None before."""
    election = _election(unit, key)
    if election is None or not (election.handed_by and election.taken_by):
        return None
    hands = _values(election, ("handed_by", "taken_by", "witness"))
    return _head(election) | {"items": election.handover, "hands": hands}


SUMMARY = PaperKind("election_summary", "换届情况表", "election", summary_stated)
HANDOVER = PaperKind("election_handover", "班子移交清单", "election", handover_stated)


def code_of_election(kind, election, *, by):
    """Return the code of one of the two papers; None for an election that was cancelled."""
    if election.state == State.CANCELLED:
        return None
    about = f"{election.started_on:%Y-%m-%d} 启动的换届"
    return code_for(kind, election.unit, election.pk, reference=about, by=by)
