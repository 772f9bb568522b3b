"""Heads of narrow columns break between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.head_lines import lines_of, rooms_of
from reports.tables import row, table


@pytest.mark.parametrize(
    ("label", "room", "lines"),
    [
        ("综合进度", 4, ["综合进度"]),
        ("综合进度", 3, ["综合", "进度"]),
        ("需求落实率", 4, ["需求", "落实率"]),
        ("登记残疾人", 4, ["登记", "残疾人"]),
        ("专职委员配备率", 4, ["专职委员", "配备率"]),
        ("专职委员配备率", 3, ["专职", "委员", "配备率"]),
        ("村（社区）", 4, ["村", "（社区）"]),
        ("乡镇（街道）", 6, ["乡镇（街道）"]),
        ("单位", 1, ["单", "位"]),
        ("", 3, [""]),
    ],
)
def test_keep_words_together(label, room, lines):
    assert lines_of(label, room) == lines


@given(st.text("残疾人证（）率", max_size=30), st.integers(1, 12))
def test_lose_no_character_and_fit_their_column(label, room):
    lines = lines_of(label, room)

    assert "".join(lines) == label
    assert all(len(line) <= room for line in lines)


def test_rooms_follow_widths_page_and_type():
    plain = {"head": ["甲", "乙", "丙"], "rows": [row("1", "2", "3")], "widths": [50, 0, 0]}

    assert rooms_of(table("", **plain)) == [20, 9, 9]
    assert rooms_of(table("", **plain, wide=True)) == [29, 14, 14]
    assert rooms_of(table("", **plain, dense=True)) == [24, 11, 11]
