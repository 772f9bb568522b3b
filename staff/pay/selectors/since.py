"""What became known about the people of a roll after it was computed: told before more is done with it."""

from dataclasses import dataclass

from django.db.models import Max, Q

from orgs.scoping import below
from staff.choices import MEMBER_POSTS, EntryKind, RunState
from staff.models import Appointment, StipendLine
from staff.pay.amounts import end_of

AFRESH = (RunState.DRAFT, RunState.CONFIRMING, RunState.REVIEWED)  # from which it has to be computed anew
BEFORE_THE_BANK = (*AFRESH, RunState.LOCKED, RunState.NOTICE, RunState.READY)


@dataclass(frozen=True)
class Since:
    """One line (or, of those who are not on the roll, one appointment) and what is otherwise now."""

    name: str
    member_id: int
    place: str
    words: str


def since_computed(run):
    """Return what is otherwise now for people whose money has not gone to the bank yet. At most two queries.

    A death or a leaving counts if a later month is paid, an account or a name if it is not the line's; until
    the lock also another unit, and who came to a post since and is not on the roll.
    """
    if run.state not in BEFORE_THE_BANK:
        return []
    is_open = run.state in AFRESH
    last = Max("paid_months__month", filter=Q(paid_months__kind=EntryKind.PAY))
    lines = StipendLine.objects.filter(run=run).to_be_paid().defer("explanation").annotate(last_paid=last)
    named = lines.select_related("unit", "member", "member__person", "appointment__post__unit")
    found = [
        Since(line.name, line.member_id, line.unit.name, words)
        for line in named.in_roll_order()
        if (words := _words(line, is_open=is_open and not run.is_follow_up))
    ]
    return found + (_newcomers(run) if is_open and not run.is_follow_up else [])


def _words(line, *, is_open):
    member, left, unit = line.member, line.appointment.until, line.appointment.post.unit
    if _is_paid_beyond(line, member.died_on):
        return f"{member.died_on:%Y-%m-%d} 死亡"
    if _is_paid_beyond(line, left):
        return f"{left:%Y-%m-%d} 离岗"
    if member.name != line.name:
        return f"姓名改为{member.name}"
    if (member.bank_name, member.bank_digest) != (line.bank_name, line.bank_digest):
        return "账号已变更" if member.bank_digest else "账号已删除"
    if is_open and unit.pk != line.unit_id:
        return f"岗位现在{unit.name}"
    return ""


def _is_paid_beyond(line, day):
    return day is not None and line.last_paid is not None and end_of(day.replace(day=1)) < line.last_paid


def _newcomers(run):
    """Return those who were put into a post after the roll was computed, and should perhaps be on it."""
    came = Appointment.objects.filter(
        below(run.unit.path, "post__unit__path"), post__post_type__in=MEMBER_POSTS,
        created_at__gt=run.made_at, since__lte=end_of(run.last_month),
    ).exclude(stipend_lines__run=run)  # fmt: skip
    rows = came.select_related("member", "post__unit").order_by("post__unit__path", "pk")
    told = [(row, f"{row.since:%Y-%m-%d} 到岗") for row in rows]
    return [Since(row.member.name, row.member_id, row.post.unit.name, words) for row, words in told]
