from datetime import date

import pytest

from registry.models import Holiday
from registry.petitions.calendar import deadline_after
from registry.petitions.choices import Counting
from registry.petitions.defaults import DEADLINE
from registry.petitions.selectors.rules import offered, rule_of
from registry.petitions.services.refusal import PetitionRefused
from registry.petitions.services.rules import save_rule
from tests.factories import CountyFactory, PostingFactory
from tests.factories.petitions import SINCE, PetitionRuleFactory

FACTS = {
    "name": "政策咨询", "accept_days": 3, "settle_days": 10, "extend_days": 5, "remind_days": 2,
    "counting": "working", "source": "", "is_offered": True,
}  # fmt: skip


class TestCounting:
    def test_the_law_gives_fifteen_sixty_and_thirty_days(self):
        assert (DEADLINE.accept_days, DEADLINE.settle_days, DEADLINE.extend_days) == (15, 60, 30)

    def test_calendar_days_run_through_weekends(self):
        county = CountyFactory()

        assert deadline_after(county, date(2026, 11, 6), 15, Counting.CALENDAR) == date(2026, 11, 21)

    def test_working_days_leave_out_weekends_and_the_holidays_of_the_county(self):
        county = CountyFactory()
        Holiday.objects.create(unit=county, day=date(2026, 11, 9), name="县庆")

        assert deadline_after(county, date(2026, 11, 6), 1, Counting.WORKING) == date(2026, 11, 10)


class TestTheRulesOfACounty:
    def test_without_rows_the_general_law_holds(self):
        rule = rule_of(CountyFactory(), "inquiry", date(2026, 11, 2))

        assert (rule.name, rule.deadline) == ("政策咨询", DEADLINE)

    def test_a_row_holds_from_its_day_on(self):
        county = CountyFactory()
        PetitionRuleFactory(unit=county, since=date(2026, 3, 1))

        assert rule_of(county, "inquiry", date(2026, 2, 28)).deadline.settle_days == 60
        assert rule_of(county, "inquiry", date(2026, 3, 1)).deadline.settle_days == 10

    def test_a_neighbours_row_does_not_hold(self):
        PetitionRuleFactory()

        assert rule_of(CountyFactory(), "inquiry", date(2026, 11, 2)).deadline == DEADLINE

    def test_a_category_taken_out_is_no_longer_offered(self):
        county = CountyFactory()
        PetitionRuleFactory(unit=county, is_offered=False)

        assert "inquiry" not in dict(offered(county, date(2026, 11, 2)))


class TestSavingARule:
    def save(self, county, **facts):
        by = PostingFactory(unit=county).user
        return save_rule(county, by=by, at=SINCE, **{"since": date(2026, 6, 1), **FACTS, **facts})

    def test_ends_the_row_before_on_the_day_before(self):
        county = CountyFactory()
        old = PetitionRuleFactory(unit=county)

        self.save(county, code="inquiry")

        old.refresh_from_db()
        assert old.until == date(2026, 5, 31)

    def test_on_the_same_day_corrects_the_row(self):
        county = CountyFactory()
        self.save(county, code="inquiry")

        self.save(county, code="inquiry", settle_days=20)

        assert county.petition_rules.get().settle_days == 20

    def test_gives_a_new_category_a_code_of_its_own(self):
        county = CountyFactory()

        row = self.save(county, name="惠残保险")

        assert dict(offered(county, date(2026, 6, 1)))[row.code] == "惠残保险"

    def test_refuses_a_name_that_is_taken(self):
        with pytest.raises(PetitionRefused, match="已有名为“教育”的类别"):
            self.save(CountyFactory(), name="教育")

    def test_refuses_a_day_before_the_latest_row(self):
        county = CountyFactory()
        PetitionRuleFactory(unit=county, since=date(2026, 7, 1))

        with pytest.raises(PetitionRefused, match="2026年7月1日"):
            self.save(county, code="inquiry")

    def test_refuses_who_does_not_manage_the_county(self):
        county = CountyFactory()
        stranger = PostingFactory().user

        with pytest.raises(PetitionRefused, match="管辖范围"):
            save_rule(county, by=stranger, at=SINCE, since=date(2026, 6, 1), **FACTS)
