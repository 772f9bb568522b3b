"""What holds of stipends whatever the numbers are."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from staff.choices import EntryKind, Proration, TopUp
from staff.pay.amounts import NOTHING, end_of, rounded
from staff.pay.book import Book, DefaultRule
from staff.pay.calculation import Dibao, MonthPay, Spell, in_turn, pay_of_month
from staff.pay.netting import Booked, Entry, differences, sum_up
from staff.pay.owed import Owner, Past, Window, lines_of
from staff.pay.periods import distance, month_after, months_between, name_of, span_of
from staff.pay.services.making import write_sums
from tests.staff.pay.reckoning import COUNTY, VILLAGE, standard

busy = settings(deadline=None)  # the machine may be
FIRST_DAY, LAST_DAY = date(2011, 1, 1), date(2030, 12, 31)


def yuan(least, most):
    """Return sums of whole cents; drawn as one number, which is many times quicker than decimals."""
    return st.integers(int(least * 100), int(most * 100)).map(lambda cents: Decimal(cents).scaleb(-2))


months = st.integers(0, 20 * 12 - 1).map(lambda number: date(2011 + number // 12, number % 12 + 1, 1))
days = st.integers(FIRST_DAY.toordinal(), LAST_DAY.toordinal()).map(date.fromordinal)
money = yuan(0.01, 9999.99)
rules = st.builds(
    DefaultRule,
    since=st.just(date(2010, 1, 1)),
    proration=st.sampled_from(Proration.values),
    cutoff_day=st.integers(1, 28),
    top_up=st.sampled_from(TopUp.values),
    dibao_amount=yuan(0, 500),
)


def _spells(drawn):
    return [
        Spell(
            number, VILLAGE, "村专职委员", since,
            None if length is None else since + timedelta(days=length), "离岗", f"{COUNTY}00010001",
        )
        for number, (since, length) in enumerate(drawn, start=1)
    ]  # fmt: skip


def stays():
    """Return up to four spells of one person, in any order, overlapping or not."""
    one = st.tuples(days, st.none() | st.integers(0, 900))
    return st.lists(one, min_size=1, max_size=4).map(_spells)


def _book(turns, amounts, dibao, rule):
    begins = sorted({FIRST_DAY, *turns})
    ends = [turn - timedelta(days=1) for turn in begins[1:]] + [None]
    standards = []
    for since, until, amount in zip(begins, ends, amounts, strict=False):
        row = standard(amount, dibao=dibao)
        row.since, row.until = since, until
        standards.append(row)
    return Book(standards, [rule])


def books():
    """Return a book with one to three standards that follow each other, and one rule."""
    return st.builds(_book, st.tuples(months, months), st.tuples(money, money, money), st.booleans(), rules)


dibaos = st.builds(
    lambda first, yuan, since: Dibao(((first, None, yuan),), ((since, None),)), months, yuan(0, 300), days
)


def owner(spells, dibao=Dibao(), **more):  # noqa: B008
    held = [type("A", (), {"pk": spell.appointment, "post": None})() for spell in spells]
    return Owner(object(), held, in_turn(spells), dibao, **more)


def paid(lines):
    return sum((line.sums.amount for line in lines), NOTHING)


@busy
@given(stays(), books(), dibaos, st.integers(2011, 2030), st.sampled_from([1, 7]))
def test_six_months_one_by_one_pay_what_the_half_year_pays(spells, book, dibao, year, start):
    half = months_between(date(year, start, 1), date(year, start + 5, 1))
    own = owner(spells, dibao)

    at_once, _ = lines_of(own, Window(half, []), book)
    singly = [line for month in half for line in lines_of(own, Window([month], []), book)[0]]

    assert paid(at_once) == paid(singly)


@busy
@given(stays(), books(), dibaos, months)
def test_computing_twice_is_the_same(spells, book, dibao, month):
    window = Window(months_between(month, month_after(month, 5)), [])

    first, again = (lines_of(owner(spells, dibao), window, book)[0] for _ in range(2))

    assert [(x.payer, x.sums, x.explanation) for x in first] == [
        (x.payer, x.sums, x.explanation) for x in again
    ]


@busy
@given(stays(), stays(), books(), dibaos, months)
def test_whatever_changes_afterwards_the_next_run_puts_right_to_the_cent(before, after, book, dibao, month):
    """What two runs pay together is what the truth of today comes to; what is missing is carried out."""
    first = months_between(month, month_after(month, 5))
    second = months_between(month_after(month, 6), month_after(month, 11))
    held, _ = lines_of(owner(before, dibao), Window(first, []), book)
    booked = {
        entry.month: {entry.payer: Booked(entry.amount, entry.personal, entry.employer)}
        for line in held
        for entry in line.entries
    }

    then, _ = lines_of(owner(after, dibao, past=Past(booked, {})), Window(second, first), book)
    right, _ = lines_of(owner(after, dibao), Window([*first, *second], []), book)

    missing = sum((line.sums.carried_out for line in then), NOTHING)
    assert paid(held) + paid(then) - missing == paid(right)
    assert all(line.sums.amount >= 0 for line in then)


@given(st.lists(st.tuples(money, st.sampled_from(list(EntryKind)))), money, money, money)
def test_a_payment_is_never_negative_and_adds_up(entries, bonus, deduction, carried):
    signed = [
        Entry(kind, date(2026, 7, 1), "x", -yuan if kind == EntryKind.RECOVERY else yuan)
        for yuan, kind in entries
    ]

    sums = sum_up(signed, bonus=bonus, deduction=deduction, carried_in=carried)

    assert sums.amount >= 0
    assert sums.carried_out >= 0
    assert (
        sums.amount - sums.carried_out
        == sum((e.amount for e in signed), NOTHING) + bonus - deduction - carried
    )


@busy
@given(st.lists(st.tuples(stays(), dibaos), min_size=1, max_size=4), books(), months)
def test_a_run_is_the_sum_of_its_lines_and_a_line_of_its_parts(people, book, month):
    window = Window(months_between(month, month_after(month, 5)), [])
    lines = [line for spells, dibao in people for line in lines_of(owner(spells, dibao), window, book)[0]]
    rows = [SimpleNamespace(member_id=id(line.member), amount=line.sums.amount) for line in lines]
    run = SimpleNamespace()

    write_sums(run, rows)

    assert run.amount == sum((entry.amount for line in lines for entry in line.entries), NOTHING)
    assert run.people == len({row.member_id for row in rows})


@given(money, money)
def test_a_difference_makes_the_booked_month_the_due_one(due_yuan, held_yuan):
    book = Book([standard(due_yuan, "2011-01")], [])
    spells = in_turn([Spell(1, VILLAGE, "村专职委员", date(2011, 1, 1), None, "离岗", COUNTY)])
    due = pay_of_month(date(2026, 7, 1), spells, book)

    found = differences(due, {"county_budget": Booked(held_yuan)})

    assert held_yuan + sum(entry.amount for entry in found) == due_yuan


def test_a_month_that_is_right_gives_no_difference():
    due = MonthPay(date(2026, 7, 1), NOTHING, DefaultRule())

    assert differences(due, {}) == []


@busy
@given(stays(), books(), months)
def test_nobody_is_paid_before_joining_or_after_leaving(spells, book, month):
    held = in_turn(spells)

    if not any(spell.days_in(month) for spell in held):
        assert pay_of_month(month, held, book).amount == 0


@busy
@given(stays(), books(), dibaos, months)
def test_a_month_pays_no_more_than_the_standard_and_whole_cents(spells, book, dibao, month):
    amount = pay_of_month(month, in_turn(spells), book, dibao).amount
    held = book.standard_on(VILLAGE, COUNTY, month)

    assert 0 <= amount <= (held.monthly_amount if held else 0)
    assert amount == amount.quantize(Decimal("0.01"))


@busy
@given(stays())
def test_no_day_belongs_to_two_posts(spells):
    turned = in_turn(spells)

    for one, following in pairwise(turned):
        assert one.until is not None
        assert one.until < following.since


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6))
def test_rounding_is_half_up_and_within_half_a_cent(exact):
    assert abs(rounded(exact) - exact.numerator / Decimal(exact.denominator)) <= Decimal("0.005")
    assert rounded(-exact) == -rounded(exact)


@given(months, st.sampled_from(["month", "quarter", "half"]))
def test_every_month_lies_in_exactly_one_period_of_a_kind(month, period):
    first, last = span_of(period, month)

    assert first <= month <= last
    assert distance(first, last) + 1 == {"month": 1, "quarter": 3, "half": 6}[period]
    assert span_of(period, last) == (first, last)
    assert name_of(first, last).startswith(str(first.year))


def test_the_length_of_a_month_is_that_of_the_calendar():
    assert end_of(date(2024, 2, 1)).day == monthrange(2024, 2)[1] == 29
