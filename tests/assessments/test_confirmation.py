"""A village overrules the system about itself: its word counts once it is confirmed above."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from assessments.models import Check
from assessments.selectors.compliance import live_matrix
from assessments.selectors.matrix import matrix
from assessments.services.checking import CheckRefused, Finding, confirm_overruling, record_findings
from assessments.services.closing import close_quarter
from tests.assessments.conftest import AUTUMN, NOON, SUMMER, TODAY
from tests.factories import CheckFactory, PostingFactory

REASON = "新委员已选出，本周公示。"


@pytest.fixture
def own(six):
    """有残疾人专职委员, decided by the fact whether somebody is in post."""
    return six.items.select_related("checklist__county").get(number=2)


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, role=Role.VILLAGE_MEMBER).user


@pytest.fixture
def township_clerk(township):
    return PostingFactory(unit=township, role=Role.TOWNSHIP_CLERK).user


@pytest.fixture
def overrule(village, own):
    """Let somebody overrule the fact at the village, and return the check."""

    def go(by, reason=REASON):
        findings = [Finding(own, Check.Result.YES, reason=reason)]
        record_findings(village, AUTUMN, findings, by=by, on=TODAY, today=TODAY)
        return Check.objects.get(unit=village, item=own)

    return go


@pytest.fixture
def cell(six, village, own):
    """Return the cell as the matrix shows it today."""

    def go():
        row = matrix(six, [village], AUTUMN, on=TODAY).rows[0]
        return next(cell for cell in row.cells if cell.item.pk == own.pk)

    return go


class TestUntilConfirmed:
    def test_the_cell_is_neither_met_nor_lacking(self, overrule, member, cell):
        overrule(member)

        assert (cell().state, cell().is_open) == ("unknown", True)

    def test_the_village_is_not_counted_as_compliant(self, overrule, member, six, village, own):
        for other in six.items.exclude(pk=own.pk):
            CheckFactory(unit=village, item=other, overriding=bool(other.fact))
        overrule(member)
        scope = member.scope_of("check_view")

        assert live_matrix(six, scope, AUTUMN, TODAY).compliant == 0

    def test_it_says_so_in_words_with_both_values(self, client, overrule, member, village, own):
        overrule(member)
        client.force_login(member)

        text = client.get(reverse("assessments:cell_detail", args=[village.pk, own.pk, AUTUMN])).text

        assert f"村级自报，未确认：自报“有”，理由：{REASON}" in text
        assert "系统判定（改判时）" in text
        assert "请联系上级残联确认" in text

    def test_the_matrix_says_so_to_who_cannot_see_colours(self, client, overrule, member):
        overrule(member)
        client.force_login(member)

        assert "（村级自报，未确认）" in client.get(reverse("assessments:matrix")).text

    def test_the_quarter_is_closed_by_the_fact(self, member, village, own, county, clerk):
        check = CheckFactory(
            unit=village, item=own, quarter=SUMMER.number, overriding=True, awaits_confirmation=True
        )

        close_quarter(county, SUMMER, by=clerk, at=NOON, today=TODAY)

        check.refresh_from_db()
        assert (check.source, check.result) == (Check.Source.FACT, Check.Result.NO)
        assert check.reason == "任职文件已下发，人员本周到岗。"


class TestConfirming:
    @pytest.mark.parametrize("who", ["township_clerk", "clerk"])
    def test_the_township_and_the_county_confirm_it(self, overrule, member, cell, request, who):
        check = overrule(member)
        above = request.getfixturevalue(who)

        confirm_overruling(check, by=above, at=NOON)

        check.refresh_from_db()
        assert (check.confirmed_by, check.confirmed_at) == (above, NOON)
        assert cell().is_met

    def test_the_village_does_not_confirm_itself(self, overrule, member):
        with pytest.raises(CheckRefused, match="上一级"):
            confirm_overruling(overrule(member), by=member, at=NOON)

    def test_a_second_click_changes_nothing(self, overrule, member, township_clerk, clerk):
        check = confirm_overruling(overrule(member), by=township_clerk, at=NOON)

        again = confirm_overruling(check, by=clerk, at=datetime(2026, 11, 23, tzinfo=UTC))

        assert (again.confirmed_by, again.confirmed_at) == (township_clerk, NOON)

    def test_what_the_system_decides_needs_nobody(self, village, own, township_clerk):
        check = CheckFactory(
            unit=village, item=own, source=Check.Source.FACT, fact_value="no", inspector=None, checked_on=None
        )

        with pytest.raises(CheckRefused, match="没有改判"):
            confirm_overruling(check, by=township_clerk, at=NOON)

    def test_another_reason_waits_again(self, overrule, member, township_clerk):
        confirm_overruling(overrule(member), by=township_clerk, at=NOON)

        check = overrule(member, reason="改为下月公示。")

        assert check.awaits_confirmation
        assert check.confirmed_by is None

    def test_is_done_on_the_page_and_logged(self, client, overrule, member, township_clerk, village, own):
        check = overrule(member)
        client.force_login(township_clerk)
        url = reverse("assessments:cell_confirm", args=[village.pk, own.pk, AUTUMN])

        text = client.post(url, follow=True).text

        assert "已确认 南什村" in text
        assert "上级确认" in text
        entry = AuditEntry.objects.filter(object_pk=str(check.pk), actor=township_clerk).latest("pk")
        assert "awaits_confirmation" in entry.changes

    def test_the_page_offers_it_to_nobody_of_the_village(self, client, overrule, member, village, own):
        overrule(member)
        client.force_login(member)

        text = client.get(reverse("assessments:cell_detail", args=[village.pk, own.pk, AUTUMN])).text

        assert "确认这项改判" not in text


class TestFromAbove:
    def test_the_townships_own_word_needs_nobody(self, overrule, township_clerk, cell):
        overrule(township_clerk)

        assert cell().is_met
        assert not cell().is_unconfirmed
