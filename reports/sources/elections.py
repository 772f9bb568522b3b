"""换届: every body that is renewed by election, its term and its election as they stood on the day."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Q

from core.permissions import Permission
from orgs.boards.models import Board, Seat, Term
from orgs.elections.choices import Outcome
from orgs.elections.choices import State as ElectionState
from orgs.elections.models import Ballot, Candidate, Election, ElectionStep
from orgs.elections.selectors.elections import ROUND_DAYS, elected_kinds
from orgs.scoping import below
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

STATES = {"none": "未启动", "open": "进行中", "late": "超期", "done": "已完成"}
TERMS = {"in_time": "任期内", "over": "届满未换届", "none": "没有在任班子"}
BODIES = [
    Column("id", "", shown=False),
    *PLACE_COLUMNS,
    Column("kind", "", shown=False),
    Column("name", "班子"),
    Column("term", "任期状态", TERMS),
    Column("number", "届次"),
    Column("starts_on", "任期起"),
    Column("ends_on", "届满日期"),
    Column("due", "应设席位", is_number=True),
    Column("filled", "在任", is_number=True),
    Column("state", "进度", STATES),
    Column("step", "当前环节"),
    Column("started_on", "启动日期"),
    Column("voted_on", "投票日期"),
    Column("electors", "登记人数", is_number=True),
    Column("issued", "发出票", is_number=True),
    Column("recovered", "收回票", is_number=True),
    Column("valid", "有效票", is_number=True),
    Column("elected", "当选"),
    Column("persons", "当选人数", is_number=True),
    Column("document", "备案文号"),
]


def add_bodies(book, subject, places):
    """Freeze the elected bodies with term and election and count them; seven queries. Return their kinds.

    An election counts that began within a year before the day, as on the page of progress.
    """
    boards = _boards(subject)
    terms, elections = _terms(boards, subject.as_of), _elections(boards, subject.as_of)
    filled = _filled(terms, subject.as_of)
    rows = [
        [own.pk, *places.of(own.unit_id), own.kind, own.name, *_term(terms.get(own.pk), filled,
        subject.as_of),
         *(elections.get(own.pk) or ["none", "—", *[None] * 6, "", 0, ""])]
        for own in boards
        if own.unit_id in places
    ]  # fmt: skip
    book.add_list(FrozenList("bodies", "换届的班子", Permission.BOARD_VIEW, BODIES, rows))
    there = {own.kind for own in boards}
    kinds = [kind for kind in elected_kinds() if kind.code in there]
    book.group("换届")
    _count(book, "all", "班子", {})
    book.total("bodies.elected", "当选人员", of="bodies", column="persons", unit="人")
    for kind in kinds:
        _count(book, kind.code, kind.short, {"kind": kind.code})
    for area in places.areas:
        _count(book, area.path, f"{area.name}班子", {"area": area.path})
    return kinds


def _count(book, key, label, where):
    own = {"of": "bodies", "unit": "个", **where}
    book.count(f"bodies.{key}", label, **own)
    for term, words in TERMS.items():
        book.count(f"bodies.{key}.term.{term}", f"{label}{words}", term=term, **own)
    for state, words in STATES.items():
        book.count(f"bodies.{key}.{state}", f"{label}换届{words}", state=state, **own)
    begun = f"bodies.{key}.begun"
    book.count(begun, f"{label}已启动换届", state=["open", "late", "done"], **own)
    book.share(f"bodies.{key}.share", f"{label}换届完成率", part=f"bodies.{key}.done", whole=begun)


def _boards(subject):
    codes = [kind.code for kind in elected_kinds()]
    standing = Board.objects.filter(below(subject.unit.path, "unit__path"), kind__in=codes).filter(
        Q(unit__valid_to=None) | Q(unit__valid_to__gte=subject.as_of),
        Q(closed_on=None) | Q(closed_on__gt=subject.as_of),
    )
    return list(standing.order_by("unit__path", "kind", "pk"))


def _terms(boards, day):
    begun = Term.objects.filter(board__in=[own.pk for own in boards], starts_on__lte=day)
    begun = begun.exclude(ended_on__lt=day).order_by("starts_on", "pk")
    return {own.board_id: own for own in begun}


def _filled(terms, day):
    seats = Seat.objects.held_on(day).filter(term__in=[own.pk for own in terms.values()])
    found = defaultdict(int)
    for term in seats.values_list("term", flat=True):
        found[term] += 1
    return found


def _term(term, filled, day):
    if term is None:
        return ["none", None, None, None, None, None]
    state = "over" if term.ends_on < day else "in_time"
    return [state, f"第{term.number}届", term.starts_on, term.ends_on, term.due, filled[term.pk]]


def _elections(boards, day):
    """Return {board: the columns of its election} for those that have one on the day. Four queries."""
    begun = Election.objects.filter(
        board__in=[own.pk for own in boards], started_on__range=(day - timedelta(days=ROUND_DAYS), day)
    )
    broken_off = Q(state=ElectionState.CANCELLED, closed_on__lte=day)
    latest = {own.board_id: own for own in begun.exclude(broken_off).order_by("pk")}
    keys = [own.pk for own in latest.values()]
    steps, ballots, elected = defaultdict(list), {}, defaultdict(list)
    for own in ElectionStep.objects.filter(election__in=keys).order_by("number"):
        steps[own.election_id].append(own)
    for own in Ballot.objects.filter(election__in=keys, held_on__lte=day).order_by("number"):
        if own.is_valid or own.election_id not in ballots:
            ballots.setdefault(own.election_id, own)
    for own in Candidate.objects.filter(election__in=keys, outcome=Outcome.ELECTED).order_by("order", "pk"):
        elected[own.election_id].append(f"{own.post_name} {own.name}")
    return {
        board: _columns(own, day, steps=steps[own.pk], ballot=ballots.get(own.pk), elected=elected[own.pk])
        for board, own in latest.items()
    }


def _columns(election, day, *, steps, ballot, elected):
    is_done = election.state == ElectionState.DONE and election.closed_on <= day
    now = next((own for own in steps if own.done_on is None or own.done_on > day), None)
    state = "done" if is_done else "late" if now is not None and now.due_on < day else "open"
    people = elected if ballot is not None else []  # before the vote of the day nobody was
    return [
        state, "已完成" if is_done or now is None else now.name, election.started_on,
        ballot and ballot.held_on, election.electors, ballot and ballot.issued, ballot and ballot.recovered,
        ballot and ballot.valid, "；".join(people), len(people), election.file_number,
    ]  # fmt: skip
