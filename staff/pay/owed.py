"""What one person is owed in a run: months, what puts earlier ones right, and the lines that result."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from staff.choices import AdjustmentKind, EntryKind
from staff.pay.amounts import NOTHING
from staff.pay.calculation import NO_DIBAO, MonthPay, pay_of_month
from staff.pay.netting import Entry, differences, sum_up


@dataclass
class OwedLine:
    """One payment: `steps` are the months of the period with or without money, `entries` what is booked."""

    member: object
    appointment: object
    payer: str
    steps: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    adjustments: list = field(default_factory=list)
    carried_in: object = NOTHING

    @property
    def unit(self):
        return self.appointment.post.unit

    @property
    def months(self):
        return sum(entry.kind == EntryKind.PAY for entry in self.entries)

    @property
    def sums(self):
        """Return the `Sums` of the payment."""
        own = dict.fromkeys(AdjustmentKind, NOTHING)
        for adjustment in self.adjustments:
            own[adjustment.kind] += adjustment.amount
        return sum_up(
            self.entries,
            carried_in=self.carried_in,
            bonus=own[AdjustmentKind.BONUS],
            deduction=own[AdjustmentKind.DEDUCTION],
        )

    @property
    def explanation(self):
        """Return every part of the payment as the JSON that the line keeps, in the order of reading."""
        told = [step.as_json() for step in self.steps]
        for entry in self.entries:
            if entry.kind != EntryKind.PAY:
                told.append(_told(entry.kind, entry.month, entry.amount, entry.words))
        for one in self.adjustments:
            told.append(_told(one.kind, one.month, one.amount, f"{one.get_kind_display()}：{one.reason}"))
        if self.carried_in:
            told.append(_told("carried_in", None, self.carried_in, "上期追回或扣款未扣完的部分。"))
        return told


class Past(NamedTuple):
    """What rolls hold of one person: {month: {payer: Booked}} of this county's locked runs, and months that
    another roll holds, {month: its name}."""

    booked: dict
    elsewhere: dict


NO_PAST = Past({}, {})


class Window(NamedTuple):
    """The months of a run, and the earlier ones that a locked run has covered and that may be put right."""

    months: list[date]
    earlier: list[date]


@dataclass(frozen=True)
class Owner:
    """One person as the reckoning sees them; appointments and spells in order."""

    member: object
    appointments: list
    spells: tuple
    dibao: object = NO_DIBAO
    past: Past = NO_PAST
    carried: dict = field(default_factory=dict)
    adjustments: list = field(default_factory=list)


def lines_of(owner, window, book):
    """Return (lines, steps of the period): the steps tell why there is no line where there is none."""
    entries, steps = defaultdict(list), []
    for month in window.earlier:
        for entry in _put_right(month, owner, book):
            entries[entry.payer].append(entry)
    for month in window.months:
        step, found = _in_period(month, owner, book)
        steps.append(step)
        for entry in found:
            entries[entry.payer].append(entry)
    lines = _lines(owner, entries, steps, book)
    return lines, steps


def _put_right(month, owner, book):
    """Return what puts a month right that a locked run has covered."""
    if month in owner.past.elsewhere:  # another roll answers for it
        return []
    booked = owner.past.booked.get(month, {})
    due = pay_of_month(month, owner.spells, book, owner.dibao)
    if not owner.dibao.is_dated and booked:
        # Nobody knows since when the register says 低保: a month reckoned either way is left as it is.
        other = pay_of_month(month, owner.spells, book, owner.dibao.turned())
        if not differences(other, booked):
            return []
    return differences(due, booked)


def _in_period(month, owner, book):
    """Return the step of a month of the period, and what is booked for it."""
    if name := owner.past.elsewhere.get(month):
        return MonthPay(month, NOTHING, None, said=f"已列入{name}的名册，不重复计发。"), []
    due = pay_of_month(month, owner.spells, book, owner.dibao)
    if booked := owner.past.booked.get(month):
        held = sum((held.amount for held in booked.values()), NOTHING)
        said = MonthPay(
            month, NOTHING, None, said=f"{month.month} 月已在以前的名册中发放 {held} 元，不重复计发。"
        )
        return said, differences(due, booked)
    if not due.amount:
        return due, []
    return due, [Entry(EntryKind.PAY, month, due.payer, due.amount, due.personal, due.employer)]


def _lines(owner, entries, steps, book):
    payers = dict.fromkeys([*entries, *(payer for payer, yuan in owner.carried.items() if yuan)])
    if not payers and owner.adjustments and (payer := _usual_payer(owner, steps, book)):
        payers[payer] = None
    lines = {
        payer: OwedLine(
            owner.member,
            _appointment_of(owner, payer, steps),
            payer,
            entries=entries.get(payer, []),
            carried_in=owner.carried.get(payer, NOTHING),
        )
        for payer in payers
    }
    if not lines:
        return []
    paid = [line for line in lines.values() if line.months]
    main = paid[-1] if paid else next(iter(lines.values()))
    for step in steps:
        lines.get(step.payer if step.amount else "", main).steps.append(step)
    main.adjustments = owner.adjustments
    return list(lines.values())


def _appointment_of(owner, payer, steps):
    earned = [step.appointment for step in steps if step.amount and step.payer == payer]
    by_key = {appointment.pk: appointment for appointment in owner.appointments}
    return by_key[earned[-1]] if earned else owner.appointments[-1]


def _usual_payer(owner, steps, book):
    spell = owner.spells[-1] if owner.spells else None
    standard = spell and book.standard_on(spell.post_type, spell.path, steps[-1].month)
    return str(standard.payer) if standard else ""


def _told(kind, month, amount, words):
    return {
        "kind": str(kind),
        "month": f"{month:%Y-%m}" if month else "",
        "standard": "",
        "amount": str(amount),
        "words": words,
        "rule": "",
    }
