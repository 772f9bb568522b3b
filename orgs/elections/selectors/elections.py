"""Questions about elections: the progress of all units, one election with its steps, what waits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from orgs.boards.defaults import KINDS
from orgs.boards.models import Board
from orgs.boards.selectors.boards import with_terms
from orgs.elections.choices import State, Verdict
from orgs.elections.defaults import DEFAULT_PLAN
from orgs.elections.models import Candidate, Election, ElectionStep

ROUND_DAYS = 366  # a round of elections takes less; what was done before belongs to the last one


@dataclass(frozen=True)
class Cell:
    """One step of one unit in the table of progress: what to show, how it looks, and the words for it."""

    mark: str
    look: str
    words: str


@dataclass(frozen=True)
class Line:
    """One board in the table of progress: its election, if it has one, and a cell for each step."""

    board: Board
    election: Election | None
    cells: tuple
    state: str
    tone: str

    @property
    def url(self):
        return (self.election or self.board).get_absolute_url()


@dataclass(frozen=True)
class Progress:
    """The table of progress and its sums."""

    steps: tuple
    lines: list
    done_by_step: list

    def count(self, state):
        """Return how many lines are in the state."""
        return sum(line.state == state for line in self.lines)


def progress_of(boards, today, *, since=None):
    """Return the `Progress` of the boards; three queries, however many.

    :param boards: a queryset of `Board`, in the order of the table.
    :param since: elections that began before this day belong to an earlier round; a year ago if not given.
    """
    since = since or today - timedelta(days=ROUND_DAYS)
    boards = list(boards.select_related("unit__parent"))
    ids = [board.pk for board in boards]
    rows = Election.objects.filter(board__in=ids, started_on__gte=since).exclude(state=State.CANCELLED)
    fields = ("board", "started_on", "state", "due_on", "step_number")
    latest = {one.board_id: one for one in rows.only(*fields).order_by("pk")}
    steps = defaultdict(dict)
    cells = ElectionStep.objects.filter(election__in=[one.pk for one in latest.values()])
    for election, code, due_on, done_on in cells.values_list("election", "code", "due_on", "done_on"):
        steps[election][code] = due_on, done_on
    columns = DEFAULT_PLAN.steps
    known = {}
    lines = [_line(board, latest.get(board.pk), steps, today=today, known=known) for board in boards]
    done = [sum(line.cells[place].look == "cell y" for line in lines) for place in range(len(columns))]
    return Progress(columns, lines, done)


NOT_BEGUN = Cell("—", "cell o", "未启动")


def _line(board, election, steps, *, today, known):
    columns = DEFAULT_PLAN.steps
    if election is None:
        return Line(board, None, (NOT_BEGUN,) * len(columns), "未启动", "none")
    own = steps[election.pk]
    is_open = election.state == State.OPEN
    now = (
        next((c.code for c in columns if c.code in own and own[c.code][1] is None), None) if is_open else None
    )
    cells = tuple(_cell(own.get(c.code), c.code == now, today, known) for c in columns)
    if not is_open:
        return Line(board, election, cells, "已完成", "good")
    late = election.due_on < today
    return Line(board, election, cells, "超期" if late else "进行中", "bad" if late else "info")


def _cell(days, is_now, today, known):
    """Return the cell of a step; the same cell for the same days, so that a county makes few of them."""
    key = (days, is_now)
    if key not in known:
        known[key] = _made(days, is_now, today)
    return known[key]


def _made(days, is_now, today):
    if days is None:
        return NOT_BEGUN
    due_on, done_on = days
    if done_on is not None:
        return Cell(f"{done_on.month}/{done_on.day}", "cell y", f"{done_on:%Y-%m-%d} 完成")
    if due_on < today:
        return Cell(
            "超期" if is_now else "待", "cell n" if is_now else "cell o", f"应于 {due_on:%Y-%m-%d} 完成"
        )
    if is_now:
        return Cell("在办", "cell p", f"应于 {due_on:%Y-%m-%d} 前完成")
    return Cell("待", "cell o", f"应于 {due_on:%Y-%m-%d} 前完成")


@dataclass(frozen=True)
class Waiting:
    """How many elections of a scope are under way, late, and wait for the word of the unit above."""

    open: int = 0
    late: int = 0
    above: int = 0


def waiting_in(scope, today):
    """Return what waits on the day `today`. One query."""
    above = [number for number, step in enumerate(DEFAULT_PLAN.steps) if step.is_above]
    rows = Election.objects.within(scope).running()
    return Waiting(
        **rows.aggregate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today)),
            above=Count("pk", filter=Q(step_number__in=above)),
        )
    )


def stepper(election, steps, today):
    """Return the steps in order, each with its rule, row and state, for the page of an election."""
    return [
        {
            "rule": rule, "row": row, "is_done": row.done_on is not None,
            "is_now": election.is_open and rule_number == election.step_number,
            "is_late": row.done_on is None and row.due_on < today and election.is_open,
        }
        for rule_number, (rule, row) in enumerate(zip(election.rules.steps, steps, strict=True))
    ]  # fmt: skip


def to_start(scope, kind):
    """Return the boards of a kind in the scope that have no election under way, in tree order."""
    boards = Board.objects.within(scope).standing().filter(kind=kind)
    boards = with_terms(boards.exclude(elections__state=State.OPEN)).select_related("unit__parent")
    return [board for board in boards.order_by("unit__path", "pk") if not board.unit.is_closed]


def elected_kinds():
    """Return the kinds of bodies that are renewed by election."""
    return [kind for kind in KINDS.values() if kind.elected]


def to_review(scope):
    """Return how many candidates of the scope wait for the joint review. One query."""
    running = Election.objects.within(scope).running()
    return Candidate.objects.filter(
        verdict=Verdict.WAITING, outcome="standing", election__in=running.values("pk")
    ).count()  # fmt: skip
