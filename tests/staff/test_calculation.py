from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.calculation import Spell, end_of, pay_of_month
from staff.choices import PostType, Proration
from staff.models import StipendRule, StipendStandard

VILLAGE, TOWNSHIP = PostType.VILLAGE_MEMBER, PostType.TOWNSHIP_MEMBER
JULY = date(2026, 7, 1)
DAILY = StipendRule(since=date(2010, 1, 1), proration=Proration.DAILY)


def spell(since, until=None, post_type=VILLAGE, appointment=1):
    return Spell(appointment, post_type, PostType(post_type).label, since, until)


def standard(amount, since=date(2013, 1, 1), until=None, post_type=VILLAGE):
    return StipendStandard(
        post_type=post_type, monthly_amount=Decimal(amount), since=since, until=until, payer="county_budget"
    )


def pay(month, *spells, standards=None, rules=()):
    return pay_of_month(month, spells, standards=standards or [standard("100.00")], rules=rules)


class TestByCutoffDay:
    """The default: whoever holds the post on the 15th gets the whole month."""

    @pytest.mark.parametrize(
        ("since", "until", "amount"),
        [
            (date(2020, 1, 1), None, "100.00"),
            (date(2026, 7, 1), None, "100.00"),
            (date(2026, 7, 15), None, "100.00"),
            (date(2026, 7, 16), None, "0.00"),
            (date(2026, 8, 1), None, "0.00"),
            (date(2020, 1, 1), date(2026, 7, 31), "100.00"),
            (date(2020, 1, 1), date(2026, 7, 15), "100.00"),
            (date(2020, 1, 1), date(2026, 7, 14), "0.00"),
            (date(2020, 1, 1), date(2026, 6, 30), "0.00"),
            (date(2026, 7, 15), date(2026, 7, 15), "100.00"),
        ],
    )
    def test_counts_the_month_or_does_not(self, since, until, amount):
        assert pay(JULY, spell(since, until)).amount == Decimal(amount)

    def test_takes_the_day_that_the_rule_names(self):
        rule = StipendRule(since=date(2026, 1, 1), proration=Proration.CUTOFF, cutoff_day=1)

        assert pay(JULY, spell(date(2026, 7, 2)), rules=[rule]).amount == 0

    def test_says_in_words_how_it_came_about(self):
        step = pay(JULY, spell(date(2020, 1, 1)))

        assert step.words == "7 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。"
        assert step.rule == "当月 15 日在岗的计发整月"

    def test_names_the_paper_behind_the_rule(self):
        rule = StipendRule(since=date(2026, 1, 1), proration=Proration.CUTOFF, source="会残发〔2026〕3号")

        assert pay(JULY, spell(date(2020, 1, 1)), rules=[rule]).rule.endswith("（会残发〔2026〕3号）")

    def test_says_when_somebody_came_too_late(self):
        assert "7 月 20 日到岗" in pay(JULY, spell(date(2026, 7, 20))).words

    def test_says_when_somebody_had_left(self):
        assert "7 月 3 日离岗" in pay(JULY, spell(date(2020, 1, 1), date(2026, 7, 3))).words

    def test_books_the_month_of_a_transfer_on_the_post_held_that_day(self):
        before = spell(date(2020, 1, 1), date(2026, 7, 10), appointment=1)
        after = spell(date(2026, 7, 11), appointment=2)

        assert pay(JULY, before, after).appointment == 2

    def test_pays_nothing_without_a_standard(self):
        step = pay(JULY, spell(date(2020, 1, 1), post_type=TOWNSHIP))

        assert step.amount == 0
        assert "没有执行中的标准" in step.words


class TestWhichStandard:
    HISTORY = (
        standard("50.00", date(2011, 1, 1), date(2011, 12, 31)),
        standard("80.00", date(2012, 1, 1), date(2012, 12, 31)),
        standard("100.00", date(2013, 1, 1)),
    )

    @pytest.mark.parametrize(
        ("month", "amount"),
        [
            (date(2010, 12, 1), "0.00"),
            (date(2011, 1, 1), "50.00"),
            (date(2011, 12, 1), "50.00"),
            (date(2012, 1, 1), "80.00"),
            (date(2013, 1, 1), "100.00"),
            (date(2026, 2, 1), "100.00"),
        ],
    )
    def test_is_the_one_in_force_on_the_first_of_the_month(self, month, amount):
        assert pay(month, spell(date(2010, 1, 1)), standards=self.HISTORY).amount == Decimal(amount)


class TestByDay:
    @pytest.mark.parametrize(
        ("month", "since", "until", "amount"),
        [
            (date(2026, 7, 1), date(2020, 1, 1), None, "100.00"),
            (date(2026, 7, 1), date(2026, 7, 31), None, "3.23"),
            (date(2026, 7, 1), date(2026, 7, 20), None, "38.71"),
            (date(2026, 7, 1), date(2020, 1, 1), date(2026, 7, 1), "3.23"),
            (date(2026, 2, 1), date(2026, 2, 15), None, "50.00"),
            (date(2024, 2, 1), date(2024, 2, 15), None, "51.72"),
            (date(2026, 4, 1), date(2026, 4, 16), None, "50.00"),
            (date(2026, 7, 1), date(2026, 8, 1), None, "0.00"),
        ],
    )
    def test_pays_the_share_of_the_days(self, month, since, until, amount):
        assert pay(month, spell(since, until), rules=[DAILY]).amount == Decimal(amount)

    def test_adds_up_two_posts_of_one_month_on_the_later_one(self):
        before = spell(date(2020, 1, 1), date(2026, 4, 15), appointment=1)
        after = spell(date(2026, 4, 16), post_type=TOWNSHIP, appointment=2)
        standards = [standard("100.00"), standard("200.00", post_type=TOWNSHIP)]

        step = pay(date(2026, 4, 1), before, after, standards=standards, rules=[DAILY])

        assert (step.amount, step.appointment) == (Decimal("150.00"), 2)

    def test_counts_the_days_in_words(self):
        step = pay(JULY, spell(date(2026, 7, 20)), rules=[DAILY])

        assert step.words == "7 月村专职委员在岗 12 天，每月 100.00 元 × 12 ÷ 31，计 38.71 元。"


class TestWhichRule:
    def test_is_the_newest_that_has_begun(self):
        rules = [
            StipendRule(since=date(2020, 1, 1), proration=Proration.DAILY),
            StipendRule(since=date(2026, 7, 1), proration=Proration.CUTOFF, cutoff_day=15),
            StipendRule(since=date(2026, 8, 1), proration=Proration.CUTOFF, cutoff_day=25),
        ]

        assert pay(JULY, spell(date(2026, 7, 20)), rules=rules).amount == 0
        assert pay(date(2026, 6, 1), spell(date(2026, 6, 16)), rules=rules).amount == Decimal("50.00")


months = st.builds(date, st.integers(2011, 2030), st.integers(1, 12), st.just(1))
money = st.decimals(min_value="0.01", max_value="9999.99", places=2)
rules = st.builds(
    StipendRule,
    since=st.just(date(2010, 1, 1)),
    proration=st.sampled_from(Proration.values),
    cutoff_day=st.integers(1, 28),
)


@st.composite
def a_month_cut_in_two(draw):
    month = draw(months)
    cut = draw(st.integers(1, monthrange(month.year, month.month)[1] - 1))
    return month, month + timedelta(days=cut - 1)


class TestWhateverTheNumbers:
    @given(months, money, rules)
    def test_a_whole_month_in_post_pays_the_standard(self, month, amount, rule):
        step = pay(
            month, spell(date(2000, 1, 1)), standards=[standard(amount, date(2000, 1, 1))], rules=[rule]
        )

        assert step.amount == amount

    @given(a_month_cut_in_two(), money, rules)
    def test_a_month_shared_by_two_posts_of_one_person_pays_neither_more_nor_less(self, cut, amount, rule):
        month, last_day = cut
        before = spell(date(2000, 1, 1), last_day, appointment=1)
        after = spell(last_day + timedelta(days=1), appointment=2)

        step = pay(month, before, after, standards=[standard(amount, date(2000, 1, 1))], rules=[rule])

        assert step.amount == amount

    @given(a_month_cut_in_two(), money, rules)
    def test_nobody_gets_more_than_the_standard_or_less_than_nothing(self, cut, amount, rule):
        month, last_day = cut

        step = pay(
            month,
            spell(date(2000, 1, 1), last_day),
            standards=[standard(amount, date(2000, 1, 1))],
            rules=[rule],
        )

        assert 0 <= step.amount <= amount
        assert step.amount == step.amount.quantize(Decimal("0.01"))

    @given(months, money, rules, st.integers(0, 400))
    def test_nobody_is_paid_before_joining_or_after_leaving(self, month, amount, rule, distance):
        standards = [standard(amount, date(2000, 1, 1))]
        joins_later = spell(end_of(month) + timedelta(days=1 + distance))
        left_before = spell(date(2000, 1, 1), month - timedelta(days=1 + distance))

        assert pay(month, joins_later, standards=standards, rules=[rule]).amount == 0
        assert pay(month, left_before, standards=standards, rules=[rule]).amount == 0
