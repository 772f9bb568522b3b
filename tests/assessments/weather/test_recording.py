from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from assessments.rounds.choices import Phase
from assessments.rounds.models import Round
from assessments.weather.models import WeatherDay
from assessments.weather.selectors.outlooks import course_of, earlier
from assessments.weather.services.recording import record_weather
from orgs.scoping import EVERYWHERE
from tests.factories.accounts import UserFactory
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory, SectionFactory

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 6, 29, 15, 30, tzinfo=UTC)  # 23:30 in China


@pytest.fixture
def sheet():
    made = SheetFactory()
    item = ItemFactory(section=SectionFactory(scheme=made.round.scheme))
    MarkFactory(sheet=made, item=item, answers={"missed": 1})
    return made


def test_a_day_is_the_day_in_china_and_written_once(sheet):
    record_weather(sheet.round, at=EVENING)
    record_weather(sheet.round, at=EVENING)

    row = WeatherDay.objects.get()
    assert (str(row.day), row.so_far, row.expected, row.best) == ("2026-06-29", 4, 4, 4)


def test_the_course_goes_from_day_to_day(sheet):
    record_weather(sheet.round, at=EVENING)
    record_weather(sheet.round, at=EVENING.replace(day=30))

    assert [str(day) for day, _ in course_of(sheet)] == ["2026-06-29", "2026-06-30"]
    assert earlier(sheet.round, EVERYWHERE, before=EVENING.date()) == {sheet.pk: 4}


def test_a_final_year_is_left_as_it_is(sheet):
    Round.objects.update(phase=Phase.FINAL, final_at=EVENING, final_by=UserFactory())

    assert record_weather(Round.objects.get(), at=EVENING) == 0


def test_it_takes_as_many_queries_for_many_units_as_for_one(sheet, django_assert_max_num_queries):
    for _ in range(5):
        SheetFactory(round=sheet.round)

    with django_assert_max_num_queries(7):
        assert record_weather(sheet.round, at=EVENING) == 6


def test_the_nightly_command_tells_what_it_wrote(sheet, time_machine, capsys):
    time_machine.move_to(EVENING, tick=False)
    RoundFactory(phase=Phase.PLANNING)

    call_command("record_weather")

    assert "已记 1 个单位" in capsys.readouterr().out
