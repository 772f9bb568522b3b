from decimal import Decimal

import pytest

from core.permissions import Permission
from reports.figures import Column, FigureBook, FrozenList, matching_rows, text_of

COLUMNS = [
    Column("name", "姓名"),
    Column("town", "乡镇"),
    Column("grade", "等级", {"1": "一级"}),
    Column("money", "金额"),
]
ROWS = [
    ["王芳", "会师镇", "1", "100.50"],
    ["李强", "会师镇", "2", "200.00"],
    ["张伟", "郭城驿镇", "1", "0.25"],
]


@pytest.fixture
def book():
    book = FigureBook()
    book.add_list(FrozenList("people", "人员", Permission.PERSON_VIEW, COLUMNS, ROWS))
    book.group("人员")
    return book


class TestFigureBook:
    def test_counts_the_rows_of_a_list(self, book):
        assert book.count("all", "全部", of="people") == 3

    def test_counts_the_rows_that_hold_one_of_the_wanted_values(self, book):
        assert book.count("one", "会师镇一级", of="people", town="会师镇", grade="1") == 1
        assert book.count("two", "一二级", of="people", grade=["1", "2"]) == 3

    def test_counts_nothing_for_a_value_that_no_row_has(self, book):
        assert book.count("none", "四级", of="people", grade="4") == 0

    def test_sums_money_with_two_decimals(self, book):
        book.sum("sum", "合计", of="people", column="money", grade="1")

        assert book.value("sum") == "100.75"

    def test_counts_different_values_and_finds_the_highest(self, book):
        assert book.distinct("towns", "乡镇", of="people", column="town") == 2
        assert book.highest("top", "最高", of="people", column="grade", town="会师镇") == "2"

    def test_gives_a_share_in_per_cent(self, book):
        book.count("part", "会师镇", of="people", town="会师镇")
        book.count("whole", "全部", of="people")
        book.share("share", "占比", part="part", whole="whole")

        assert book.value("share") == "66.7"
        assert book.figures["share"]["made_of"] == ["part", "whole"]

    def test_gives_no_share_of_nothing(self, book):
        book.count("part", "四级", of="people", grade="4")
        book.share("share", "占比", part="part", whole="part")

        assert book.figures["share"]["text"] == "—"

    def test_keeps_the_way_back_to_the_rows(self, book):
        book.count("one", "一级", of="people", grade="1")

        rows = matching_rows(book.figures["one"], [column.as_json() for column in COLUMNS], ROWS)

        assert [row[0] for row in rows] == ["王芳", "张伟"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (40900, "人", "40900人"),
        ("7.0", "%", "7.0%"),
        ("200.00", "元", "200元"),
        ("99.50", "元", "99.50元"),
        ("499800.00", "元", "49.98万元"),
        (None, "%", "—"),
    ],
)
def test_a_figure_is_written_as_in_official_prose(value, unit, text):
    assert text_of(value, unit) == text


def test_money_is_never_a_float(book):
    book.sum("sum", "合计", of="people", column="money")

    assert Decimal(book.value("sum")) == Decimal("300.75")
