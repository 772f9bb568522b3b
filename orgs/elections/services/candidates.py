"""Candidates: entering, correcting, withdrawing, and the joint review."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from orgs.boards.kinds import posts_from_json
from orgs.elections.choices import Outcome, StepKind, Verdict
from orgs.elections.models import Candidate
from orgs.elections.selectors.candidates import findings_of, standing, vote_day
from orgs.elections.services.refusal import (
    ElectionRefused,
    locked,
    may_decide,
    may_enter,
    must_be_at,
    must_be_mine,
    must_not_be_future,
)

NOT_BARRING_YET = ("负面清单还有",)  # may be entered later, but must be answered before the review


@transaction.atomic
def add_candidate(election, post_code, *, by, at, **facts):
    """Put somebody on the list of candidates for an office and return the `Candidate`.

    :param facts: those of `PersonFacts`, `nomination`, `answers` and `relatives`.
    :raises ElectionRefused: not at nominating, not the actor's, not fit to stand, or standing already.
    """
    election = locked(election)
    must_be_at(election, StepKind.NOMINATE)
    must_be_mine(election, by)
    posts = posts_from_json(election.posts)
    place = next((number for number, post in enumerate(posts) if post.code == post_code), None)
    if place is None:
        raise ElectionRefused("本次换届没有这个职务。", field="post_code")
    post = posts[place]
    candidate = Candidate(
        election=election, post_code=post_code, post_name=post.name, order=place, entered_by=by, **facts
    )
    return _checked_and_saved(election, candidate, post, at)


@transaction.atomic
def correct_candidate(candidate, *, by, at, **facts):
    """Correct what is written about a candidate and return them; the review has to be made anew.

    :raises ElectionRefused: as `add_candidate`.
    """
    election = locked(candidate.election)
    must_be_at(election, StepKind.NOMINATE)
    must_be_mine(election, by)
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    for name, value in facts.items():
        setattr(candidate, name, value)
    candidate.election, candidate.entered_by = election, by
    candidate.verdict, candidate.agreed = Verdict.WAITING, []
    candidate.reviewed_on = candidate.reviewed_by = None
    post = next(post for post in posts_from_json(election.posts) if post.code == candidate.post_code)
    return _checked_and_saved(election, candidate, post, at)


@transaction.atomic
def withdraw_candidate(candidate, *, by, at, reason):
    """Let a candidate leave the list before the vote, for a reason.

    :raises ElectionRefused: voted on already, or not for the actor.
    """
    election = locked(candidate.election)
    if not election.is_open or election.ballots.exists():
        raise ElectionRefused("已经投票，候选人不能再退出。")
    if not (may_enter(by, election.unit) or may_decide(by, election.unit)):
        raise ElectionRefused("该换届不在您的管辖范围内。")
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if not candidate.is_standing:
        raise ElectionRefused(f"{candidate.name}已退出。")
    candidate.outcome, candidate.words = Outcome.WITHDRAWN, reason
    candidate.save()
    return candidate


@transaction.atomic
def review_candidate(candidate, *, by, at, on, verdict, agreed, text=""):
    """Write down what the joint review (联审) says of a candidate and return them.

    :param agreed: the codes of the departments that agree; a pass takes all of them.
    :raises ElectionRefused: not at the review, not the actor's, entered by them, or something bars.
    """
    election = locked(candidate.election)
    must_be_at(election, StepKind.REVIEW)
    must_be_mine(election, by)
    must_not_be_future(on, at)
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    candidate.election = election
    if not candidate.is_standing:
        raise ElectionRefused(f"{candidate.name}已退出，不再联审。")
    if election.rules.reviewer_differs and candidate.entered_by_id == by.pk:
        raise ElectionRefused(f"{candidate.name}由您登记，按经办与审核分开的要求，须由其他人审查。")
    if verdict == Verdict.PASSED:
        _must_pass(election, candidate, agreed, at)
    elif not text.strip():
        raise ElectionRefused("请写明不通过的理由。", field="text")
    candidate.verdict, candidate.agreed, candidate.review_text = verdict, agreed, text
    candidate.reviewed_on, candidate.reviewed_by = on, by
    candidate.save()
    return candidate


def _must_pass(election, candidate, agreed, at):
    if missing := [one.name for one in election.rules.departments if one.code not in agreed]:
        raise ElectionRefused(f"{'、'.join(missing)}部门还没有同意，不能通过。", field="agreed")
    on = vote_day(election, timezone.localdate(at))
    [(_, findings)] = findings_of(election, [candidate], on=on, everybody=standing(election))
    if barring := [finding.text for finding in findings if finding.bars]:
        raise ElectionRefused(f"{candidate.name}不能通过：{''.join(barring)}", field="verdict")


def _checked_and_saved(election, candidate, post, at):
    if problem := post.tie_problem(candidate.tie):
        raise ElectionRefused(problem, field="tie")
    others = [one for one in standing(election) if one.pk != candidate.pk]
    for other in others:
        if candidate.is_same_person(other):
            raise ElectionRefused(f"{candidate.name}已是{other.post_name}候选人。", field="name")
    on = vote_day(election, timezone.localdate(at))
    [(_, findings)] = findings_of(election, [candidate], on=on, everybody=others)
    for finding in findings:
        if finding.bars and not finding.text.startswith(NOT_BARRING_YET):
            raise ElectionRefused(f"{candidate.name}不能列为候选人：{finding.text}")
    try:
        with transaction.atomic():
            candidate.save()
    except IntegrityError as problem:
        raise ElectionRefused(f"{candidate.name}刚被登记为候选人，请重新查看。", field="name") from problem
    return candidate
