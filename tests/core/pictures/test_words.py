"""Alternative texts: right for none, one, two, many and unknown values, in sentences one can read aloud."""

from decimal import Decimal

import pytest

from core.pictures import Picture, Row, State, picture_from, words_of
from core.pictures.tables import table_of

pytestmark = pytest.mark.once

STATES = (State("yes", "有"), State("no", "无", "solid", is_gap=True), State("open", "未查", "dashed"))


def bars(*entries, **options):
    rows = tuple(Row(name, (value,)) for name, value in entries)
    return Picture("bars", "类别构成", rows, unit=options.pop("unit", "人"), **options)


def lines(columns, *rows, form="lines"):
    return Picture(
        form,
        "得分",
        tuple(Row(name, values) for name, values in rows),
        columns=columns,
        unit="分",
        noun="个乡镇",
    )


class TestBars:
    @pytest.mark.parametrize(
        ("entries", "words"),
        [
            ([], "没有数据。"),
            ([("肢体", None)], "肢体没有数据。"),
            ([("肢体", None), ("视力", None)], "共2项，都没有数据。"),
            ([("肢体", 0)], "共1项：肢体0人。"),
            ([("肢体", 1)], "共1项：肢体1人。"),
            ([("肢体", 5), ("视力", 3)], "共2项：肢体5人，视力3人。合计8人。"),
            ([("肢体", 5), ("视力", None)], "共2项：肢体5人。另有1项没有数据：视力。"),
            (
                [("肢体", 12000), ("视力", 3), ("听力", 7), ("言语", 5)],
                "共4项。肢体最多，12,000人；视力最少，3人。合计12,015人。",
            ),
            (
                [("甲", 3), ("乙", 9), ("丙", 9), ("丁", 4)],
                "共4项。乙、丙并列最多，9人；甲最少，3人。合计25人。",
            ),
            ([("甲", 2), ("乙", 2), ("丙", 2), ("丁", 2)], "共4项，都是2人。合计8人。"),
            (
                [(name, 0) for name in "甲乙丙丁"] + [("戊", 1), ("己", None)],
                "共6项。戊最多，1人；甲、乙、丙等4个并列最少，0人。合计1人。另有1项没有数据：己。",
            ),
        ],
    )
    def test_say_the_most_the_least_the_sum_and_what_is_unknown(self, entries, words):
        assert words_of(bars(*entries, adds_up=True)) == words

    def test_of_points_say_high_and_low_and_no_sum(self):
        picture = bars(("甲", "90.5"), ("乙", "-2"), ("丙", "7"), ("丁", "8"), unit="分")

        assert words_of(picture) == "共4项。甲最高，90.5分；乙最低，负2分。"

    def test_measured_shares_are_rounded(self):
        assert words_of(bars(("一季度", 250 / 3.5), unit="%")) == "共1项：一季度71.4%。"

    def test_of_a_whole_say_their_shares(self):
        picture = bars(("肢体", 150), ("视力", 50), whole=Decimal(200))

        assert words_of(picture) == "共2项：肢体150人（占75.0%），视力50人（占25.0%）。"


class TestLines:
    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ((None, None, None), "没有数据。"),
            ((None, 80, None), "只有一个数据：2月80分。"),
            ((80, 80, 80), "1月80分，3月80分，持平。"),
            ((80, 90, 85), "1月80分，3月85分，上升5分。最高90分（2月），最低80分（1月）。"),
            (("80.5", None, "79"), "1月80.5分，3月79分，下降1.5分。其中2月没有数据。"),
        ],
    )
    def test_one_course_says_its_ends_its_change_and_its_extremes(self, values, words):
        assert words_of(lines(("1月", "2月", "3月"), ("会师镇", values))) == words

    def test_one_moment_says_itself(self):
        assert words_of(lines(("2026",), ("会师镇", (3,)))) == "2026 3分。"

    def test_a_few_courses_are_told_each(self):
        words = words_of(lines(("1月", "2月"), ("会师镇", (1, 2)), ("河畔镇", (2, 1))))

        assert words == "会师镇：1月1分，2月2分，上升1分。河畔镇：1月2分，2月1分，下降1分。"

    @pytest.mark.parametrize("form", ["lines", "multiples"])
    def test_of_many_courses_the_highest_and_lowest_end_and_the_moves_are_told(self, form):
        rows = [("甲", (1, 9)), ("乙", (5, 2)), ("丙", (4, 4)), ("丁", (None, None)), ("戊", (7, None))]

        words = words_of(lines(("1月", "2月"), *rows, form=form))

        assert words == (
            "共5个乡镇。甲最高，9分；乙最低，2分。另有1个乡镇没有数据：丁。"
            "与开始时相比，上升的1个乡镇，持平的1个乡镇，下降的1个乡镇。"
        )


class TestMakeUp:
    def test_of_one_whole_says_every_part_that_there_is(self):
        picture = Picture(
            "stack", "构成", (Row("全县", (150, 50, 0)),), columns=("肢体", "视力", "听力"), unit="人"
        )

        assert words_of(picture) == "合计200人。其中肢体150人，占75.0%；视力50人，占25.0%。"

    def test_of_nothing_says_so(self):
        picture = Picture("stack", "构成", (Row("全县", (0, 0)),), columns=("肢体", "视力"), unit="人")

        assert words_of(picture) == "各部分都是0人。"

    def test_of_several_says_the_largest_and_the_parts_of_all(self):
        rows = (Row("肢体", (1, 2)), Row("视力", (3, None)))

        words = words_of(Picture("stack", "构成", rows, columns=("一级", "二级"), unit="人", adds_up=True))

        assert words == "共2项：肢体3人，视力3人。合计6人。其中一级4人，占66.7%；二级2人，占33.3%。"


class TestMatrix:
    def test_counts_the_squares_and_names_what_is_most_lacking(self):
        rows = (Row("甲", ("yes", "no")), Row("乙", ("yes", "no")), Row("丙", ("yes", "open")))

        words = words_of(
            Picture("matrix", "达标", rows, columns=("牌子", "制度"), states=STATES, noun="个乡镇")
        )

        assert words == (
            "3个乡镇、2个项目，共6格：有3格，无2格，未查1格。缺得最多的是“制度”，缺2个乡镇。没有缺项的有1个乡镇。"
        )

    def test_without_gaps_says_so(self):
        rows = (Row("甲", ("yes", None)),)

        words = words_of(
            Picture("matrix", "达标", rows, columns=("牌子", "制度"), states=STATES, noun="个乡镇")
        )

        assert words == "1个乡镇、2个项目，共2格：有1格，没有数据1格。没有缺项。"


class TestTheTable:
    def test_repeats_every_value_with_full_names(self):
        name = "很长" * 20

        table = table_of(bars((name, 4910), ("视力", None), whole=Decimal(9820)))

        assert table.caption == "类别构成（单位：人）"
        assert table.head == ["项目", "数量", "占比"]
        assert table.rows == [(name, "", ["4,910", "50.0%"]), ("视力", "", ["—", "—"])]

    def test_of_lines_has_a_row_for_each_moment(self):
        table = table_of(lines(("1月", "2月"), ("会师镇", (1, None))))

        assert table.rows == [("1月", "", ["1"]), ("2月", "", ["—"])]

    def test_of_a_matrix_says_states_in_words(self):
        row = Row("甲", ("no", "open"), texts=("缺3", "未"))

        table = table_of(Picture("matrix", "达标", (row,), columns=("牌子", "制度"), states=STATES))

        assert table.rows == [("甲", "", ["缺3", "未查"])]


class TestKeeping:
    def test_a_picture_comes_back_from_plain_values_as_it_was(self):
        rows = (Row("甲", (Decimal("1.50"), None)), Row("乙", ("yes", 3), texts=("有", "三")))
        picture = Picture("stack", "图", rows, columns=("一", "二"), whole=Decimal(3), states=STATES)

        kept = picture_from(picture.as_json())

        assert kept.rows[0].values == ("1.50", None)
        assert (kept.rows[1], kept.states, kept.whole) == (rows[1], STATES, Decimal(3))
        assert picture_from(kept.as_json()) == kept
