"""Terms and seats: beginning a term, filling and ending seats."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from orgs.boards.defaults import kinds_at
from orgs.boards.kinds import posts_as_json
from orgs.boards.models import Board, Seat, Term
from orgs.boards.selectors.rules import departments_of, kind_in_force
from orgs.boards.services.refusal import BoardRefused, locked_term, must_be_mine, must_not_be_future
from orgs.models.units import Unit

YOUNGEST = 18  # full years on the day of taking office; of age by 民法典 art. 17
DAY = timedelta(days=1)


def last_day_of(starts_on, years):
    """Return the last day of a term of so many years."""
    try:
        return starts_on.replace(year=starts_on.year + years) - DAY
    except ValueError:  # a term that begins on 29 February
        return date(starts_on.year + years, 2, 28)


@transaction.atomic
def set_up_boards(scope, *, by, at):
    """Make a `Board` of each kind for every current unit of the scope that lacks it; return how many."""
    units = list(Unit.objects.within(scope).current(timezone.localdate(at)).in_tree_order())
    there = set(Board.objects.filter(unit__in=units).values_list("unit", "kind"))
    new = [
        Board(unit=unit, kind=kind.code, name=kind.name_at(unit))
        for unit in units
        for kind in kinds_at(unit.level)
        if (unit.pk, kind.code) not in there
    ]
    for board in new:
        must_be_mine(board.unit, by)
    Board.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def start_term(board, *, by, at, starts_on, years=None, basis="", note=""):
    """Let a new term of the board begin, end the one before the day before, and return it.

    :param years: as the county's rules say if not given.
    :raises BoardRefused: outside the actor's scope, in the future, or not after the term before.
    """
    must_be_mine(board.unit, by)
    must_not_be_future(starts_on, at, field="starts_on")
    return begin_term(board, starts_on=starts_on, years=years, basis=basis, note=note)


@transaction.atomic
def begin_term(board, *, starts_on, years=None, basis="", note="", number=None):
    """Do what `start_term` does for callers that have asked all questions of permission (elections)."""
    board = Board.objects.select_for_update(of=("self",)).select_related("unit__parent").get(pk=board.pk)
    if board.closed_on is not None:
        raise BoardRefused(f"{board.name}已撤销。")
    _end_open_term(board, starts_on)
    kind = kind_in_force(board.unit, board.kind, starts_on)
    posts = _with_departments(board, kind.posts, starts_on)
    years = years or kind.years
    known = board.terms.aggregate(most=Max("number"))["most"] or 0
    return Term.objects.create(
        board=board, number=number or known + 1, years=years, starts_on=starts_on,
        ends_on=last_day_of(starts_on, years), posts=posts_as_json(posts),
        due=sum(post.number for post in posts), basis=basis, note=note,
    )  # fmt: skip


def _end_open_term(board, starts_on):
    latest = board.terms.order_by("-starts_on").first()
    if latest is None:
        return
    if latest.starts_on >= starts_on:
        raise BoardRefused(
            f"上一届于 {latest.starts_on:%Y-%m-%d} 开始，新一届须晚于这一天。", field="starts_on"
        )
    if latest.ended_on is None:
        latest.ended_on = starts_on - DAY
        latest.save(update_fields=["ended_on", "updated_at"])
        late = latest.seats.held().filter(since__gt=latest.ended_on).first()
        if late is not None:
            raise BoardRefused(
                f"{late.name}于 {late.since:%Y-%m-%d} 才任{late.post_name}，新一届须晚于这一天。",
                field="starts_on",
            )
        latest.seats.held().update(until=latest.ended_on, reason="换届")
    elif latest.ended_on >= starts_on:
        raise BoardRefused(f"上一届 {latest.ended_on:%Y-%m-%d} 才结束。", field="starts_on")


def _with_departments(board, posts, on):
    """Return the posts, where departments fill one with as many seats as there are departments."""
    if not any(post.of_departments for post in posts):
        return posts
    number = departments_of(board.unit, on).count()
    return tuple(
        type(post)(**{**post.__dict__, "number": number}) if post.of_departments else post for post in posts
    )


@transaction.atomic
def fill_seat(term, post_code, *, by, at, since, **facts):
    """Put somebody into a vacant seat of the term and return the `Seat`.

    :param facts: those of `PersonFacts`, `department` and `document`.
    :raises BoardRefused: out of scope or time, no seat vacant, not fit for it, or in this body already.
    """
    term = locked_term(term)
    must_be_mine(term.board.unit, by)
    must_not_be_future(since, at, field="since")
    return seat_person(term, post_code, since=since, **facts)


def seat_person(term, post_code, *, since, **facts):
    """Do what `fill_seat` does for callers that hold the term and have asked for permission."""
    post = term.post(post_code)
    if post is None:
        raise BoardRefused("本届没有这个职务。", field="post_code")
    held = list(term.seats.all())
    if sum(seat.until is None and seat.post_code == post_code for seat in held) >= post.number:
        raise BoardRefused(f"“{post.name}”设 {post.number} 席，已经配齐。", field="post_code")
    if since < term.starts_on:
        raise BoardRefused(f"本届于 {term.starts_on:%Y-%m-%d} 开始，任职不能更早。", field="since")
    place = [one.code for one in term.plan].index(post_code)
    seat = Seat(term=term, post_code=post_code, post_name=post.name, order=place, since=since, **facts)
    _must_fit(seat, post, held)
    if post.of_departments and seat.department is None:
        raise BoardRefused("请选择代表哪个成员单位。", field="department")
    return _saved(seat)


@transaction.atomic
def correct_seat(seat, *, by, at, **facts):
    """Correct what is written about the holder of a seat and return it.

    :raises BoardRefused: as `fill_seat`.
    """
    term = locked_term(seat.term)
    must_be_mine(term.board.unit, by)
    seat = Seat.objects.get(pk=seat.pk)
    for name, value in facts.items():
        setattr(seat, name, value)
    must_not_be_future(seat.since, at, field="since")
    if seat.since < term.starts_on:
        raise BoardRefused(f"本届于 {term.starts_on:%Y-%m-%d} 开始，任职不能更早。", field="since")
    _must_fit(seat, term.post(seat.post_code), [one for one in term.seats.all() if one.pk != seat.pk])
    return _saved(seat)


@transaction.atomic
def end_seat(seat, *, by, at, until, reason):
    """Let somebody's time in a seat end on the day `until`, for a reason; the seat is vacant after it.

    :raises BoardRefused: out of scope, in the future, before it began, or ended already.
    """
    term = locked_term(seat.term)
    must_be_mine(term.board.unit, by)
    must_not_be_future(until, at, field="until")
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.until is not None:
        raise BoardRefused(f"{seat.name}已于 {seat.until:%Y-%m-%d} 免职。")
    if until < seat.since:
        raise BoardRefused(f"{seat.name}于 {seat.since:%Y-%m-%d} 任职，免职不能更早。", field="until")
    seat.until, seat.reason = until, reason
    seat.save()
    return seat


@transaction.atomic
def dissolve_board(board, *, on):
    """End the open term and all its seats on the day `on` and close the board: its unit is no more.

    :returns: [table, key, {field: value before}] for each row written, as changes of units keep it.
    """
    before = []
    for term in Term.objects.select_for_update().filter(board=board, ended_on=None):
        before.append(_write(term, ended_on=max(on, term.starts_on)))
        for seat in term.seats.held():
            before.append(_write(seat, until=max(term.ended_on, seat.since), reason="单位撤销"))
    return [*before, _write(board, closed_on=on)]


def _write(row, **facts):
    before = [row._meta.label, row.pk, {name: getattr(row, name) for name in facts}]
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, "updated_at"])
    return before


def _must_fit(seat, post, others):
    if problem := post.tie_problem(seat.tie):
        raise BoardRefused(problem, field="tie")
    of_age = last_day_of(seat.birth_date, YOUNGEST) + DAY
    if of_age > seat.since:
        raise BoardRefused(f"{seat.name}任职时未满 {YOUNGEST} 周岁。", field="birth_date")
    for other in others:
        if seat.is_same_person(other) and _overlap(seat, other):
            raise BoardRefused(f"{seat.name}已任{other.post_name}，同一班子内不能兼任。", field="name")


def _overlap(one, other):
    last = date.max
    return one.since <= (other.until or last) and other.since <= (one.until or last)


def _saved(seat):
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as problem:
        raise BoardRefused(f"{seat.name}或这个席位刚被登记过，请重新查看。", field="name") from problem
    return seat
