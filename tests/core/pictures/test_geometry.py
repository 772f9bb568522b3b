"""Drawings: nothing leaves the frame, lengths are in proportion, and what differs does so without colour."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pictures import NARROW, WIDE, Picture, Row, State, draw
from core.pictures.lettering import lines_of, room_of
from core.pictures.lines import spread
from core.pictures.scales import range_of, ticks
from core.pictures.shapes import FILLS, SIZE, filled, hatched

pytestmark = pytest.mark.once

LONG = "会宁县新添堡回族乡残疾人联合会暨残疾人就业服务站二〇二六年度扶持项目（第二批）办公室"
STATES = (
    State("yes", "有"), State("no", "无", "solid", is_gap=True), State("open", "未查", "dashed"),
    State("wait", "待核", "hatched"),
)  # fmt: skip
NAMES = st.sampled_from(["肢体残疾", "A", "会师镇", LONG, "新添堡回族乡", "2026年第三季度"])
NUMBERS = st.one_of(st.none(), st.integers(-5000, 50_000), st.decimals(-100, 100, places=2))
COUNTS = st.one_of(st.none(), st.integers(0, 50_000))
CODES = st.sampled_from(["yes", "no", "open", "wait", None])


def bars_of(*values, **options):
    rows = tuple(Row(f"第{number}项", (value,)) for number, value in enumerate(values, 1))
    return Picture("bars", "图", rows, **options)


def fills(drawing):
    """Return (x, width) of the bars of a drawing."""
    bars = [shape.attrs for shape in drawing.shapes("rect") if shape.attrs.get("class") == "fill"]
    return [(float(own["x"]), float(own["width"])) for own in bars]


@st.composite
def pictures(draw):
    form = draw(st.sampled_from(["bars", "lines", "stack", "matrix", "multiples"]))
    values = {"matrix": CODES, "stack": COUNTS}.get(form, NUMBERS)
    columns = 1 if form == "bars" else draw(st.integers(1, 8))
    rows = [
        Row(
            draw(NAMES),
            tuple(draw(values) for _ in range(columns)),
            url=draw(st.sampled_from(["", "/persons/"])),
        )
        for _ in range(draw(st.integers(0, 9)))
    ]
    return Picture(
        form, "图", tuple(rows), columns=tuple(draw(NAMES) for _ in range(columns)), unit="人", states=STATES,
        is_share=draw(st.booleans()), shape=draw(st.sampled_from(["line", "bars"])),
        most=draw(st.sampled_from([None, 100])),
        whole=draw(st.sampled_from([None, 0, 40_900])) if form == "bars" else None,
    )  # fmt: skip


class TestTheFrame:
    @settings(max_examples=120, deadline=None)
    @given(pictures(), st.sampled_from([WIDE, NARROW]))
    def test_no_rectangle_leaves_it(self, picture, width):
        drawing = draw(picture, width)

        for own in (shape.attrs for shape in drawing.shapes("rect")):
            x, y = float(own["x"]), float(own["y"])
            assert 0 <= x <= x + float(own["width"]) <= width + 1
            assert 0 <= y <= y + float(own["height"]) <= drawing.height + 1

    @settings(max_examples=120, deadline=None)
    @given(pictures(), st.sampled_from([WIDE, NARROW]))
    def test_no_words_leave_it(self, picture, width):
        drawing = draw(picture, width)

        for shape in drawing.shapes("text"):
            size = float(shape.attrs.get("font-size", SIZE))
            room, x, y = room_of(shape.text, size), float(shape.attrs["x"]), float(shape.attrs["y"])
            left = x - room * {"end": 1, "middle": 0.5}.get(shape.attrs.get("text-anchor"), 0)
            assert left >= -0.5
            assert left + room <= width + 0.5
            assert size * 0.6 <= y <= drawing.height

    @settings(max_examples=60, deadline=None)
    @given(pictures(), st.sampled_from([WIDE, NARROW]))
    def test_no_point_of_a_line_leaves_it(self, picture, width):
        drawing = draw(picture, width)

        places = [
            tuple(map(float, place.split(",")))
            for shape in drawing.shapes("polyline") for place in shape.attrs["points"].split()
        ]  # fmt: skip
        assert all(0 <= x <= width and 0 <= y <= drawing.height for x, y in places)


class TestBars:
    def test_are_as_long_as_their_values(self):
        lengths = [width for _, width in fills(draw(bars_of(40, 80, 20)))]

        assert lengths[0] == pytest.approx(lengths[1] / 2, abs=0.05)
        assert lengths[2] == pytest.approx(lengths[1] / 4, abs=0.05)

    def test_of_a_whole_fill_their_share_of_the_track(self):
        drawing = draw(bars_of(50, 150, whole=200))
        track = next(shape for shape in drawing.shapes("rect") if shape.attrs.get("class") == "track")

        lengths = [width / float(track.attrs["width"]) for _, width in fills(drawing)]

        assert lengths == pytest.approx([0.25, 0.75], abs=0.001)

    def test_below_nothing_run_to_the_left_of_the_same_line(self):
        (gain, gained), (loss, lost) = fills(draw(bars_of(3, -1)))

        assert loss + lost == pytest.approx(gain, abs=0.05)
        assert lost == pytest.approx(gained / 3, abs=0.05)

    def test_of_nothing_have_no_length_and_the_smallest_can_still_be_seen(self):
        lengths = [width for _, width in fills(draw(bars_of(0, 1, 1_000_000)))]

        assert lengths[0] == 0
        assert lengths[1] == 1

    def test_an_unknown_value_is_said_not_drawn(self):
        drawing = draw(bars_of(5, None))

        assert len(fills(drawing)) == 1
        assert "没有数据" in [shape.text for shape in drawing.shapes("text")]

    def test_a_long_name_takes_two_lines_and_ends_in_an_ellipsis(self):
        drawing = draw(Picture("bars", "图", (Row(LONG, (1,)),)))
        words = [shape.text for shape in drawing.shapes("text")]

        assert words[1].startswith(LONG[: len(words[1])][:3])
        assert words[2].endswith("…")


class TestLines:
    def test_are_broken_where_nothing_is_known(self):
        row = Row("得分", (1, 2, None, 3, 4))

        drawing = draw(Picture("lines", "图", (row,), columns=tuple("一二三四五")))

        assert [len(s.attrs["points"].split()) for s in drawing.shapes("polyline")] == [2, 2]

    def test_differ_without_colour(self):
        rows = tuple(Row(name, (number, number + 1)) for number, name in enumerate("甲乙丙丁"))

        drawing = draw(Picture("lines", "图", rows, columns=("一", "二")))

        assert len({s.attrs.get("stroke-dasharray") for s in drawing.shapes("polyline")}) == 4

    def test_names_at_their_ends_never_cover_each_other(self):
        moved = sorted(spread([100, 100, 101, 10], 16, (0, 140)))

        assert all(after - before >= 16 for before, after in pairwise(moved))
        assert moved[-1] <= 140


class TestAxes:
    @pytest.mark.parametrize(
        ("low", "high", "marks"),
        [
            (0, 100, [0, 25, 50, 75, 100]),
            (61.3, 92.4, [60, 70, 80, 90, 100]),
            (0, 7, [0, 2, 4, 6, 8]),
            (-3, 8, [-5, 0, 5, 10]),
            (5, 5, [5, 5.25, 5.5, 5.75, 6]),
        ],
    )
    def test_carry_round_numbers(self, low, high, marks):
        assert ticks(low, high) == marks

    def test_of_counts_carry_whole_numbers(self):
        assert ticks(0, 2, is_whole=True) == [0, 1, 2]

    def test_keep_to_the_bounds_that_are_given(self):
        assert range_of([98.0, 100.0], least=0, most=100) == (pytest.approx(97.7), 100)

    def test_of_nothing_known_are_there_all_the_same(self):
        assert range_of([], least=0, most=100) == (0, 100)


class TestParts:
    def test_differ_without_colour_from_their_neighbours(self):
        ways = [way for _, way in FILLS]

        assert all(one != other for one, other in pairwise(ways))

    @pytest.mark.parametrize("colour", [colour for colour, _ in FILLS])
    def test_stand_out_from_white(self, colour):
        red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        bright = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]

        assert 1.05 / (0.2126 * bright[0] + 0.7152 * bright[1] + 0.0722 * bright[2] + 0.05) >= 3

    @pytest.mark.parametrize("way", ["rising", "falling", "upright", "level", "dotted"])
    def test_hatching_stays_inside(self, way):
        d = hatched(10, 20, (30, 14), colour="#000", way=way).attrs["d"]
        places = [p.split("h")[0] for p in d.replace("L", "M").split("M")[1:]]

        assert places
        for x, y in (map(float, place.split()) for place in places):
            assert 10 <= x <= 40
            assert 20 <= y <= 34

    def test_a_sliver_is_drawn_without_hatching(self):
        assert len(filled(0, 0, (1, 10), 1)) == 1


class TestMatrix:
    def test_many_items_are_numbered_and_named_below(self):
        items = tuple(f"项目{number}" for number in range(1, 31))

        drawing = draw(
            Picture("matrix", "图", (Row("会师镇", ("yes",) * 30),), columns=items, states=STATES), NARROW
        )

        words = [shape.text for shape in drawing.shapes("text")]
        assert "30" in words
        assert "30. 项目30" in words


class TestMultiples:
    def test_share_one_scale(self):
        rows = (Row("会师镇", (0, 50)), Row("河畔镇", (0, 100)))

        drawing = draw(Picture("multiples", "图", rows, columns=("1月", "2月")))

        ends = [shape.attrs["points"].split()[1] for shape in drawing.shapes("polyline")]
        low, high = (float(end.split(",")[1]) for end in ends)
        assert high < low

    @pytest.mark.parametrize("form", ["lines", "multiples"])
    def test_what_lies_beyond_the_last_mark_of_the_axis_is_not_flattened(self, form):
        rows = (Row("会师镇", (70, 82)), Row("河畔镇", (70, 89.76)))

        drawing = draw(Picture(form, "图", rows, columns=("1月", "2月"), most=89.76))

        ends = [shape.attrs["points"].split()[1] for shape in drawing.shapes("polyline")]
        low, high = (float(end.split(",")[1]) for end in ends)
        assert high < low

    def test_items_without_room_for_their_names_are_numbered(self):
        row = Row("会师镇", (1, 2, 3, 4, 5, 6))
        items = ("办公场所", "规章制度", "专职委员", "工作档案", "经费保障", "活动记录")

        drawing = draw(Picture("multiples", "图", (row,), columns=items, shape="bars"))

        assert "6. 活动记录" in [shape.text for shape in drawing.shapes("text")]


class TestLettering:
    def test_breaks_no_line_before_a_stop(self):
        assert lines_of("残疾人，就业", room=30, size=10, most=3) == ["残疾", "人，", "就业"]

    def test_breaks_evenly(self):
        assert lines_of("残联工作档案", room=50, size=10) == ["残联工", "作档案"]

    def test_shortens_what_does_not_fit_into_its_lines(self):
        assert lines_of("残疾人就业服务", room=30, size=10) == ["残疾人", "就业…"]

    def test_leaves_alone_what_fits(self):
        assert lines_of("会师镇", room=100, size=10) == ["会师镇"]
