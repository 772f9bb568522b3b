"""Periods, by the calendar."""

from datetime import date

import pytest

from reports.schedules.spans import Span, latest_over, span_of

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _everything_may_use_the_database():
    """Keep the database out: these tests reckon with days."""


@pytest.mark.parametrize(
    ("every", "first", "last", "label"),
    [
        ("month", date(2026, 11, 1), date(2026, 11, 30), "2026 年 11 月"),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31), "2026 年第四季度"),
        ("half", date(2026, 7, 1), date(2026, 12, 31), "2026 年下半年"),
        ("year", date(2026, 1, 1), date(2026, 12, 31), "2026 年"),
    ],
)
def test_a_day_lies_in_one_period_of_each_sort(every, first, last, label):
    span = span_of(every, date(2026, 11, 22))

    assert (span.first, span.last, span.label) == (first, last, label)
    assert span.next.previous == span
    assert span.next.first.toordinal() == span.last.toordinal() + 1


@pytest.mark.parametrize("every", ["month", "quarter", "half", "year"])
def test_periods_follow_each_other_over_the_years(every):
    span = span_of(every, date(2023, 12, 31))
    for _ in range(30):
        assert span.next == span_of(every, span.next.first) == span_of(every, span.next.last)
        assert span.next.previous == span
        span = span.next


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 9, 29), date(2026, 6, 30)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2024, 2, 29), date(2023, 12, 31)),
    ],
)
def test_a_quarter_is_over_on_its_last_day(day, last):
    assert latest_over("quarter", day).last == last


def test_a_leap_month_ends_on_the_29th():
    assert span_of("month", date(2024, 2, 3)) == Span(date(2024, 2, 1), date(2024, 2, 29))
