"""Who decides on an export, and what the pages, the workbench and the log say of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.exports import services
from accounts.exports.choices import State
from accounts.exports.inbox import exports_to_do
from accounts.exports.models import ExportRequest, ExportRule
from accounts.exports.selectors import place_of, rule_for, to_decide
from accounts.models import AuditEntry
from accounts.roles import Role
from orgs.scoping import EVERYWHERE, UnitScope
from tests.factories import CountyFactory, PostingFactory, TownshipFactory
from tests.factories.exports import ExportRequestFactory

LIST, RULES = reverse("exports:request_list"), reverse("exports:rule_list")


def now():
    return timezone.now()


@pytest.fixture
def waiting(county):
    return ExportRequestFactory(unit=county, asked_by__full_name="王雪梅")


@pytest.fixture
def city(county):
    return PostingFactory(unit=county.parent, role=Role.CITY_VIEWER, user__full_name="侯志远").user


def decide(client, one, **answer):
    return client.post(reverse("exports:request_decide", args=[one.pk]), answer)


class TestWhoDecides:
    def test_another_manager_approves_and_the_limits_of_the_day_hold(self, waiting, manager):
        made = services.decide(waiting, True, by=manager, at=now(), word="同意")

        assert (made.state, made.decided_by, made.downloads) == (State.GRANTED, manager, 3)
        assert made.valid_until == timezone.localdate() + timedelta(days=7)

    def test_nobody_decides_on_their_own(self, county, manager):
        own = ExportRequestFactory(unit=county, asked_by=manager)

        with pytest.raises(services.ExportRefused, match="不能审批自己的申请"):
            services.decide(own, True, by=manager, at=now())
        with pytest.raises(IntegrityError), transaction.atomic():
            ExportRequest.objects.filter(pk=own.pk).update(decided_by=manager)

    def test_nobody_decides_elsewhere_or_without_the_right(self, waiting):
        for posting in (PostingFactory(as_manager=True), PostingFactory(unit=waiting.unit)):
            with pytest.raises(services.ExportRefused, match="不在您的审批范围内"):
                services.decide(waiting, True, by=posting.user, at=now())

    def test_a_refusal_needs_a_word_and_a_decision_is_made_once(self, waiting, manager):
        with pytest.raises(services.ExportRefused, match="写明不同意的原因"):
            services.decide(waiting, False, by=manager, at=now(), word=" ")
        services.decide(waiting, False, by=manager, at=now(), word="请按乡镇分别导出")

        with pytest.raises(services.ExportRefused, match="现在是“未同意”"):
            services.decide(waiting, True, by=manager, at=now())

    def test_it_falls_to_the_city_only_where_the_county_has_nobody_else(self, county, waiting, manager, city):
        own = ExportRequestFactory(unit=county, asked_by=manager)

        assert to_decide(manager) == [waiting]
        assert to_decide(city) == [own]
        assert services.decide(own, True, by=city, at=now()).is_usable

    def test_a_second_manager_in_the_county_comes_before_the_city(self, county, manager, city):
        own = ExportRequestFactory(unit=county, asked_by=manager)
        second = PostingFactory(unit=county, as_manager=True).user

        assert (to_decide(second), to_decide(city)) == ([own], [])

    def test_an_approval_is_withdrawn_by_its_owner_and_revoked_by_an_approver_once(self, county, manager):
        mine, other = ExportRequestFactory.create_batch(2, unit=county, granted=True)

        services.withdraw(mine, by=mine.asked_by, at=now())
        services.revoke(other, by=manager, at=now(), word="名单有误")

        mine.refresh_from_db()
        assert (mine.state, mine.is_usable) == (State.WITHDRAWN, False)
        for again in (lambda: services.withdraw(mine, by=mine.asked_by, at=now()),
                      lambda: services.revoke(other, by=manager, at=now(), word="再收一次"),
                      lambda: services.withdraw(other, by=manager, at=now())):  # fmt: skip
            with pytest.raises(services.ExportRefused):
                again()


class TestRules:
    def test_the_nearest_rule_above_holds(self, county):
        ExportRule.objects.create(
            unit=county.parent, since=timezone.localdate(), free_rows=50, valid_days=1, downloads=1,
            growth_percent=0,
        )  # fmt: skip
        other, today = CountyFactory(parent=county.parent), timezone.localdate()

        assert rule_for(TownshipFactory(parent=county), today).free_rows == 2
        assert rule_for(other, today).free_rows == 50
        assert rule_for(CountyFactory(), today).free_rows == 200

    def test_a_new_rule_follows_the_old_one_and_only_the_security_administrator_sets_it(
        self, county, manager
    ):
        keeper = PostingFactory(unit=county, role=Role.SECURITY_ADMIN).user
        since = timezone.localdate() + timedelta(days=3)
        values = {"free_rows": 100, "valid_days": 5, "downloads": 2, "growth_percent": 10}

        services.save_rule(county, by=keeper, at=now(), since=since, **values)

        assert rule_for(county, since).free_rows == 100
        assert rule_for(county, since - timedelta(days=1)).free_rows == 2
        with pytest.raises(services.ExportRefused, match="不在您的权限内"):
            services.save_rule(county, by=manager, at=now(), since=since, **values)
        with pytest.raises(services.ExportRefused, match="过去的日期"):
            services.save_rule(county, by=keeper, at=now(), since=since - timedelta(days=9), **values)

    def test_the_page_shows_what_holds_and_saves_what_is_to_come(self, client, sign_in, county):
        sign_in(county, role=Role.SECURITY_ADMIN)
        answer = {"free_rows": 80, "valid_days": 5, "downloads": 2, "growth_percent": 10}

        client.post(
            reverse("exports:rule_edit", args=[county.pk]),
            answer | {"since": (timezone.localdate() + timedelta(days=1)).isoformat()},
        )
        text = client.get(RULES).text

        assert "2 人" in text
        assert "超过 80 人须审批" in text


def test_the_place_of_a_scope_is_the_lowest_unit_that_holds_it(county):
    one, two = TownshipFactory.create_batch(2, parent=county)

    assert place_of(UnitScope(paths=frozenset({one.path})), None) == one
    assert place_of(UnitScope(paths=frozenset({one.path, two.path})), None) == county
    assert place_of(EVERYWHERE, county) == county


class TestPages:
    def test_an_approver_finds_it_on_the_workbench_and_decides(self, client, waiting, manager):
        client.force_login(manager)
        assert "份导出申请待审批" in client.get(reverse("reports:workbench")).text

        shown = client.get(waiting.get_absolute_url()).text
        assert "按县民政局通知核对低保名单" in shown
        assert "as=xlsx" not in shown  # the address is its owner's
        decide(client, waiting, answer="grant", word="")

        waiting.refresh_from_db()
        assert waiting.state == State.GRANTED
        told = AuditEntry.objects.get_for_object(waiting).latest("pk")
        assert (told.actor, told.changes["state"]) == (manager, ["waiting", "granted"])

    def test_a_refusal_without_a_word_is_shown_at_its_field(self, client, waiting, manager):
        client.force_login(manager)

        assert "请写明不同意的原因" in decide(client, waiting, answer="refuse", word="").text

    def test_who_applied_is_told_and_led_to_the_list(self, client, waiting, manager):
        services.decide(waiting, True, by=manager, at=now())
        client.force_login(waiting.asked_by)

        (line,) = exports_to_do(waiting.asked_by, None, timezone.localdate())
        assert (line.number, line.text) == (1, "份导出申请已同意，还没有下载")
        assert 'href="/people/export/?as=xlsx"' in client.get(waiting.get_absolute_url()).text

    def test_who_was_refused_is_told_why(self, client, waiting, manager):
        services.decide(waiting, False, by=manager, at=now(), word="请按乡镇分别导出")
        client.force_login(waiting.asked_by)

        assert [line.text for line in exports_to_do(waiting.asked_by, None, timezone.localdate())] == [
            "份导出申请未同意"
        ]
        assert "请按乡镇分别导出" in client.get(waiting.get_absolute_url()).text

    def test_others_do_not_see_it_but_an_auditor_does(self, client, sign_in, waiting):
        sign_in(waiting.unit)
        assert client.get(waiting.get_absolute_url()).status_code == 404
        assert waiting.number not in client.get(LIST, {"show": "all"}).text

        sign_in(waiting.unit, as_auditor=True)
        assert client.get(waiting.get_absolute_url()).status_code == 200
        assert waiting.number in client.get(LIST, {"show": "all"}).text

    def test_the_list_costs_the_same_however_long(self, client, county, manager, assert_flat_queries):
        ExportRequestFactory(unit=county)
        client.force_login(manager)

        assert_flat_queries(f"{LIST}?show=decide", lambda: ExportRequestFactory.create_batch(4, unit=county))
        assert_flat_queries(f"{LIST}?show=all", lambda: ExportRequestFactory.create_batch(4, unit=county))
