from datetime import date

import pytest

from assessments.models import Check
from assessments.periods import Quarter
from assessments.selectors.matrix import matrix
from assessments.services.checking import (
    CheckRefused,
    DateOutside,
    Finding,
    NotMeasured,
    QuarterClosed,
    ReasonMissing,
    record_findings,
)
from tests.assessments.conftest import AUTUMN, SUMMER, TODAY
from tests.factories import ClosedQuarterFactory

YES, NO = Check.Result.YES, Check.Result.NO
REASON = "任职文件已下发，人员本周到岗。"


@pytest.fixture
def record(township, clerk):
    def go(*findings, unit=township, period=AUTUMN, on=TODAY):
        return record_findings(unit, period, list(findings), by=clerk, on=on, today=TODAY)

    return go


class TestAnItemByHand:
    def test_keeps_result_note_day_and_inspector(self, record, township, plate, clerk):
        record(Finding(plate, NO, note="牌子已摘下翻新"), on=date(2026, 11, 3))

        check = Check.objects.get(unit=township, item=plate)
        assert (check.result, check.source, check.note) == (NO, Check.Source.HAND, "牌子已摘下翻新")
        assert (check.inspector, check.checked_on) == (clerk, date(2026, 11, 3))

    def test_is_changed_in_place_within_the_quarter(self, record, township, plate):
        record(Finding(plate, NO))
        record(Finding(plate, YES))

        assert Check.objects.get(unit=township, item=plate).result == YES

    def test_reports_only_what_changed(self, record, plate):
        assert len(record(Finding(plate, YES))) == 1
        assert record(Finding(plate, YES)) == []

    def test_can_be_taken_back(self, record, township, plate):
        record(Finding(plate, YES))
        record(Finding(plate, None))

        assert Check.objects.get(unit=township, item=plate).result == Check.Result.UNSEEN

    def test_leaves_no_row_where_nothing_was_found(self, record, plate):
        assert record(Finding(plate, None)) == []
        assert not Check.objects.exists()


class TestAnItemByFact:
    def test_needs_no_row_while_everybody_agrees(self, record, roster, township, appoint):
        appoint(township)

        record(Finding(roster, None))
        record(Finding(roster, YES))

        assert not Check.objects.exists()

    def test_is_not_overruled_without_a_reason(self, record, roster):
        with pytest.raises(ReasonMissing) as refusal:
            record(Finding(roster, YES, reason="  "))

        assert refusal.value.item == roster
        assert not Check.objects.exists()

    def test_keeps_both_values_when_it_is_overruled(self, record, roster, township, clerk):
        record(Finding(roster, YES, reason=REASON))

        check = Check.objects.get(unit=township, item=roster)
        assert (check.source, check.result, check.reason) == (Check.Source.OVERRIDE, YES, REASON)
        assert check.fact_value == Check.FactValue.NO
        assert "无专职委员在岗" in check.fact_text
        assert check.inspector == clerk

    def test_goes_back_to_the_fact(self, record, roster, township):
        record(Finding(roster, YES, reason=REASON))
        record(Finding(roster, None))

        check = Check.objects.get(unit=township, item=roster)
        assert (check.source, check.result, check.reason) == (Check.Source.FACT, NO, "")
        assert check.inspector is None

    def test_follows_the_fact_while_the_quarter_is_open(self, record, nine, roster, township, appoint):
        record(Finding(roster, None, note="已约谈"))
        assert _state(nine, township, roster) == "no"

        appoint(township)

        assert _state(nine, township, roster) == "yes"

    def test_may_be_decided_by_a_person_where_the_source_is_empty(self, record, nine, township):
        register = nine.items.select_related("checklist__county").get(number=9)

        record(Finding(register, YES, reason="辖区确无持证残疾人。"))

        check = Check.objects.get(item=register)
        assert (check.source, check.fact_value) == (Check.Source.OVERRIDE, Check.FactValue.UNKNOWN)


class TestIsRefused:
    def test_once_the_quarter_is_closed(self, record, county, plate):
        ClosedQuarterFactory(county=county, year=2026, quarter=4)

        with pytest.raises(QuarterClosed, match="2026 年第四季度已截止"):
            record(Finding(plate, YES))

    def test_for_an_item_of_another_level(self, record, plate, village):
        with pytest.raises(NotMeasured, match="不适用于南什村"):
            record(Finding(plate, YES), unit=village)

    def test_for_an_item_that_did_not_exist_then(self, record, plate):
        plate.valid_from = date(2027, 1, 1)

        with pytest.raises(NotMeasured):
            record(Finding(plate, YES))

    @pytest.mark.parametrize("day", [date(2026, 9, 30), date(2026, 11, 23)])
    def test_on_a_day_before_the_quarter_or_in_the_future(self, record, plate, day):
        with pytest.raises(DateOutside):
            record(Finding(plate, YES), on=day)

    def test_as_a_whole_if_one_finding_is(self, record, plate, roster):
        with pytest.raises(CheckRefused):
            record(Finding(plate, YES), Finding(roster, YES))

        assert not Check.objects.exists()


def test_a_quarter_that_is_over_but_not_closed_can_still_be_filled_in(record, plate, township):
    record(Finding(plate, YES), period=SUMMER, on=date(2026, 10, 9))

    assert Check.objects.get(unit=township).period == Quarter(2026, 3)


def _state(checklist, unit, item):
    cells = matrix(checklist, [unit], AUTUMN, on=TODAY).rows[0].cells
    return next(cell.state for cell in cells if cell.item == item)
