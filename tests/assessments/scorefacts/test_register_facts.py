"""The register, certificates, the survey, ledgers and visits: values counted by hand."""

from datetime import UTC, date, datetime

import pytest

from registry.choices import Category, Education, Employment, Hukou, Marriage
from registry.health.choices import FindingState, Severity
from registry.health.models import HealthScore
from registry.ledgers.choices import WorkKind
from registry.survey.choices import Mode
from tests.factories import CertificateFactory, PersonFactory
from tests.factories.health import FindingFactory
from tests.factories.ledgers import DiaryEntryFactory, LedgerBookFactory, LedgerRowFactory, LedgerTypeFactory
from tests.factories.registry import CertificateChangeFactory
from tests.factories.survey import SurveyLineFactory

FULL = {
    "phone": "13800000000",
    "address": "一社 1 号",
    "hukou": Hukou.RURAL,
    "education": Education.PRIMARY,
    "marriage": Marriage.MARRIED,
    "employment": Employment.FARMING,
    "category": Category.PHYSICAL,
    "grade": "2",
    "card_state": "valid",
}


def holder(village, expires_on, **facts):
    return PersonFactory(unit=village, card_state="valid", card_expires_on=expires_on, **facts)


def replaced(person, expired_on):
    """Give the person an earlier certificate, which ran out on that day."""
    issued_on = expired_on.replace(year=expired_on.year - 10)
    return CertificateFactory(person=person, is_current=False, issued_on=issued_on, expires_on=expired_on)


class TestRegister:
    def test_errors_are_the_open_findings_of_the_gravest_sort(self, ask, township, village, other, neighbour):
        for unit in (township, village, other):
            HealthScore.objects.create(
                unit=unit,
                unit_path=unit.path,
                day=date(2026, 11, 1),
                persons=1,
                serious=0,
                ordinary=0,
                hints=0,
                points=0,
            )
        for state, is_open, severity in (
            (FindingState.OPEN, True, Severity.SERIOUS),
            (FindingState.RELAPSED, True, Severity.SERIOUS),
            (FindingState.FIXED, False, Severity.SERIOUS),
            (FindingState.OPEN, True, Severity.ORDINARY),
        ):
            FindingFactory(
                person=PersonFactory(unit=village), state=state, is_open=is_open, severity=severity
            )

        found = ask("register_errors")

        assert (found[township].value, found[village].value, found[other].value) == (2, 2, 0)
        assert found[neighbour].value is None

    def test_completeness_is_a_share_of_the_people(self, ask, township, village, neighbour):
        PersonFactory(unit=village, **FULL)
        PersonFactory(unit=village, **FULL | {"marriage": ""})
        PersonFactory(unit=village)

        found = ask("register_complete_rate")

        assert str(found[township].value) == "33.33"
        assert found[neighbour].value is None

    def test_a_file_is_kept_with_card_kind_address_and_somebody_to_call(self, ask, village, township):
        PersonFactory(unit=village, **FULL)
        PersonFactory(unit=village, **FULL | {"phone": "", "guardian_name": "王强"})
        PersonFactory(unit=village, **FULL | {"phone": ""})
        PersonFactory(unit=village, **FULL | {"card_state": ""})

        assert ask("files_kept")[township].words == "4 人中 2 人建档齐全，2 人缺建档必备项。"

    def test_the_survey_is_done_by_sheets_finished(self, ask, township, village, other, neighbour):
        SurveyLineFactory(unit=village, finished=True)
        SurveyLineFactory(unit=village, approved=True)
        SurveyLineFactory(unit=village, filled=True)
        SurveyLineFactory(unit=other)

        found = ask("survey_done")

        assert (found[township].value, str(found[village].value), found[other].value) == (50, "66.67", 0)
        assert found[neighbour].value is None


class TestCardsRenewed:
    def test_counts_those_that_ran_out_and_those_renewed_since(self, ask, township, village, other):
        holder(village, date(2026, 11, 21))  # ran out yesterday
        holder(village, date(2026, 11, 22))  # valid today
        renewed = holder(village, date(2036, 3, 1))
        CertificateFactory(
            person=renewed, is_current=False, issued_on=date(2016, 3, 1), expires_on=date(2026, 3, 1)
        )
        overwritten = holder(village, date(2036, 3, 1))
        CertificateChangeFactory(
            certificate=CertificateFactory(person=overwritten, expires_on=date(2036, 3, 1)),
            issued_on=date(2016, 2, 1),
            expires_on=date(2026, 2, 1),
        )

        found = ask("cards_renewed")

        assert found[township].words == "应换领 3 人，已换领 2 人，到期未换 1 人。"
        assert str(found[village].value) == "66.67"
        assert found[other].value is None

    def test_leaves_out_what_ran_out_in_earlier_years_and_was_renewed(self, ask, village):
        renewed = holder(village, date(2035, 3, 1))
        CertificateFactory(
            person=renewed, is_current=False, issued_on=date(2015, 3, 1), expires_on=date(2025, 3, 1)
        )

        assert ask("cards_renewed")[village].value is None


@pytest.fixture
def activities(county):
    return LedgerTypeFactory(county=county, code="activities")


def book(ledger_type, unit, month, reported=None, **facts):
    """A book of a month, handed in on the day given; its day is the fifth of the next month."""
    due_on = date(2026, month + 1, 5)
    more = {"reported": True, "reported_at": reported, "due_on": due_on} if reported else {}
    return LedgerBookFactory(ledger_type=ledger_type, unit=unit, start=date(2026, month, 1), **more, **facts)


class TestLedgers:
    def test_are_done_period_by_period_from_the_county_s_first_book_on(
        self, ask, activities, township, village, other
    ):
        book(activities, village, 8, datetime(2026, 9, 5, 2, tzinfo=UTC))
        book(activities, village, 9, datetime(2026, 10, 9, 2, tzinfo=UTC))
        book(activities, other, 10)  # begun, not handed in

        done, late = ask("ledgers_done"), ask("ledger_months_late")

        # August, September, October were due at both villages.
        assert done[township].words == "应报 6 本次，已报 2 本次，未报 4 本次。"
        assert (str(done[village].value), done[other].value) == ("66.67", 0)
        assert (late[village].value, late[other].value, late[township].value) == (2, 3, 5)

    def test_handed_in_late_in_the_evening_of_the_last_day_are_in_time(self, ask, activities, village):
        book(activities, village, 10, datetime(2026, 11, 5, 15, 59, tzinfo=UTC))  # 23:59 in China

        assert ask("ledger_months_late")[village].value == 0

    def test_a_ledger_that_is_not_kept_any_more_is_not_asked_for(self, ask, activities, village):
        book(activities, village, 8, datetime(2026, 9, 5, 2, tzinfo=UTC))
        activities.is_active = False
        activities.save()

        assert ask("ledgers_done")[village].value is None

    def test_activities_are_the_rows_of_their_ledger(
        self, ask, activities, township, village, other, neighbour
    ):
        book(activities, village, 8, row_count=2)
        book(activities, village, 9, row_count=1)
        book(activities, other, 9)
        book(LedgerTypeFactory(county=township.parent, code="volunteers"), other, 9, row_count=7)

        found = ask("activities_held")

        assert (found[township].value, found[village].value, found[other].value) == (3, 3, 0)
        assert found[neighbour].value is None


class TestVisits:
    def test_are_the_entries_of_the_diary(self, ask, township, village, other, neighbour):
        DiaryEntryFactory(unit=village, kind=WorkKind.VISIT)
        DiaryEntryFactory(unit=village, kind=WorkKind.VISIT, day=date(2025, 12, 30))
        DiaryEntryFactory(unit=other, kind=WorkKind.MEETING)

        found = ask("visits_made")

        assert (found[township].value, found[village].value, found[other].value) == (1, 1, 0)
        assert found[neighbour].value is None

    def test_reach_counts_everybody_once(self, ask, county, township, village, other):
        met = SurveyLineFactory(unit=village, finished=True).person
        SurveyLineFactory(unit=village, finished=True, mode=Mode.CALL)
        visited = PersonFactory(unit=other)
        PersonFactory(unit=other)
        visits = book(LedgerTypeFactory(county=county, code="visits"), other, 9)
        for person in (visited, visited, met):
            LedgerRowFactory(book=visits, person=person)

        found = ask("home_visits_reach")

        assert found[township].words == "在册 4 人，入户走访到 2 人，2 人没有走访记录。"
        assert (found[village].value, found[other].value) == (50, 50)
