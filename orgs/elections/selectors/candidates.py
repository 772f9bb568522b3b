"""Questions about the candidates of an election: who stands, and what speaks against them."""

from orgs.elections.choices import Outcome
from orgs.elections.conditions import findings_about


def standing(election):
    """Return the candidates who have not withdrawn, in the order of the offices."""
    return list(
        election.candidates.exclude(outcome=Outcome.WITHDRAWN)
        .select_related("entered_by", "reviewed_by")
        .order_by("order", "pk")
    )


def findings_of(election, candidates, *, on, everybody=None):
    """Return [(candidate, findings)] by the rules of the election, age counted on the day `on`.

    :param everybody: all who stand, where the caller has them; the candidates themselves if not given.
    """
    everybody = candidates if everybody is None else everybody
    return [
        (
            candidate,
            findings_about(
                candidate, election.rules, on=on, committee=election.committee,
                others=[other for other in everybody if other.pk != candidate.pk or other.pk is None],
            ),
        )
        for candidate in candidates
    ]  # fmt: skip


def vote_day(election, today):
    """Return the day by which the age of candidates counts: that of the vote as planned, or today."""
    step = election.steps.get(number=election.rules.step_of_kind("vote"))
    return step.done_on or max(step.due_on, today)
