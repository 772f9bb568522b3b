"""Voting: the ballots are entered, checked and counted, and each candidate learns what came of it."""

from dataclasses import asdict
from datetime import timedelta

from django.db import transaction

from orgs.elections.choices import Contest, Outcome, StepKind
from orgs.elections.majority import Count, Race, decide, is_valid, problems_of, quorum_words
from orgs.elections.models import Ballot
from orgs.elections.selectors.candidates import standing
from orgs.elections.services.refusal import (
    ElectionRefused,
    day_words,
    locked,
    may_decide,
    must_be_at,
    must_be_mine,
    must_not_be_future,
)


def open_races(election, candidates):
    """Return [(contest, candidates)] for the offices that are still to be voted on."""
    names = {post["code"]: post["name"] for post in election.posts}
    found = []
    for contest in election.contests:
        own = [one for one in candidates if one.post_code == contest["post"] and not one.is_elected]
        if "candidates" in contest:
            own = [one for one in own if one.pk in contest["candidates"]]
        found.append(({**contest, "name": names[contest["post"]]}, own))
    return found


@transaction.atomic
def record_ballot(election, *, by, at, round_number, held_on, votes, **pieces):
    """Write down one vote, count it and return the `Ballot`; who is elected follows from the rules.

    :param round_number: which vote the actor has before them; another one means that somebody was faster.
    :param votes: {candidate pk: votes} for all who stand in the open races.
    :param pieces: `issued`, `recovered`, `valid`, `invalid`, in ballots.
    :raises ElectionRefused: not at voting, not the actor's, too early, or the numbers do not add up.
    """
    election = locked(election)
    must_be_at(election, StepKind.VOTE)
    must_be_mine(election, by)
    number = election.ballots.count() + 1
    if round_number != number:
        raise ElectionRefused(f"第 {round_number} 次投票已经登记，请重新查看。")
    if not election.contests:
        raise ElectionRefused("各席位都已选出，不必再投票。")
    _must_fit(election, held_on, at)
    races = _races(election, votes)
    count = Count(electors=election.electors, **pieces)
    if problems := problems_of(count, races):
        raise ElectionRefused("".join(problems))
    valid = is_valid(count, election.way.quorum)
    results = [decide_race(election, race, count) for race in races] if valid else []
    ballot = Ballot.objects.create(
        election=election, number=number, held_on=held_on, is_valid=valid, recorded_by=by,
        words=quorum_words(count, election.way.quorum), races=_as_json(races, results),
        before=_as_it_stands(election), **asdict(count),
    )  # fmt: skip
    if valid:
        _tell_candidates(election, races, results)
        election.contests = [
            {"post": r.post, "seats": r.left, "kind": r.next_kind, "candidates": list(r.next_candidates)}
            for r in results
            if r.left
        ]
        election.save(update_fields=["contests", "updated_at"])
    return ballot


@transaction.atomic
def take_back_ballot(ballot, *, by, at):
    """Take the last vote back that was entered by mistake: everything is as it was before it.

    The audit log keeps what had been entered.

    :raises ElectionRefused: not for the actor to decide, not the last one, or gone on.
    """
    election = locked(ballot.election)
    must_be_at(election, StepKind.VOTE)
    if not may_decide(by, election.unit):
        raise ElectionRefused("撤销投票登记由上级残联办理，不在您的权限内。")
    ballot = election.ballots.order_by("-number").first() if ballot.pk else None
    if ballot is None:
        raise ElectionRefused("还没有登记投票结果。")
    before = ballot.before
    for candidate in election.candidates.filter(pk__in=[row[0] for row in before["candidates"]]):
        _, candidate.votes, candidate.words, candidate.outcome = next(
            row for row in before["candidates"] if row[0] == candidate.pk
        )
        candidate.save()
    election.contests = before["contests"]
    election.save(update_fields=["contests", "updated_at"])
    ballot.delete()
    return election


def _as_it_stands(election):
    rows = [[one.pk, one.votes, one.words, one.outcome] for one in standing(election)]
    return {"contests": election.contests, "candidates": rows}


def decide_race(election, race, count):
    """Return the `Result` of a race by the rules of the election."""
    rules = election.rules
    win = rules.rerun if race.kind == Contest.RERUN else election.way.win
    return decide(race, count, win, more_candidates=rules.more_candidates)


def _must_fit(election, held_on, at):
    must_not_be_future(held_on, at, field="held_on")
    limits = election.rules.limits
    earliest = election.electors_posted_on + timedelta(days=limits.electors_posted_days)
    if held_on < earliest:
        raise ElectionRefused(
            f"选民（代表）名单于{day_words(election.electors_posted_on)}张榜，须满 "
            f"{limits.electors_posted_days} 天，最早{day_words(earliest)}投票。",
            field="held_on",
        )
    before = election.steps.get(number=election.step_number - 1)
    last = election.ballots.order_by("-number").first()
    day = last.held_on if last else before.done_on
    if held_on < day:
        what = "上一次投票" if last else f"“{before.name}”完成"
        raise ElectionRefused(f"投票不能早于{what}（{day_words(day)}）。", field="held_on")


def _races(election, votes):
    races = []
    for contest, own in open_races(election, standing(election)):
        if missing := [one.name for one in own if votes.get(one.pk) is None]:
            raise ElectionRefused(f"请填写{'、'.join(missing)}的得票数，没有得票的填 0。")
        counted = {one.pk: votes[one.pk] for one in own}
        races.append(Race(contest["post"], contest["name"], contest["seats"], contest["kind"], counted))
    return races


def _as_json(races, results):
    by_post = {result.post: result for result in results}
    return [
        {
            "post": race.post, "name": race.name, "seats": race.seats, "kind": race.kind,
            "votes": [[key, number] for key, number in race.votes.items()],
            "elected": list(by_post[race.post].elected) if race.post in by_post else [],
            "summary": by_post[race.post].summary if race.post in by_post else "",
        }
        for race in races
    ]  # fmt: skip


def _tell_candidates(election, races, results):
    votes = {key: number for race in races for key, number in race.votes.items()}
    words = {key: text for result in results for key, text in result.words.items()}
    elected = {key for result in results for key in result.elected}
    again = {key for result in results for key in result.next_candidates}
    for candidate in standing(election):
        if candidate.pk not in votes:
            continue
        candidate.votes, candidate.words = votes[candidate.pk], words[candidate.pk]
        if candidate.pk in elected:
            candidate.outcome = Outcome.ELECTED
        elif candidate.pk not in again:
            candidate.outcome = Outcome.LOST
        candidate.save(update_fields=["votes", "words", "outcome", "updated_at"])
