"""What a cell says, whatever its type."""

from datetime import date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.sheets.cells import day_of, half_width, is_rounded, known_digits, text_of

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
SPELLINGS = (
    "{0:%Y-%m-%d}", "{0:%Y.%m.%d}", "{0:%Y/%m/%d}", "{0:%Y%m%d}", "{0.year}年{0.month}月{0.day}日",
    "{0.year}-{0.month}-{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y/%m/%d} 0:00", " {0:%Y-%m-%d} 00:00:00",
    "'{0:%Y-%m-%d}", "{0.year} 年 {0.month} 月 {0.day} 日",
)  # fmt: skip


class TestText:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (None, ""),
            ("", ""),
            ("  王 芳\u3000", "王 芳"),
            ("会师镇\n南什村", "会师镇 南什村"),
            ("王\u200b芳\ufeff\x00", "王芳"),
            (3.0, "3"),
            (13623832096.0, "13623832096"),
            (2.5, "2.5"),
            (7, "7"),
            (6.20422e17, "6.20422E+17"),
            (True, "是"),
            (False, "否"),
            (date(2026, 11, 22), "2026-11-22"),
            (datetime(2026, 11, 22, 8, 30), "2026-11-22"),  # noqa: DTZ001 -- as a workbook gives it
            (time(8, 30), "08:30:00"),
        ],
    )
    def test_of_a_cell(self, cell, text):
        assert text_of(cell) == text

    @given(st.text())
    def test_never_holds_what_a_database_refuses(self, text):
        shown = text_of(text)

        assert shown.encode().decode() == shown
        assert "\x00" not in shown
        assert shown == shown.strip()

    @given(st.text())
    def test_read_twice_says_the_same(self, text):
        assert text_of(text_of(text)) == text_of(text)

    def test_in_full_width_becomes_half_width_without_blanks(self):
        assert half_width(" ６２０４ （Ｘ）　村 ") == "6204(X)村"


class TestRounding:
    @pytest.mark.parametrize(
        "cell",
        [6.20499194406239e17, 620499194406239036, 1e15, "6.20422E+17", "６．２０４２２Ｅ＋１７", "'6.2e17",
         "6.204991988052865e+17", "620499198805286500.0"],
    )  # fmt: skip
    def test_is_seen_in_numbers_that_are_too_long(self, cell):
        assert is_rounded(cell)

    @pytest.mark.parametrize(
        "cell",
        ["620499194406239036", 999_999_999_999_999.0, "6.2", "E17", "", None, True, "1E", date(2026, 1, 1)],
    )
    def test_is_not_seen_in_anything_else(self, cell):
        assert not is_rounded(cell)

    @given(st.integers(min_value=10**17, max_value=10**18 - 1000))
    def test_leaves_fifteen_digits_that_are_true(self, number):
        assert abs(int(known_digits(float(number))) * 1000 - number) < 1100

    @pytest.mark.parametrize(
        ("cell", "digits"),
        [("6.20422E+17", "62042"), ("6.204991988052865e+17", "620499198805286"), ("x", "")],
    )
    def test_in_text_leaves_what_is_shown_but_the_last_digit(self, cell, digits):
        assert known_digits(cell) == digits


class TestDays:
    @given(DAYS)
    @pytest.mark.parametrize("spelling", SPELLINGS)
    def test_are_read_in_any_spelling(self, spelling, day):
        assert day_of(spelling.format(day)) == day

    @given(DAYS)
    def test_are_read_from_a_number_of_eight_digits(self, day):
        assert day_of(float(f"{day:%Y%m%d}")) == day

    @given(st.dates(min_value=date(1930, 1, 1), max_value=date(2100, 1, 1)))
    def test_are_read_from_the_number_by_which_excel_counts_them(self, day):
        assert day_of(float((day - date(1899, 12, 30)).days)) == day

    @given(DAYS)
    def test_in_full_width_are_read_too(self, day):
        wide = str(day).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})

        assert day_of(wide) == day

    @pytest.mark.parametrize("cell", [None, "", "  "])
    def test_may_be_missing(self, cell):
        assert day_of(cell) is None

    @pytest.mark.parametrize(
        "cell",
        ["2026-02-30", "2026-13-01", "26-11-22", "20261322", "十一月", "2026", "2026-11", 12.0, 1e20, True,
         "1899-12-31", "2026-11-22 08:30", time(8, 30), date(1600, 1, 1)],
    )  # fmt: skip
    def test_that_do_not_exist_are_refused(self, cell):
        with pytest.raises(ValueError):  # noqa: PT011 -- any text
            day_of(cell)

    @given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans()))
    @example(float("inf"))
    @example(float("nan"))
    def test_are_a_day_or_a_refusal_and_never_a_crash(self, cell):
        try:
            day = day_of(cell)
        except ValueError:
            return
        assert day is None or 1900 <= day.year <= 2119
