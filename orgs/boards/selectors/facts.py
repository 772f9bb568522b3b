"""Facts about many units at once, each with its reason, from which checklists are ticked."""

from collections import defaultdict
from dataclasses import dataclass

from orgs.boards.models import Board, Seat, Term

FEDERATION, DIRECTOR = "township_federation", "director"


@dataclass(frozen=True)
class BoardFact:
    """Whether something is true of a unit's boards (None: nothing is known), and why, in one sentence."""

    is_met: bool | None
    words: str


def heads_with_document(unit_ids, on):
    """Return for each township whether its 理事长 holds the office on a document on the day: {id: BoardFact}.

    Unknown where the board has not been registered at all. Two queries, however many units.
    """
    rows = Seat.objects.held_on(on).filter(
        term__board__unit__in=unit_ids, term__board__kind=FEDERATION, post_code=DIRECTOR
    )
    found = {}
    for unit, name, since, document in rows.order_by("since", "pk").values_list(
        "term__board__unit", "name", "since", "document"
    ):
        told = f"理事长{name}，{since:%Y-%m-%d} 任职"
        words = f"{told}，任职文号 {document}。" if document else f"{told}，没有登记任职文号。"
        found[unit] = BoardFact(bool(document), words)
    known = set(
        _with_terms(unit_ids, on).filter(board__kind=FEDERATION).values_list("board__unit", flat=True)
    )
    vacant = BoardFact(False, f"{on:%Y-%m-%d} 没有理事长在任。")
    unknown = BoardFact(None, "没有登记乡镇残联班子。")
    return {key: found.get(key) or (vacant if key in known else unknown) for key in unit_ids}


def boards_in_office(unit_ids, on):
    """Return for each unit whether all its boards have a head in office and time left: {id: BoardFact}.

    Unknown where no board of the unit has been registered. Three queries, however many units.
    """
    wrong, boards = defaultdict(list), defaultdict(list)
    held = Seat.objects.held_on(on).filter(term__board__unit__in=unit_ids)
    heads = set(held.values_list("term", "post_code"))
    in_office = {term.board_id: term for term in _with_terms(unit_ids, on).order_by("starts_on", "pk")}
    for board in Board.objects.filter(unit__in=unit_ids).order_by("kind", "pk"):
        boards[board.unit_id].append(board)
        wrong[board.unit_id] += _faults(board, in_office.get(board.pk), heads, on)
    known = {board.unit_id for found in boards.values() for board in found if board.pk in in_office}
    return {
        key: _in_office(boards[key], wrong[key]) if key in known else BoardFact(None, "没有登记班子。")
        for key in unit_ids
    }


def _faults(board, term, heads, on):
    """Yield what is wrong with a board on a day: no term, one that ran out, or nobody at its head."""
    if term is None:
        yield f"{board.name}没有在任班子"
        return
    if term.ends_on < on:
        yield f"{board.name} {term.ends_on:%Y-%m-%d} 届满未换届"
    head = next((post for post in term.plan if post.is_head), None)
    if head is not None and (term.pk, head.code) not in heads:
        yield f"{board.name}{head.name}空缺"


def _in_office(boards, wrong):
    if wrong:
        return BoardFact(False, f"{'；'.join(wrong)}。")
    return BoardFact(True, f"{'、'.join(board.name for board in boards)}在任期内。")


def _with_terms(unit_ids, on):
    """Return the terms in office on the day."""
    begun = Term.objects.filter(board__unit__in=unit_ids, starts_on__lte=on)
    return begun.exclude(ended_on__lt=on)
