"""Questions about boards: the list with what runs out and what is vacant, one board, the vacancies."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, FilteredRelation, Q

from orgs.boards.choices import Due
from orgs.boards.defaults import WARN_DAYS
from orgs.boards.models import Board, Seat, Term
from orgs.boards.models.boards import time_left


def with_terms(boards):
    """Annotate each board with its open term (`term_…`, `starts_on`, `ends_on`), seats `due` and `filled`."""
    return boards.annotate(current=FilteredRelation("terms", condition=Q(terms__ended_on=None))).annotate(
        term_pk=F("current__pk"),
        term_number=F("current__number"),
        starts_on=F("current__starts_on"),
        ends_on=F("current__ends_on"),
        due=F("current__due"),
        filled=Count("current__seats", filter=Q(current__seats__until=None)),
    )


def kept_by_due(boards, due, today):
    """Keep of the boards `with_terms` those that `due` (of `choices.Due`) names."""
    if due == Due.PAST:
        return boards.filter(current__ends_on__lt=today)
    if due == Due.VACANT:
        return boards.filter(due__gt=F("filled"))
    if due == Due.NONE:
        return boards.filter(current__pk=None)
    if due in Due.values:
        last = today + timedelta(days=int(due))
        return boards.filter(current__ends_on__gte=today, current__ends_on__lte=last)
    return boards


@dataclass(frozen=True)
class BoardTally:
    """How many boards of a scope there are, run out soon, have run out, have vacancies or no term."""

    boards: int = 0
    past: int = 0
    soonest: int = 0
    soon: int = 0
    later: int = 0
    without: int = 0
    vacant_boards: int = 0
    vacant_seats: int = 0

    @property
    def expiring(self):
        """Return how many are past or run out within the longest time of warning."""
        return self.past + self.later


def board_tally(scope, today):
    """Count the boards of the scope. One query."""
    rows = with_terms(Board.objects.within(scope).standing()).values_list("ends_on", "due", "filled")
    near, middle, far = (today + timedelta(days=days) for days in WARN_DAYS)
    rows = list(rows.order_by())
    ends = [end for end, _, _ in rows if end is not None]
    gaps = [due - filled for _, due, filled in rows if due is not None and due > filled]
    return BoardTally(
        boards=len(rows), past=sum(end < today for end in ends), without=len(rows) - len(ends),
        soonest=sum(today <= end <= near for end in ends), soon=sum(today <= end <= middle for end in ends),
        later=sum(today <= end <= far for end in ends), vacant_boards=len(gaps), vacant_seats=sum(gaps),
    )  # fmt: skip


@dataclass(frozen=True)
class Vacancy:
    """A seat that nobody holds: in which term, which office, how many, and since when."""

    term: Term
    post: object
    number: int
    since: date

    def days(self, today):
        """Return for how many days it has been vacant."""
        return max(0, (today - self.since).days)


def vacancies_of(terms):
    """Return the vacancies of open terms in their order: {term.pk: [Vacancy]}. One query."""
    held, last = defaultdict(int), {}
    rows = Seat.objects.filter(term__in=[term.pk for term in terms])
    for term, post, until in rows.values_list("term", "post_code", "until"):
        if until is None:
            held[term, post] += 1
        else:
            last[term, post] = max(until, last.get((term, post), until))
    found = {}
    for term in terms:
        gaps = [(post, post.number - held[term.pk, post.code]) for post in term.plan]
        found[term.pk] = [
            Vacancy(term, post, number, last.get((term.pk, post.code), term.starts_on))
            for post, number in gaps
            if number > 0
        ]
    return found


def vacancies_in(scope):
    """Return all vacancies of the scope, unit by unit. Two queries."""
    terms = Term.objects.within(scope).open().standing()
    terms = terms.annotate(filled=Count("seats", filter=Q(seats__until=None))).filter(due__gt=F("filled"))
    terms = list(
        terms.select_related("board__unit__parent").order_by("board__unit__path", "board__kind", "pk")
    )
    found = vacancies_of(terms)
    return [vacancy for term in terms for vacancy in found[term.pk]]


def words_of(vacancies):
    """Return vacancies in words: 缺 主席、委员 2 人; empty for none."""
    parts = [v.post.name if v.number == 1 else f"{v.post.name} {v.number} 人" for v in vacancies]
    return f"缺{'、'.join(parts)}" if parts else ""


def note_vacancies(boards):
    """Give each board of a page `missing`, its vacancies in words. Two queries."""
    terms = list(Term.objects.filter(pk__in=[board.term_pk for board in boards if board.term_pk]))
    found = vacancies_of(terms)
    for board in boards:
        board.missing = words_of(found.get(board.term_pk, ()))
    return boards


def seats_of(term):
    """Return who sits in a term now: [(post, seats, number vacant)], in the order of its posts."""
    seats = list(term.seats.held().select_related("department").order_by("order", "department__order", "pk"))
    return [
        (post, own := [seat for seat in seats if seat.post_code == post.code], post.number - len(own))
        for post in term.plan
    ]


def history_of(board):
    """Return the past terms of a board, the latest first, each with `names` of its heads."""
    terms = list(board.terms.exclude(ended_on=None).prefetch_related("seats").order_by("-starts_on"))
    for term in terms:
        heads = {post.code for post in term.plan if post.is_head}
        term.heads = [seat for seat in term.seats.all() if seat.post_code in heads]
    return terms


def left_of(board, today):
    """Return (text, tone) for how long the term of a board (`with_terms`) still runs."""
    if board.ends_on is None:
        return "没有在任班子", "bad"
    return time_left(board.ends_on, today)
