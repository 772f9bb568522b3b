"""What a county sets for its certificates, from a day on."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from registry.certificates.selectors.rules import rules_for
from registry.certificates.services.refusal import CaseRefused
from registry.certificates.services.rules import save_rule
from registry.certificates.services.starting import start_case
from registry.models import CertificateCase, CertificateRule
from registry.services.certificates import copy_to_person
from tests.factories import CertificateFactory, CountyFactory, PersonFactory, PostingFactory, VillageFactory

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
FACTS = {
    "valid_years": 5, "assess_days": 12, "notice_days": 7, "review_days": 3, "issue_days": 2,
    "expiry_days": "30,60,90", "source": "会残联〔2026〕3 号",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    return VillageFactory(parent__parent=county)


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def save(county, clerk):
    return lambda since=date(2026, 11, 1), **facts: save_rule(
        county, by=clerk, at=NOW, since=since, **(FACTS | facts)
    )


class TestTheRuleInForce:
    def test_is_the_laws_without_a_row(self, village):
        rule = rules_for(village).on(TODAY)

        assert (rule.valid_years, rule.notice_days, rule.review_days) == (10, 5, 10)

    def test_is_the_countys_from_its_day_on(self, village, save):
        save()
        rules = rules_for(village)

        assert rules.on(date(2026, 10, 31)).notice_days == 5
        assert rules.on(date(2026, 11, 1)).notice_days == 7

    def test_leaves_to_the_law_what_a_county_cannot_set(self, village, save):
        save()

        rule = rules_for(village).on(TODAY)

        assert (rule.barred_years, rule.last_suffix) == (1, 9)

    def test_is_not_the_neighbours(self, save):
        save()

        assert rules_for(VillageFactory()).on(TODAY).notice_days == 5


class TestSaving:
    def test_ends_the_row_before_on_the_day_before(self, save):
        first = save(date(2026, 3, 1))

        save()

        first.refresh_from_db()
        assert first.until == date(2026, 10, 31)

    def test_on_the_same_day_corrects_the_row(self, save):
        save()

        save(notice_days=8)

        assert CertificateRule.objects.get().notice_days == 8

    def test_refuses_a_day_before_the_latest_row(self, save):
        save(date(2027, 1, 1))

        with pytest.raises(CaseRefused, match="2027年1月1日") as refusal:
            save()

        assert refusal.value.field == "since"

    def test_refuses_who_does_not_review_in_the_county(self, county):
        with pytest.raises(CaseRefused, match="由县残联设置"):
            save_rule(county, by=PostingFactory().user, at=NOW, since=TODAY, **FACTS)

    def test_is_logged(self, save, clerk):
        row = save()

        assert AuditEntry.objects.filter(
            object_pk=str(row.pk), content_type__model="certificaterule"
        ).exists()


class TestTheCases:
    @pytest.fixture
    def person(self, village):
        card = CertificateFactory(person=PersonFactory(unit=village), expires_on=date(2026, 12, 1))
        copy_to_person(card.person, card).save()
        return card.person

    def renew(self, person, village, on):
        by = PostingFactory(unit=village, as_village_member=True).user
        return start_case("renew", person=person, by=by, at=NOW, applied_on=on)

    def test_follow_the_row_of_the_day_of_application(self, person, village, save):
        save(date(2026, 11, 16))

        case = self.renew(person, village, date(2026, 11, 16))

        assert CertificateCase.objects.get(pk=case.pk).due_on == date(2026, 11, 19)

    def test_keep_the_rule_of_the_day_of_application(self, person, village, save):
        save(date(2026, 11, 17))

        case = self.renew(person, village, date(2026, 11, 16))

        assert case.due_on == date(2026, 11, 30)


class TestThePages:
    def test_show_the_law_first(self, client, clerk):
        client.force_login(clerk)

        text = client.get(reverse("certificates:rule_list")).text

        assert "5 个工作日" in text
        assert "默认" in text

    def test_set_a_rule_and_show_it(self, client, clerk, county):
        client.force_login(clerk)
        url = reverse("certificates:rule_edit", args=[county.pk])

        text = client.post(url, FACTS | {"since": "2026-11-01"}, follow=True).text

        assert "7 个工作日" in text
        assert "会残联〔2026〕3 号" in text

    def test_show_what_was_and_what_will_be(self, client, clerk, save):
        save(date(2026, 3, 1), notice_days=6)
        save(date(2026, 9, 1))
        save(date(2027, 1, 1), notice_days=9)
        client.force_login(clerk)

        text = client.get(reverse("certificates:rule_list")).text

        assert "公示 6 天" in text
        assert "公示 9 天" in text
        assert "尚未执行" in text

    @pytest.mark.parametrize(
        ("change", "words"),
        [({"notice_days": "0"}, "大于或等于1"), ({"source": ""}, "必填"), ({"since": "明年"}, "日期不对")],
    )
    def test_explain_what_is_wrong(self, client, clerk, county, change, words):
        client.force_login(clerk)

        text = client.post(
            reverse("certificates:rule_edit", args=[county.pk]), FACTS | {"since": "2026-11-01"} | change
        ).text

        assert words in text
        assert not CertificateRule.objects.exists()

    def test_are_not_for_townships(self, client, sign_in, village):
        sign_in(village.parent, as_township_clerk=True)

        assert client.get(reverse("certificates:rule_list")).status_code == 403

    def test_do_not_reach_another_county(self, client, clerk):
        client.force_login(clerk)

        url = reverse("certificates:rule_edit", args=[CountyFactory().pk])

        assert client.get(url).status_code == 404
