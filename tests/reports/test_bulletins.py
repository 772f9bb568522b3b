from datetime import UTC, date, datetime

import pytest
import time_machine

from assessments.schemes.choices import BandKind
from assessments.weather.models import WeatherDay
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.services import make_document
from tests.factories import CountyFactory, TownshipFactory
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import BandFactory, ItemFactory, SectionFactory

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def round_(county):
    made = RoundFactory(scheme__county=county)
    BandFactory(scheme=made.scheme, kind=BandKind.GRADE, name="优秀", from_points=4)
    BandFactory(scheme=made.scheme, kind=BandKind.GRADE, name="合格", from_points=0)
    return made


@pytest.fixture
def item(round_):
    return ItemFactory(section=SectionFactory(scheme=round_.scheme))


def unit_with(round_, item, name, missed):
    sheet = SheetFactory(round=round_, unit=TownshipFactory(parent=round_.county, name=name))
    if missed is not None:
        MarkFactory(sheet=sheet, item=item, answers={"missed": missed})
    return sheet


def text_of(document):
    blocks = document.snapshot.content["blocks"]
    return "\n".join("".join(segment["text"] for segment in block["segments"]) for block in blocks)


def make(code, unit, **kwargs):
    return make_document(code, unit, year=2026, by=None, at=TODAY, **kwargs)


def test_a_bulletin_says_who_is_ahead_what_is_lost_and_what_it_would_come_to(county, round_, item):
    first = unit_with(round_, item, "会师镇", 0)
    unit_with(round_, item, "郭城驿镇", 3)
    unit_with(round_, item, "河畔镇", None)
    WeatherDay.objects.create(sheet=first, day=date(2026, 9, 29), so_far=3, expected=4, best=5)

    document = make("quarter_bulletin", county)

    told = text_of(document)
    assert document.title == "会宁县残疾人联合会关于2026年第四季度目标考核进展情况的通报"
    assert "参加考核的乡镇（街道）残联3个，平均目前得分2.33分" in told  # (5 + 2 + 0) ÷ 3
    assert "与上季末相比，得分上升的1个。" in told
    assert "预计得分依次为：会师镇（5.00分）、郭城驿镇（2.00分）、河畔镇（0.00分）" in told
    assert "“优秀”1个、“合格”2个" in told
    assert "乡镇（街道）残联已判定的失分1项次、3.00分。失分较多的是：" in told
    assert "（1个单位，3.00分）。另有尚未填报的1项次、5.00分，填报后按实际情况计分，现在不算失分。" in told


def test_what_is_only_not_filled_in_is_no_loss(county, round_, item):
    unit_with(round_, item, "会师镇", None)

    quarter, month = text_of(make("quarter_bulletin", county)), text_of(make("month_dispatch", county))

    for told in (quarter, month):
        assert "目前没有判定的失分，平均得分0.00分。尚未填报的1项次、5.00分，" in told
        assert "失分较多" not in told
        assert f"尚未填报较多的是：{item.name}（1个单位，5.00分）。" in told
    assert "对尚未填报的1项次抓紧填报。" in quarter
    assert "乡镇（街道）残联11月到期、尚未填报的1项次，请抓紧填报。" in month


def test_nothing_is_said_of_what_is_nought(county, round_, item):
    unit_with(round_, item, "会师镇", 0)
    unit_with(round_, item, "郭城驿镇", 0)

    told = text_of(make("quarter_bulletin", county)) + text_of(make("month_dispatch", county))

    assert [words for words in ("0个", "0项次", "、0.00分", "（0") if words in told.replace("10个", "")] == []
    assert "乡镇（街道）残联2个继续保持，力争全年达到目标。" in told


def test_a_township_alone_in_a_quarter_that_is_over_names_its_own_points(county, round_, item):
    sheet = unit_with(round_, item, "会师镇", 0)
    WeatherDay.objects.create(sheet=sheet, day=date(2026, 9, 28), so_far=3, expected=4, best=5)

    told = text_of(make("quarter_bulletin", sheet.unit, quarter=3))

    assert "本级残联目前得分3.00分，对照失分逐项整改" in told


def test_every_figure_opens_the_rows_behind_it(county, round_, item):
    unit_with(round_, item, "会师镇", 2)

    snapshot = make("quarter_bulletin", county).snapshot

    lost = snapshot.content["figures"]["standing.township.lost"]
    assert (lost["value"], lost["list"]) == ("2.00", "standing.township.losses")


def test_a_quarter_that_is_over_shows_what_was_recorded_then(county, round_, item):
    sheet = unit_with(round_, item, "会师镇", 0)
    WeatherDay.objects.create(sheet=sheet, day=date(2026, 9, 28), so_far=3, expected=4, best=5)

    told = text_of(make("quarter_bulletin", county, quarter=3))

    assert "平均目前得分3.00分，照目前进度预计4.00分" in told
    assert "失分" not in told.split("下一步要求")[0]


def test_without_a_record_of_that_quarter_or_without_a_round_it_is_refused(county, round_):
    with pytest.raises(NotPossible, match="没有得分记录"):
        make("quarter_bulletin", county, quarter=2)
    with pytest.raises(NotPossible, match="还没有启动考核"):
        make("month_dispatch", CountyFactory())


def test_a_dispatch_says_what_can_be_mended_in_this_month(county, round_, item):
    unit_with(round_, item, "会师镇", 2)

    told = text_of(make("month_dispatch", county))

    assert "乡镇（街道）残联11月到期、尚可补回的失分1项次，请逐项落实" in told


def test_a_township_speaks_of_itself_as_one_and_not_as_a_mean_of_one(county, round_, item):
    sheet = unit_with(round_, item, "会师镇", 0)
    WeatherDay.objects.create(sheet=sheet, day=date(2026, 9, 29), so_far=3, expected=4, best=5)

    told = text_of(make("quarter_bulletin", sheet.unit))

    assert "本级残联目前得分5.00分，照目前进度预计5.00分，比上季末上升。" in told
    assert "预计得分5.00分，为“优秀”等次。" in told
    assert [words for words in ("平均", "依次为", "参加考核", "0个") if words in told] == []


def test_a_dispatch_without_anything_due_says_so_in_words(county, round_, item):
    sheet = unit_with(round_, item, "会师镇", 0)

    told = text_of(make("month_dispatch", sheet.unit))

    assert "本级残联11月没有到期的失分，照目前进度预计得分5.00分。" in told
    assert "失分0项次" not in told


def test_both_kinds_are_for_counties_and_townships():
    assert [KINDS[code].level_names for code in ("quarter_bulletin", "month_dispatch")] == [
        "县（区）、乡镇（街道）"
    ] * 2
