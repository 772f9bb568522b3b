"""What became known about the people of a locked roll after it was locked: told before the money goes."""

from dataclasses import dataclass

from django.db.models import Max, Q

from staff.choices import EntryKind, RunState
from staff.models import StipendLine
from staff.pay.amounts import end_of

BEFORE_THE_BANK = (RunState.LOCKED, RunState.NOTICE, RunState.READY)


@dataclass(frozen=True)
class Since:
    """One line of which something is otherwise now; `words` say what."""

    line: StipendLine
    words: str


def since_locked(run):
    """Return what is otherwise now for people whose money has not gone to the bank yet. One query.

    A death or a leaving counts if a later month is paid, an account or a name if it is not the line's.
    """
    if run.state not in BEFORE_THE_BANK:
        return []
    last = Max("paid_months__month", filter=Q(paid_months__kind=EntryKind.PAY))
    lines = StipendLine.objects.filter(run=run).to_be_paid().defer("explanation").annotate(last_paid=last)
    named = lines.select_related("unit", "member", "member__person", "appointment").in_roll_order()
    return [Since(line, words) for line in named if (words := _words(line))]


def _words(line):
    member, left = line.member, line.appointment.until
    if _is_paid_beyond(line, member.died_on):
        return f"{member.died_on:%Y-%m-%d} 死亡"
    if _is_paid_beyond(line, left):
        return f"{left:%Y-%m-%d} 离岗"
    if member.name != line.name:
        return f"姓名改为{member.name}"
    if (member.bank_name, member.bank_digest) != (line.bank_name, line.bank_digest):
        return "账号已变更" if member.bank_digest else "账号已删除"
    return ""


def _is_paid_beyond(line, day):
    return day is not None and line.last_paid is not None and end_of(day.replace(day=1)) < line.last_paid
