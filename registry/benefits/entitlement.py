"""Who is entitled to what in which month: pure reckoning in months, without the database.

A month is a whole number (`months.month_of`). A condition counts for every month that it touches: what is
gained on some day counts for that very month (自申请当月计发), what is lost on some day is lost from the next
month (domain.md §6.3); each rule's `months` moves that. Money is Decimal, to the cent (分); sums and
products with a number of persons are exact, so that nothing is ever rounded here.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from registry.benefits.choices import Circumstances, RuleCode
from registry.benefits.months import last_day, month_of
from registry.choices import ArchiveReason

ZERO = Decimal("0.00")
EVER, NEVER = -1, 10**6  # months before and after all others
GONE = {ArchiveReason.DEATH: RuleCode.DEATH, ArchiveReason.MOVED_OUT: RuleCode.MOVED_OUT}
STOPS = {
    Circumstances.FROZEN: RuleCode.FROZEN,
    Circumstances.CANCELLED: RuleCode.CANCELLED,
    Circumstances.PRISON: RuleCode.PRISON,
}
LOSES_CARD = (Circumstances.FROZEN, Circumstances.CANCELLED)


class Card(NamedTuple):
    """A certificate: from and until which day it was the one in force (None: always), and what it says."""

    since: date | None
    until: date | None
    category: str
    grade: str
    is_replaced: bool = False


class Spell(NamedTuple):
    """A circumstance with its days, both included; None: open to that side."""

    what: str
    since: date | None
    until: date | None


class Facts(NamedTuple):
    """What decides about one person."""

    pk: int
    birth_date: date
    hukou: str = ""
    cards: tuple[Card, ...] = ()
    spells: tuple[Spell, ...] = ()
    gone_on: date | None = None
    gone_why: str = ""


class Granted(NamedTuple):
    """One grant: its months (last included, None: running), tier, amount and number of persons."""

    first: int
    last: int | None
    tier: str
    amount: Decimal
    persons: int = 1

    def covers(self, month):
        """True if the month is granted."""
        return self.first <= month and (self.last is None or month <= self.last)


class Due(NamedTuple):
    """What is due in a month: tier and amount, or zero with the reason (code, day) why not."""

    tier: str
    amount: Decimal
    standard: int | None = None
    why: tuple = ()


def reckon(facts, kind, book, month, *, granted=None):
    """Return the `Due` of one person for one kind in one month.

    :param book: the county's kinds, standards and rules (`book.Book`).
    :param granted: the grant that covers the month, for kinds whose tier is decided by the review.
    """
    why = gone(facts, book, month)
    if why is None:
        why = excluded(facts, kind, book, month)
    if why is None and kind.requires and not has(facts, kind.requires, book, month):
        why = ("requires", kind.requires)
    if why is not None:
        return Due("", ZERO, None, why)
    cards = cards_in(facts, book, month)
    if kind.needs_card and not cards:
        return Due("", ZERO, None, card_problem(facts, book, month))
    fitting = [s for s in book.standards_in(kind.pk, month) if fits(s, facts, book, month, cards=cards)]
    if not fitting:
        has_standards = bool(book.standards_in(kind.pk, month))
        return Due("", ZERO, None, ("no_tier",) if has_standards else ("no_standard",))
    if kind.by_decision:
        return _decided(fitting, granted)
    best = max(fitting, key=lambda standard: (standard.amount, -standard.order))
    return Due(best.tier, best.amount, best.pk)


def _decided(fitting, granted):
    """Return the tier that the review has decided; where it decided nothing, the lowest that there is."""
    own = granted and next((s for s in fitting if s.tier == granted.tier), None)
    if granted and own is None:
        return Due("", ZERO, None, ("tier_gone", granted.tier))
    chosen = own or min(fitting, key=lambda standard: (standard.amount, standard.order))
    persons = granted.persons if granted else 1
    return Due(chosen.tier, chosen.amount * persons, chosen.pk)


def gone(facts, book, month):
    """Return why the person is off the register in that month, or None."""
    if facts.gone_on is None:
        return None
    if facts.gone_why == ArchiveReason.CARD_CANCELLED:
        rule = RuleCode.CANCELLED
    else:
        rule = GONE.get(facts.gone_why, RuleCode.GONE)
    delay = book.delay(rule, month)
    if delay is None or month < month_of(facts.gone_on) + delay:
        return None
    return (rule.value, facts.gone_on)


def excluded(facts, kind, book, month):
    """Return what rules the kind out in that month as (circumstance, day), or None."""
    for spell in facts.spells:
        code = STOPS.get(spell.what, RuleCode.JOINED)
        if spell.what in kind.exclusions and spell.what not in LOSES_CARD:
            delay = book.delay(code, month)
            if delay is not None and stops(spell, month, delay):
                return (str(spell.what), spell.since)
    return None


def stops(spell, month, delay):
    """True if a circumstance that takes something away does so in the month.

    From `delay` months after it began; no longer in the month in which it is over.
    """
    begins = EVER if spell.since is None else month_of(spell.since) + delay
    if month < begins:
        return False
    return spell.until is None or spell.until >= last_day(month)


def holds(since, until, month, delay):
    """True if something that gives a right does so in the month: from the month it began in, and until
    `delay` months after the month it ended in."""
    if since is not None and month < month_of(since):
        return False
    return until is None or month < month_of(until) + max(delay, 0)


def has(facts, what, book, month):
    """True if the circumstance that a benefit requires holds in the month."""
    delay = book.delay(RuleCode.LEFT, month)
    return any(
        spell.what == what and holds(spell.since, None if delay is None else spell.until, month, delay or 0)
        for spell in facts.spells
    )


def cards_in(facts, book, month):
    """Return the certificates in force in the month; none while the certificate is frozen or cancelled."""
    if not facts.cards or _lost(facts, book, month):
        return ()
    expiry, grade = book.delay(RuleCode.EXPIRY, month), book.delay(RuleCode.GRADE, month)
    found = []
    for card in facts.cards:
        delay = grade if card.is_replaced else expiry
        until = None if delay is None and not card.is_replaced else card.until
        if holds(card.since, until, month, delay or 0):
            found.append(card)
    return tuple(found)


def _lost(facts, book, month):
    for spell in facts.spells:
        if spell.what in LOSES_CARD:
            delay = book.delay(STOPS[spell.what], month)
            if delay is not None and stops(spell, month, delay):
                return (str(spell.what), spell.since)
    return None


def card_problem(facts, book, month):
    """Return why there is no certificate in force in the month."""
    if not facts.cards:
        return ("no_card",)
    if lost := _lost(facts, book, month):
        return lost
    begun = [card for card in facts.cards if card.since is None or month_of(card.since) <= month]
    if not begun:
        return ("card_later", min(card.since for card in facts.cards))
    ended = [card.until for card in begun if card.until is not None]
    return ("expiry", max(ended)) if ended else ("no_card",)


def fits(standard, facts, book, month, *, cards):
    """True if the person meets the conditions of a tier in the month; age by the years reached in it."""
    if (standard.grades or standard.categories) and not any(_card_fits(standard, c) for c in cards):
        return False
    if standard.subsistence and not has(facts, standard.subsistence, book, month):
        return False
    if standard.hukou and standard.hukou != facts.hukou:
        return False
    return _age_fits(standard, facts, book, month)


def _card_fits(standard, card):
    return (not standard.grades or card.grade in standard.grades) and (
        not standard.categories or card.category in standard.categories
    )


def _age_fits(standard, facts, book, month):
    born = month_of(facts.birth_date)
    if standard.age_from is not None and month < _birthday(facts.birth_date, born, standard.age_from):
        return False
    if standard.age_to is None:
        return True
    delay = book.delay(RuleCode.GRADE, month)
    leaves = _birthday(facts.birth_date, born, standard.age_to + 1)
    return delay is None or month < leaves + delay


def _birthday(birth_date, born, age):
    """Return the month in which an age is reached; who was born on 29 February reaches it on 1 March."""
    month = born + age * 12
    is_leap_day = (birth_date.month, birth_date.day) == (2, 29)
    return month + 1 if is_leap_day and last_day(month).day < 29 else month
