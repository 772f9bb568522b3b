"""Elections under way in the demo county: the boards that run out first, each at another step."""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from orgs.boards.models import Board
from orgs.boards.selectors.boards import with_terms
from orgs.elections.choices import Nomination
from orgs.elections.services import candidates, handing_over, starting, steps, voting
from orgs.models import Unit
from registry.boards.demo.people import Cast

DAY = timedelta(days=1)
# How many days ago each began; a step is done on its day, so that this says how far each has come.
TOWNSHIPS_BEGAN = (47, 20)
VILLAGES_BEGAN = (64, 66, 52, 45, 38, 32, 17, 5)
STOPS = {66: "file", 32: "register"}  # where somebody is late
DONE_AFTER = (2, 10, 16, 25, 36, 43, 50, 54, 60, 62)
VOTED_AFTER = 53
WHY_DONE = {
    "deploy": "已召开动员会，实施方案印发到村。",
    "survey": "入户听取残疾人和亲友意见，形成后备人选名单。",
}


@transaction.atomic
def make_elections(county, *, rng, at, by, reviewer):
    """Let two townships and a handful of villages of `county` be in the middle of theirs; return how many."""
    below = Board.objects.filter(unit__in=Unit.objects.below(county))
    soon = with_terms(below).order_by("ends_on", "unit__path")
    townships = list(soon.filter(kind="township_federation")[: len(TOWNSHIPS_BEGAN)])
    villages = list(soon.filter(kind="village_association")[: len(VILLAGES_BEGAN)])
    runner = _Runner(rng, at=at, by=by, reviewer=reviewer)
    for boards, began in ((townships, TOWNSHIPS_BEGAN), (villages, VILLAGES_BEGAN)):
        for board, days in zip(boards, began, strict=False):
            runner.run(board, days)
    return len(townships) + len(villages)


class _Runner:
    """Walks an election through its steps on their days, until today or until somebody is late."""

    def __init__(self, rng, *, at, by, reviewer):
        self._rng, self._at, self._by, self._reviewer = rng, at, by, reviewer
        self._today = timezone.localdate(at)
        self._cast = Cast(Random(rng.random()))  # noqa: S311

    def run(self, board, days):
        """Hold the election of a board that began so many days ago, as far as it has come by today."""
        start = self._today - days * DAY
        [election] = starting.start_elections(
            [board], by=self._by, at=self._at, started_on=start, method="direct", responsible="分管领导"
        )
        for number, step in enumerate(election.rules.steps):
            done_on = start + DONE_AFTER[number] * DAY
            if step.code == STOPS.get(days):
                return
            if done_on > self._today:
                if step.code == "nominate":
                    self._nominate(election)
                return
            getattr(self, f"_{step.code}", self._nothing)(election)
            election = self._do(election, number, done_on)

    def _do(self, election, number, done_on):
        step, start = election.rules.steps[number], election.started_on
        facts = {
            "committee": {"committee": self._names(5)},
            "register": {"electors": 60 + self._rng.randint(0, 60), "posted_on": start + 20 * DAY},
            "notice": {"notice_from": start + 45 * DAY, "notice_days": 3},
            "file": {
                "file_number": f"会残函〔{done_on.year}〕{self._rng.randint(10, 90)}号",
                "starts_on": start + (VOTED_AFTER + 1) * DAY,
            },
        }
        who = self._reviewer if step.is_above else self._by
        return steps.do_step(
            election, by=who, at=self._at, at_step=number, on=done_on, text=WHY_DONE.get(step.code, ""),
            **facts.get(step.code, {}),
        )  # fmt: skip

    def _names(self, number):
        """Return so many different names."""
        names = {}
        while len(names) < number:
            names[self._cast.somebody()["name"]] = None
        return list(names)

    def _nothing(self, election):
        """Most steps need nothing before they are done."""

    def _nominate(self, election):
        clean = {item.code: "no" for item in election.rules.negatives}
        posts = [post["code"] for post in election.posts for _ in range(post["number"])]
        for code in [*posts, *["member"] * (election.rules.limits.least_candidates(len(posts)) - len(posts))]:
            facts = self._cast.somebody(tie="relative" if self._rng.random() < 0.4 else "none")
            candidates.add_candidate(
                election, code, by=self._by, at=self._at, answers=clean,
                nomination=self._rng.choice(Nomination.values), **facts,
            )  # fmt: skip

    def _review(self, election):
        agreed = [one.code for one in election.rules.departments]
        on = election.started_on + 40 * DAY
        for candidate in election.candidates.all():
            candidates.review_candidate(
                candidate, by=self._reviewer, at=self._at, on=on, verdict="passed", agreed=agreed
            )

    def _vote(self, election):
        issued = election.electors - self._rng.randint(3, 12)
        invalid = self._rng.randint(0, 2)
        ranked = list(election.candidates.order_by("order", "pk"))
        valid = issued - invalid
        votes = {one.pk: valid * self._rng.randint(60, 64) // 100 for one in ranked[:-1]}
        voting.record_ballot(
            election, by=self._by, at=self._at, round_number=1, recovered=issued, invalid=invalid,
            issued=issued, valid=valid, votes=votes | {ranked[-1].pk: issued // 4},
            held_on=election.started_on + VOTED_AFTER * DAY,
        )  # fmt: skip

    def _handover(self, election):
        items = {item["code"]: (True, "当面清点") for item in election.handover}
        names = dict(zip(("handed_by", "taken_by", "witness"), self._names(3), strict=True))
        handing_over.note_handover(election, by=self._by, at=self._at, items=items, **names)
