"""What 换届情况表 says of each election: dates, numbers, who was elected."""

from collections import defaultdict
from dataclasses import dataclass

from orgs.elections.choices import Outcome
from orgs.elections.models import Ballot, Candidate, Election


@dataclass(frozen=True)
class Summary:
    """One line of 换届情况表; `election` and `ballot` are None where there is none."""

    board: object
    state: str
    election: Election | None
    ballot: Ballot | None
    elected: str
    candidates: int


def summaries_of(lines):
    """Return the summaries of lines of the table of progress. Three queries."""
    keys = [line.election.pk for line in lines if line.election]
    elections = {one.pk: one for one in Election.objects.filter(pk__in=keys).select_related("term")}
    ballots = {}
    for ballot in Ballot.objects.filter(election__in=keys).order_by("number"):
        if ballot.is_valid or ballot.election_id not in ballots:
            ballots.setdefault(ballot.election_id, ballot)
    people = defaultdict(list)
    rows = Candidate.objects.filter(election__in=keys).exclude(outcome=Outcome.WITHDRAWN)
    for candidate in rows.order_by("order", "pk"):
        people[candidate.election_id].append(candidate)
    return [
        Summary(
            line.board, line.state, elections.get(pk := line.election.pk if line.election else None),
            ballots.get(pk), _names(people[pk]), len(people[pk]),
        )
        for line in lines
    ]  # fmt: skip


def _names(candidates):
    return "；".join(f"{one.post_name} {one.name}" for one in candidates if one.is_elected)
