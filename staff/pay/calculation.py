"""What somebody earns in a month: arithmetic on appointments, standards, rules and 低保; no database.

The standard and the rule of a month are those in force on its first day. Amounts are `Decimal` in yuan.

Rounding happens here and nowhere else, always to two places and half a cent upwards: the pay of a person's
month once (the shares of its days are added exactly, then rounded), each insurance part of a month once, and
one person's share of a household's 低保 once.
Everything later is a sum of rounded figures, so that lines, runs and reports add up to the cent.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from staff.choices import Proration, TopUp
from staff.pay.amounts import CENT, NOTHING, end_of, rounded
from staff.pay.words import source_of, words_of


class Spell(NamedTuple):
    """Somebody in a post at the unit `path`, from `since` to `until`, both included; None: still there."""

    appointment: int
    post_type: str
    post_name: str
    since: date
    until: date | None = None
    ended_by: str = "离岗"
    path: str = ""

    def holds(self, day):
        """True if the post is held on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    def days_in(self, month):
        """Return how many days of the month, given by its first day, the post is held."""
        first, last = max(self.since, month), end_of(month)
        if self.until is not None:
            last = min(last, self.until)
        return max(0, (last - first).days + 1)


class Dibao(NamedTuple):
    """The 低保 of one person: granted yuan a month from a month to a month, and days of being on it.

    `grants` are (first month, last month or None, yuan); `spells` are (since or None, until or None).
    `is_dated`: False where the register says whether somebody is on it now, but not since when.
    """

    grants: tuple = ()
    spells: tuple = ()
    is_dated: bool = True

    def turned(self):
        """Return the same with the register saying the opposite."""
        return self._replace(spells=() if self.spells else ((None, None),))

    def counted(self, month, rule):
        """Return the yuan that the rule counts against the stipend of the month."""
        if rule.top_up == TopUp.GRANT:
            held = (
                yuan
                for first, last, yuan in self.grants
                if first <= month and (last is None or month <= last)
            )
            return sum(held, NOTHING)
        if rule.top_up == TopUp.FLAG:
            for since, until in self.spells:
                if (since is None or since <= month) and (until is None or month <= until):
                    return rule.dibao_amount
        return NOTHING


NO_DIBAO = Dibao()


class Part(NamedTuple):
    """The share of one post in a month: its days, the standard that held, and what was counted as 低保."""

    spell: Spell
    days: int
    standard: object | None
    counted: Decimal
    amount: Decimal


@dataclass(frozen=True)
class MonthPay:
    """The pay of one month: amount, the post and the payer it is booked on, insurance parts, and why."""

    month: date
    amount: Decimal
    rule: object
    parts: tuple = ()
    spells: tuple = ()
    said: str = ""  # a reason that is no arithmetic
    personal: Decimal = NOTHING
    employer: Decimal = NOTHING
    rates: tuple = ()

    @cached_property
    def earning(self):
        """Return the last part with a standard, on which the month is booked, or None."""
        return next((part for part in reversed(self.parts) if part.standard is not None), None)

    @property
    def appointment(self):
        return self.earning.spell.appointment if self.earning else None

    @property
    def payer(self):
        return str(self.earning.standard.payer) if self.earning else ""

    @property
    def standard(self):
        return self.earning.standard.monthly_amount if self.earning else None

    @cached_property
    def words(self):
        """Return how the amount came about, in one sentence."""
        return self.said or words_of(self)

    def as_json(self):
        """Return the step as the JSON that a line keeps as its explanation."""
        return {
            "month": f"{self.month:%Y-%m}",
            "standard": "" if self.standard is None else str(self.standard),
            "amount": str(self.amount),
            "words": self.words,
            "rule": source_of(self.rule) if self.rule else "",
        }


def in_turn(spells):
    """Return one person's spells in order, without the days that an earlier one holds already.

    Two posts at once are forbidden but may come with old data: no day is paid twice.
    """
    turned, free = [], date.min
    for spell in sorted(spells, key=lambda spell: (spell.since, spell.appointment)):
        since = max(spell.since, free)
        if spell.until is not None and spell.until < since:
            continue
        turned.append(spell if since == spell.since else spell._replace(since=since))
        if spell.until is None:
            break
        free = date.fromordinal(spell.until.toordinal() + 1)
    return tuple(turned)


def pay_of_month(month, spells, book, dibao=NO_DIBAO):
    """Return what the spells of one person (`in_turn`) earn in the month given by its first day."""
    rule = book.rule_on(month)
    parts = _parts(month, spells, book, rule)
    exact, booked, priced = Fraction(0), NOTHING, []
    length = None
    for spell, days in parts:
        standard = book.standard_on(spell.post_type, spell.path, month)
        if standard is None:
            priced.append(Part(spell, days, None, NOTHING, NOTHING))
            continue
        counted = dibao.counted(month, rule) if standard.with_dibao else NOTHING
        whole = max(NOTHING, standard.monthly_amount - counted)
        if rule.proration == Proration.DAILY:
            length = length or end_of(month).day
            exact += Fraction(whole) * days / length
            share = rounded(exact) - booked
        else:
            share = whole.quantize(CENT, ROUND_HALF_UP)
        booked += share
        priced.append(Part(spell, days, standard, counted, share))
    return _insured(MonthPay(month, booked, rule, tuple(priced), spells), book)


def _parts(month, spells, book, rule):
    if rule.proration == Proration.DAILY:
        held = ((spell, spell.days_in(month)) for spell in spells)
        return [(spell, days) for spell, days in held if days]
    day = month.replace(day=rule.cutoff_day)
    return [(spell, 0) for spell in spells if spell.holds(day)][:1]


def _insured(pay, book):
    if not pay.amount:
        return pay
    rates = book.rates_on(pay.earning.spell.post_type, pay.month)
    if not rates:
        return pay
    told = tuple((rate, *_shares(rate, pay.amount)) for rate in rates)
    personal = sum((row[1] for row in told), NOTHING)
    employer = sum((row[2] for row in told), NOTHING)
    return MonthPay(
        pay.month, pay.amount, pay.rule, pay.parts, pay.spells, "", personal, employer, rates=told
    )


def _shares(rate, amount):
    base = Fraction(amount if rate.base is None else rate.base)
    return rounded(base * Fraction(rate.personal_percent) / 100), rounded(
        base * Fraction(rate.employer_percent) / 100
    )
