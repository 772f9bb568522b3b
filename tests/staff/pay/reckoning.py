"""Short ways to write down appointments, standards and rules for the arithmetic, without a database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from staff.choices import Payer, PostType, Proration, TopUp
from staff.pay.amounts import NOTHING
from staff.pay.book import Book, DefaultRule
from staff.pay.calculation import NO_DIBAO, Spell, in_turn, pay_of_month
from staff.pay.periods import months_between

VILLAGE, COMMUNITY, TOWNSHIP = (
    PostType.VILLAGE_MEMBER,
    PostType.COMMUNITY_MEMBER,
    PostType.TOWNSHIP_MEMBER,
)
COUNTY = "0001"
BUDGET, WELFARE = Payer.COUNTY_BUDGET, Payer.WELFARE_POST


def day(text):
    """Return the date that 2026-07-16 or 2026-07 (its first day) names."""
    parts = [int(part) for part in text.split("-")]
    return date(*parts, 1) if len(parts) == 2 else date(*parts)


def spell(since, until=None, *, post=VILLAGE, number=1, path=f"{COUNTY}00010001"):
    return Spell(number, post, PostType(post).label, day(since), day(until) if until else None, "离岗", path)


def standard(amount, since="2013-01", until=None, *, post=VILLAGE, payer=BUDGET, path=COUNTY, dibao=False):
    return SimpleNamespace(
        post_type=post, monthly_amount=Decimal(amount), since=day(since), until=day(until) if until else None,
        payer=payer, unit=SimpleNamespace(path=path), with_dibao=dibao,
    )  # fmt: skip


def rule(since="2010-01", *, daily=False, cutoff=15, top_up=TopUp.NONE, dibao="0"):
    return DefaultRule(
        day(since), Proration.DAILY if daily else Proration.CUTOFF, cutoff, top_up, Decimal(dibao)
    )


def rate(name="养老", personal="8", employer="16", base=None, *, post=VILLAGE, since="2010-01", until=None):
    return SimpleNamespace(
        post_type=post, name=name, base=None if base is None else Decimal(base), since=day(since),
        until=day(until) if until else None, personal_percent=Decimal(personal),
        employer_percent=Decimal(employer),
    )  # fmt: skip


def pays(spells, standards=None, first="2026-07", last="2026-12", *, rules=(), rates=(), dibao=NO_DIBAO):
    """Return the MonthPay of each month from `first` to `last`."""
    book = Book(standards or [standard("100.00")], rules, rates)
    turned = in_turn(spells)
    return [pay_of_month(month, turned, book, dibao) for month in months_between(day(first), day(last))]


def total(steps):
    return sum((step.amount for step in steps), NOTHING)
