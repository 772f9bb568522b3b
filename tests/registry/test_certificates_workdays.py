from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry.workdays import Calendar, calendar_of
from tests.factories import VillageFactory
from tests.factories.certificates import HolidayFactory


class TestWorkingDays:
    def test_skip_the_weekend(self):
        assert Calendar().after(date(2026, 11, 19), 5) == date(2026, 11, 26)

    def test_skip_the_public_holidays(self):
        assert Calendar().after(date(2026, 9, 30), 1) == date(2026, 10, 8)

    def test_count_the_weekend_days_that_make_up_for_them(self):
        assert Calendar().after(date(2026, 10, 9), 1) == date(2026, 10, 10)

    @given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
    def test_add_up(self, day, number):
        calendar = Calendar()
        end = calendar.after(day, number)
        between = [day + timedelta(days=count) for count in range(1, (end - day).days + 1)]

        assert sum(map(calendar.is_working, between)) == number
        assert calendar.is_working(end)


class TestACountysOwnDays:
    def test_hold_for_its_villages(self):
        village = VillageFactory()
        HolidayFactory(unit=village.parent.parent, day=date(2026, 11, 23))

        assert calendar_of(village).after(date(2026, 11, 20), 1) == date(2026, 11, 24)

    def test_may_be_working_days(self):
        village = VillageFactory()
        HolidayFactory(unit=village.parent.parent, day=date(2026, 11, 22), is_working=True)

        assert calendar_of(village).after(date(2026, 11, 20), 1) == date(2026, 11, 22)

    def test_do_not_hold_elsewhere(self):
        HolidayFactory(day=date(2026, 11, 23))

        assert calendar_of(VillageFactory()).after(date(2026, 11, 20), 1) == date(2026, 11, 23)
