from datetime import date

import pytest

from assessments.periods import Quarter, quarter_of


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 1, 1), "2026 年第一季度"),
        (date(2026, 3, 31), "2026 年第一季度"),
        (date(2026, 4, 1), "2026 年第二季度"),
        (date(2026, 9, 30), "2026 年第三季度"),
        (date(2026, 12, 31), "2026 年第四季度"),
    ],
)
def test_every_day_lies_in_its_quarter(day, label):
    assert quarter_of(day).label == label


def test_a_quarter_begins_and_ends_with_its_months():
    assert (Quarter(2024, 1).start, Quarter(2024, 1).end) == (date(2024, 1, 1), date(2024, 3, 31))
    assert (Quarter(2026, 4).start, Quarter(2026, 4).end) == (date(2026, 10, 1), date(2026, 12, 31))


def test_quarters_follow_each_other_over_the_new_year():
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    assert Quarter(2027, 1).previous == Quarter(2026, 4)
    assert Quarter(2026, 2).back(3) == [Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2)]


def test_facts_are_looked_at_today_until_the_quarter_is_over():
    assert Quarter(2026, 4).as_of(date(2026, 11, 22)) == date(2026, 11, 22)
    assert Quarter(2026, 3).as_of(date(2026, 11, 22)) == date(2026, 9, 30)
