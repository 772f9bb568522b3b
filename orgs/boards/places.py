"""What this room hangs into the menu, the unit page, the search, the inbox and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from orgs.boards.inbox import INBOX
from orgs.boards.models import Board, BoardRule, MemberDepartment, Seat, Term
from orgs.boards.selectors.boards import board_tally, left_of, note_vacancies, with_terms


def boards_past(scope):
    """Return how many boards of the scope are past their term."""
    return board_tally(scope, timezone.localdate()).past


def boards_card(unit, user, scope):
    """Return what the unit page says of the unit's own boards; None where there are none."""
    today = timezone.localdate()
    rows = with_terms(Board.objects.within(scope).standing().filter(unit=unit)).order_by("pk")
    boards = note_vacancies(list(rows))
    heads = {}
    seats = Seat.objects.held().filter(term__in=[b.term_pk for b in boards if b.term_pk], order=0)
    for seat in seats.order_by("pk"):
        heads.setdefault(seat.term_id, seat)
    for board in boards:
        board.left, board.head = left_of(board, today), heads.get(board.term_pk)
    return {"boards": boards} if boards else None


def find_seats(text, scope):
    """Return up to ten people in office for the global search as (label, note, url)."""
    seats = Seat.objects.within(scope).held().filter(name__contains=text)
    seats = seats.select_related("term__board").order_by("pk")[:10]
    return [
        (seat.name, f"{seat.term.board.name}{seat.post_name}", seat.term.board.get_absolute_url())
        for seat in seats
    ]


def register_all():
    """Register the menu entry, the card, the search, the inbox and the audit log."""
    for model in (Board, Term, BoardRule, MemberDepartment):
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(
        Seat, exclude_fields=["updated_at", "id_digest", "card_digest"], mask_fields=["phone"],
        mask_callable="core.masking.masked",
    )  # fmt: skip
    register(
        INBOX,
        MenuItem(
            group="组织", label="班子与任期", url_name="boards:board_list",
            permission=Permission.BOARD_VIEW, order=204, count=boards_past,
            also=tuple(f"boards:{name}" for name in (
                "board_detail", "vacancy_list", "term_create", "seat_create", "seat_edit", "seat_end",
                "department_list", "department_create", "department_edit", "department_end", "kind_list",
                "kind_edit",
            )),
        ),
        Panel(
            key="boards", title="班子与任期", permission=Permission.BOARD_VIEW,
            template="orgs/boards/_unit_card.html", context=boards_card, order=5,
        ),
        SearchProvider("班子成员", Permission.BOARD_VIEW, find_seats, order=25),
    )  # fmt: skip
