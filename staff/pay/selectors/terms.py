"""Whose term or contract had run out before a month that a run pays (product.md: term ↔ stipend)."""

from django.db.models import Max, Q

from orgs.models import Seat
from staff.choices import EntryKind
from staff.models import Member, StipendLine


def past_their_term(run):
    """Return {line id: words} of the lines that pay a month after a term or contract has ended. Two queries.

    A contract counts where the county lets pay go on after it (else the months are not on the roll at all).
    A term is that of a seat which the member holds in a body of the line's own unit, such as the association
    of the village, and which has run out without an election; or that of a seat which ended in the run's own
    months with nothing after it. What ended earlier was decided upon with an earlier run.
    """
    last = Max("paid_months__month", filter=Q(paid_months__kind=EntryKind.PAY))
    lines = StipendLine.objects.filter(run=run, months__gt=0).annotate(last_paid=last)
    rows = lines.values_list("pk", "unit", "member__id_digest", "appointment__contract_until", "last_paid")
    seats, found = _latest_seats(run), {}
    for pk, unit, digest, contract, month in rows:
        if contract is not None and contract < month:
            found[pk] = f"合同 {contract:%Y-%m-%d} 期满"
        elif words := _term_words(seats.get((unit, digest)), month, run.first_month):
            found[pk] = words
    return found


def _latest_seats(run):
    """Return {(unit, digest): (board, last day, whether held)} of the seat that lasts longest. One query."""
    members = Member.objects.filter(stipend_lines__run=run).exclude(id_digest="").values("id_digest")
    rows = Seat.objects.filter(id_digest__in=members).values_list(
        "term__board__unit", "id_digest", "term__board__name", "until", "term__ends_on"
    )
    latest = {}
    for unit, digest, board, until, ends_on in rows.order_by("since", "pk"):
        last = until or ends_on
        if (unit, digest) not in latest or latest[unit, digest][1] <= last:
            latest[unit, digest] = (board, last, until is None)
    return latest


def _term_words(seat, month, first_month):
    if seat is None:
        return ""
    board, last, is_held = seat
    if last >= month or not (is_held or last >= first_month):
        return ""
    return f"{board} {last:%Y-%m-%d} 届满未换届" if is_held else f"{board}职务 {last:%Y-%m-%d} 终止"
