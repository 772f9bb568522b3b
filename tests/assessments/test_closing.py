from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from assessments.models import Check, ClosedQuarter
from assessments.periods import Quarter
from assessments.selectors.matrix import matrix
from assessments.services.closing import NotClosable, close_quarter
from staff.choices import EndReason
from tests.assessments.conftest import AUTUMN, NOON, SUMMER, TODAY
from tests.factories import CheckFactory, TownshipFactory


@pytest.fixture
def close(county, clerk):
    def go(period=SUMMER):
        return close_quarter(county, period, by=clerk, at=NOON, today=TODAY)

    return go


def states(checklist, unit, period=SUMMER):
    return {
        cell.item.number: cell.state for cell in matrix(checklist, [unit], period, on=TODAY).rows[0].cells
    }


class TestClosing:
    def test_freezes_what_the_facts_said_on_the_last_day(self, close, nine, township, appoint):
        appoint(township, since=date(2026, 9, 30))

        close()

        check = Check.objects.get(unit=township, item__number=3)
        assert (check.source, check.result) == (Check.Source.FACT, Check.Result.YES)
        assert "赵红霞" in check.fact_text

    def test_keeps_the_past_as_it_was_when_the_facts_change(self, close, nine, township, appoint):
        appointment = appoint(township)
        close()

        appointment.until, appointment.end_reason = date(2026, 1, 1), EndReason.choices[0][0]
        appointment.save()

        assert states(nine, township)[3] == "yes"
        assert states(nine, township, AUTUMN)[3] == "no"

    def test_writes_an_unknown_fact_as_unknown(self, close, nine, township):
        close()

        assert states(nine, township)[9] == "unknown"

    def test_leaves_findings_and_overrides_alone(self, close, township, plate, roster):
        CheckFactory(unit=township, item=plate, quarter=3, result=Check.Result.NO)
        override = CheckFactory(unit=township, item=roster, quarter=3, overriding=True)

        close()

        override.refresh_from_db()
        assert override.is_override
        assert Check.objects.get(item=plate).result == Check.Result.NO

    def test_says_not_inspected_where_nobody_was(self, close, nine, township):
        close()

        assert states(nine, township)[1] == "unseen"

    def test_writes_who_closed_it_into_the_audit_log(self, close, county, clerk):
        close()

        assert ClosedQuarter.objects.get(county=county).closed_by == clerk
        assert AuditEntry.objects.filter(actor=clerk, additional_data__period="2026 年第三季度").exists()

    def test_costs_the_same_however_many_units(self, close, county, township):
        with CaptureQueriesContext(connection) as few:
            close(Quarter(2026, 2))
        TownshipFactory.create_batch(10, parent=county)
        with CaptureQueriesContext(connection) as many:
            close(Quarter(2026, 3))

        assert len(many) == len(few)


class TestIsRefused:
    def test_while_the_quarter_goes_on(self, close):
        with pytest.raises(NotClosable, match="尚未结束"):
            close(AUTUMN)

    def test_the_second_time(self, close):
        close()

        with pytest.raises(NotClosable, match="已经截止"):
            close()


class TestTheCommand:
    def test_closes_a_quarter_in_the_name_of_a_user(self, county, township, clerk, capsys):
        call_command("close_quarter", county=county.code, year=2026, quarter=3, as_user=clerk.username)

        assert ClosedQuarter.objects.filter(county=county, year=2026, quarter=3).exists()
        assert "2026 年第三季度" in capsys.readouterr().out

    def test_says_why_it_will_not(self, county, clerk):
        with pytest.raises(CommandError, match="尚未结束"):
            call_command("close_quarter", county=county.code, year=2026, quarter=4, as_user=clerk.username)

    def test_knows_no_county_of_that_code(self, clerk):
        with pytest.raises(CommandError, match="没有代码为"):
            call_command("close_quarter", county="999999", year=2026, quarter=3, as_user=clerk.username)


class TestThePage:
    def test_asks_first_then_closes(self, client, sign_in, county, township):
        sign_in(county)
        url = reverse("assessments:quarter_close", args=[county.pk, SUMMER])

        assert "截止2026 年第三季度" in client.get(url).text
        client.post(url)

        assert ClosedQuarter.objects.filter(county=county, quarter=3).exists()

    def test_is_offered_only_for_a_quarter_that_is_over(self, client, sign_in, county, township):
        sign_in(county)

        assert "尚未截止" in client.get(reverse("assessments:matrix"), {"quarter": 3}).text
        assert "尚未截止" not in client.get(reverse("assessments:matrix"), {"quarter": 4}).text

    def test_is_not_found_for_another_county(self, client, sign_in, county, township):
        sign_in(TownshipFactory().parent)

        assert client.get(reverse("assessments:quarter_close", args=[county.pk, SUMMER])).status_code == 404
