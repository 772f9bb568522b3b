"""What somebody earns in a month: arithmetic on appointments, standards and rules; no database.

The standard of a month is the one in force on its first day. Amounts are `Decimal` in yuan with two places.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from staff.choices import Proration
from staff.models.standards import StipendRule

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Spell:
    """Somebody in a post, from `since` to `until`, both included; `until` None means still there."""

    appointment: int
    post_type: str
    post_name: str
    since: date
    until: date | None = None
    ended_by: str = "离岗"

    def holds(self, day):
        """True if the post is held on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    def days_in(self, month):
        """Return how many days of the month, given by its first day, the post is held."""
        first, last = max(self.since, month), end_of(month)
        if self.until is not None:
            last = min(last, self.until)
        return max(0, (last - first).days + 1)


@dataclass(frozen=True)
class MonthPay:
    """The pay of one month: amount, the spell and the payer it is booked on, and why, in words."""

    month: date
    amount: Decimal
    words: str
    rule: str
    appointment: int | None = None
    standard: Decimal | None = None
    payer: str = ""

    def as_json(self):
        """Return the step as the JSON that a line keeps as its explanation."""
        return {
            "month": f"{self.month:%Y-%m}",
            "standard": "" if self.standard is None else str(self.standard),
            "amount": str(self.amount),
            "words": self.words,
            "rule": self.rule,
        }


def end_of(month):
    """Return the last day of the month given by its first day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def standard_on(standards, post_type, day):
    """Return the standard of the post type that is in force on `day`, or None."""
    for standard in standards:
        in_force = standard.since <= day and (standard.until is None or day <= standard.until)
        if standard.post_type == post_type and in_force:
            return standard
    return None


def rule_on(rules, day):
    """Return the newest rule that has begun by `day`; without one the default, cut off on the 15th."""
    begun = [rule for rule in rules if rule.since <= day]
    return max(begun, key=lambda rule: rule.since) if begun else default_rule()


@cache
def default_rule():
    """Return the rule that holds without any row: whole months, by the 15th."""
    return StipendRule(since=date.min)


def pay_of_month(month, spells, *, standards, rules):
    """Return what the spells of one person earn in the month given by its first day."""
    rule = rule_on(rules, month)
    if rule.proration == Proration.DAILY:
        return _daily(month, spells, standards, rule)
    return _by_cutoff(month, spells, standards, rule)


def _by_cutoff(month, spells, standards, rule):
    day = month.replace(day=rule.cutoff_day)
    spell = next((spell for spell in spells if spell.holds(day)), None)
    if spell is None:
        words = f"{_day(day)}不在岗{_why_absent(day, spells)}，当月不计发。"
        return MonthPay(month, NOTHING, words, source_of(rule))
    standard = standard_on(standards, spell.post_type, month)
    if standard is None:
        words = f"{_day(day)}在岗，但{spell.post_name}当月没有执行中的标准，不计发。"
        return MonthPay(month, NOTHING, words, source_of(rule))
    amount = standard.monthly_amount.quantize(CENT)
    words = f"{_day(day)}在岗，{spell.post_name}每月 {amount} 元，计 {amount} 元。"
    return MonthPay(month, amount, words, source_of(rule), spell.appointment, amount, standard.payer)


def _daily(month, spells, standards, rule):
    """Add up the shares of the days; the running sum is rounded, so that parts never exceed the whole."""
    length, exact, booked, steps, last = end_of(month).day, Fraction(0), NOTHING, [], None
    for spell in sorted(spells, key=lambda spell: spell.since):
        days = spell.days_in(month)
        if not days:
            continue
        standard = standard_on(standards, spell.post_type, month)
        if standard is None:
            steps.append(f"{spell.post_name}当月没有执行中的标准，在岗 {days} 天不计发")
            continue
        exact += Fraction(standard.monthly_amount) * days / length
        part = rounded(exact) - booked
        booked, last = booked + part, (spell, standard)
        share = f"每月 {standard.monthly_amount} 元 × {days} ÷ {length}"
        steps.append(f"{spell.post_name}在岗 {days} 天，{share}，计 {part} 元")
    words = f"{month.month} 月{'；'.join(steps) or '不在岗，不计发'}。"
    if last is None:
        return MonthPay(month, NOTHING, words, source_of(rule))
    spell, standard = last
    return MonthPay(
        month, booked, words, source_of(rule), spell.appointment, standard.monthly_amount, standard.payer
    )


def money(amount):
    """Return a sum from the database as money with two places; nothing is nought."""
    return NOTHING if amount is None else Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def rounded(amount):
    """Return an exact fraction of yuan as money: two places, half a cent upwards."""
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(CENT, ROUND_HALF_UP)


def source_of(rule):
    """Return the rule in words with the paper it stands on."""
    return f"{rule.in_words}（{rule.source}）" if rule.source else rule.in_words


def _day(day):
    return f"{day.month} 月 {day.day} 日"


def _why_absent(day, spells):
    joined = [spell.since for spell in spells if spell.since > day]
    if joined:
        return f"（{_day(min(joined))}到岗）"
    left = [spell for spell in spells if spell.until is not None and spell.until < day]
    if not left:
        return ""
    last = max(left, key=lambda spell: spell.until)
    year = "" if last.until.year == day.year else f"{last.until.year} 年 "
    return f"（{year}{_day(last.until)}{last.ended_by}）"
