"""An election, brought to any of its steps through the services, as people would."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from orgs.elections.services import candidates, files, handing_over, starting, steps, voting
from tests.factories.accounts import PostingFactory
from tests.factories.assessments import PNG
from tests.factories.boards import TermFactory

START = date(2026, 8, 3)
NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)
NAMES = (
    "deploy",
    "survey",
    "committee",
    "register",
    "nominate",
    "review",
    "notice",
    "vote",
    "file",
    "handover",
)
COMMITTEE = ["甲一", "甲二", "甲三", "甲四", "甲五"]
VOTES = {"张民": 70, "李花": 65, "王一": 60, "王二": 55, "王三": 20}
STANDS = (("chair", "张民"), ("deputy", "李花"), ("member", "王一"), ("member", "王二"), ("member", "王三"))
FACTS = {
    "committee": {"committee": COMMITTEE},
    "register": {"electors": 100, "posted_on": START + 22 * DAY},
    "notice": {"notice_from": START + 45 * DAY, "notice_days": 3},
    "file": {"file_number": "会残发〔2026〕8号", "starts_on": START + 54 * DAY},
}


class Way:
    """The way of an election of a village: its people, and `to(step)`."""

    def __init__(self, board=None):
        term = board.terms.get() if board else TermFactory()
        self.board, self.old = term.board, term
        unit = self.board.unit
        self.member = PostingFactory(unit=unit, role=Role.VILLAGE_MEMBER).user
        self.clerk = PostingFactory(unit=unit.parent, role=Role.TOWNSHIP_CLERK).user
        [self.election] = starting.start_elections(
            [self.board], by=self.clerk, at=NOW, started_on=START, method="direct"
        )

    def to(self, name):
        """Do the steps before `name` and return the way."""
        for number, step in enumerate(NAMES[: NAMES.index(name)]):
            self.prepare(step)
            self.do(number, **FACTS.get(step, {}))
        return self

    def prepare(self, step):
        """Do what the step needs before it can be done."""
        if step == "nominate":
            for place, (post, person) in enumerate(STANDS):
                self.nominate(post, person, birth_date=date(1975 + place, 3, 1))
        if step == "review":
            for candidate in self.election.candidates.all():
                self.review(candidate)
        if step == "vote":
            self.vote()
        if step == "handover":
            self.hand_over()

    def do(self, number, *, by=None, on=None, at_step=None, **facts):
        """Do the present step on the day after the one before, or on `on`."""
        above = NAMES[number] in ("review", "file")
        self.election = steps.do_step(
            self.election, by=by or (self.clerk if above else self.member), at=NOW,
            at_step=number if at_step is None else at_step, on=on or self.day(number), **facts,
        )  # fmt: skip
        return self.election

    def day(self, number):
        """Return the day on which a step is done."""
        return START + (2, 10, 16, 25, 36, 43, 50, 54, 60, 62)[number] * DAY

    def nominate(self, post="chair", name="张民", **facts):
        """Enter a candidate."""
        whole = {
            "name": name, "sex": "male", "birth_date": date(1980, 3, 1), "education": "senior",
            "nomination": "members", "answers": {i.code: "no" for i in self.election.rules.negatives},
        }  # fmt: skip
        return candidates.add_candidate(self.election, post, by=self.member, at=NOW, **whole | facts)

    def review(self, candidate, **facts):
        """Pass a candidate with the word of all departments."""
        agreed = [one.code for one in self.election.rules.departments]
        whole = {"by": self.clerk, "at": NOW, "on": self.day(5), "verdict": "passed", "agreed": agreed}
        return candidates.review_candidate(candidate, **whole | facts)

    def vote(self, votes=VOTES, **pieces):
        """Enter a vote: 80 of 100 took part."""
        known = {one.name: one.pk for one in self.election.candidates.all()}
        whole = {"issued": 80, "recovered": 80, "valid": 78, "invalid": 2, "held_on": START + 53 * DAY}
        whole |= {"round_number": self.election.ballots.count() + 1, "by": self.member}
        counted = {known[name]: number for name, number in votes.items()}
        return voting.record_ballot(self.election, at=NOW, votes=counted, **whole | pieces)

    def hand_over(self, **facts):
        """Hand everything over."""
        items = {item["code"]: (True, "一份") for item in self.election.handover}
        whole = {"items": items, "handed_by": "旧主席", "taken_by": "张民", "witness": "包村干部"}
        handing_over.note_handover(self.election, by=self.member, at=NOW, **whole | facts)

    def paper(self):
        """Keep a paper with the first step."""
        upload = SimpleUploadedFile("方案.png", PNG)
        return files.add_file(self.election, "deploy", upload, by=self.member, at=NOW)
