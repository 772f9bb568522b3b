"""From months to one payment: what changed since a month was booked, and the sum that goes to the bank.

Each payer's money stays apart: a person's account is kept per payer, and what is recovered from one payer's
money is never taken from another's. Nothing here rounds; everything is a sum of rounded figures.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from staff.choices import EntryKind
from staff.pay.amounts import NOTHING


class Entry(NamedTuple):
    """A month booked on a line: yuan before insurance (negative for a recovery), and the insurance parts."""

    kind: str
    month: date
    payer: str
    amount: Decimal
    personal: Decimal = NOTHING
    employer: Decimal = NOTHING
    words: str = ""


class Booked(NamedTuple):
    """What the rolls hold of one month of one payer so far, all entries summed."""

    amount: Decimal = NOTHING
    personal: Decimal = NOTHING
    employer: Decimal = NOTHING


@dataclass(frozen=True)
class Sums:
    """The make-up of one payment, all in yuan; `amount` is never negative, what is missing is carried out."""

    pay: Decimal = NOTHING
    back_pay: Decimal = NOTHING
    recovery: Decimal = NOTHING
    bonus: Decimal = NOTHING
    deduction: Decimal = NOTHING
    personal: Decimal = NOTHING
    employer: Decimal = NOTHING
    carried_in: Decimal = NOTHING

    @property
    def balance(self):
        """Return the payment, or less than nought where more is owed than earned."""
        return (
            self.pay + self.back_pay + self.bonus
            - self.recovery - self.deduction - self.personal - self.carried_in
        )  # fmt: skip

    @property
    def amount(self):
        return max(NOTHING, self.balance)

    @property
    def carried_out(self):
        return max(NOTHING, -self.balance)


def sum_up(entries, *, carried_in=NOTHING, bonus=NOTHING, deduction=NOTHING):
    """Return the `Sums` of one person's line."""
    totals = dict.fromkeys(EntryKind, NOTHING)
    personal = employer = NOTHING
    for entry in entries:
        totals[entry.kind] += entry.amount
        personal += entry.personal
        employer += entry.employer
    return Sums(
        pay=totals[EntryKind.PAY],
        back_pay=totals[EntryKind.BACK_PAY],
        recovery=-totals[EntryKind.RECOVERY],
        bonus=bonus,
        deduction=deduction,
        personal=personal,
        employer=employer,
        carried_in=carried_in,
    )


def differences(due, booked):
    """Return the entries that put a month right: what is due now against what the rolls hold.

    :param due: the `MonthPay` of the month as it is reckoned today.
    :param booked: {payer: Booked} of the month, empty where no roll holds it.
    """
    payers = dict.fromkeys([*booked, *([due.payer] if due.amount else [])])
    return [entry for payer in payers if (entry := _difference(due, payer, booked.get(payer, Booked())))]


def _difference(due, payer, held):
    owed = (due.amount, due.personal, due.employer) if due.amount and due.payer == payer else Booked()
    amount, personal, employer = (now - then for now, then in zip(owed, held, strict=True))
    if not (amount or personal or employer):
        return None
    is_more = amount > 0 or (amount == 0 and personal < 0)
    kind = EntryKind.BACK_PAY if is_more else EntryKind.RECOVERY
    name = "补发" if is_more else "追回"
    words = f"{due.month.year} 年 {due.month.month} 月已列 {held.amount} 元，应为 {owed[0]} 元"
    words += f"，{name} {abs(amount)} 元。{due.words}"
    return Entry(kind, due.month, payer, amount, personal, employer, words)
