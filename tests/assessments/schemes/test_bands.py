"""Bands neither overlap nor leave a gap."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Band
from assessments.schemes.bands import BandRow, problems_of_bands
from assessments.schemes.choices import BandKind
from assessments.schemes.fingerprints import of_bands
from assessments.schemes.services.banding import set_bands
from assessments.schemes.services.refusal import ChangedMeanwhile, SchemeRefused

MOST = Decimal(105)


def band(name, start, below=None, **more):
    return BandRow(name, Decimal(start), None if below is None else Decimal(below), **more)


@pytest.mark.once
@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([band("优秀", 90), band("良好", 90), band("合格", 0)], "“良好”与“优秀”都从 90 分开始，分数段重叠。"),
        (
            [band("优秀", 90), band("良好", 80, 92), band("合格", 0)],
            "“良好”到 92 分为止，与从 90 分开始的“优秀”重叠。",
        ),
        (
            [band("优秀", 90), band("良好", 80, 85), band("合格", 0)],
            "“良好”到 85 分为止，“优秀”从 90 分开始，85 至 90 分之间没有着落。",
        ),
        ([band("优秀", 90), band("合格", 60)], "0 至 60 分之间没有着落，最低一档应从 0 分开始。"),
        ([band("优秀", 120), band("合格", 0)], "“优秀”的起始分 120 不在 0 至 105 分之间。"),
        ([band("优秀", 90), band("优秀", 0)], "“优秀”写了两次。"),
        ([band("优秀", 90, 100), band("合格", 0)], "“优秀”是最高一档，不必填写止于几分。"),
        (
            [band("优秀", 90, quota_percent=Decimal(0)), band("合格", 0)],
            "“优秀”的名额比例应大于 0、不超过 100（%）。",
        ),
        (
            [band("优秀", 90, quota_percent=Decimal(60)), band("合格", 0, quota_percent=Decimal(50))],
            "各等次的名额比例合计 110%，超过 100%。",
        ),
    ],
)
def test_bands_that_make_no_sense_are_refused_in_words(rows, problem):
    assert problem in problems_of_bands(rows, MOST)


@pytest.mark.once
def test_bands_that_meet_are_sound_in_any_order():
    rows = [band("合格", 0, 80), band("优秀", 90, quota_percent=Decimal(30)), band("良好", 80, 90)]

    assert problems_of_bands(rows, MOST) == []


@pytest.mark.once
@given(st.lists(st.decimals(0, 105, places=2), min_size=1, max_size=6, unique=True))
def test_different_beginnings_with_one_at_zero_never_overlap(starts):
    rows = [band(f"第{number}档", start) for number, start in enumerate({Decimal(0), *starts})]

    assert problems_of_bands(rows, MOST) == []


def test_bands_are_written_whole_and_numbered_from_the_highest(scheme, who):
    set_bands(scheme, BandKind.TIER, [band("薄弱", 0), band("标兵", 9)], seen="", **who)

    found = Band.objects.filter(scheme=scheme, kind=BandKind.TIER).values_list("number", "name")
    assert list(found) == [(1, "标兵"), (2, "薄弱")]


def test_overlapping_bands_change_nothing(scheme, who):
    with pytest.raises(SchemeRefused, match="分数段重叠"):
        set_bands(scheme, BandKind.GRADE, [band("优秀", 5), band("良好", 5)], seen="", **who)

    assert scheme.bands.count() == 2


def test_the_second_of_two_editors_is_told_who_was_first(scheme, who, clerk):
    seen = of_bands(scheme.bands.filter(kind=BandKind.GRADE))
    set_bands(scheme, BandKind.GRADE, [band("好", 5), band("差", 0)], seen=seen, **who)

    with pytest.raises(ChangedMeanwhile, match="这些分数段已由刘敏修改"):
        set_bands(scheme, BandKind.GRADE, [band("甲", 5), band("乙", 0)], seen=seen, **who)
