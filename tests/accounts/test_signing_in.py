import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import change_password, create_user, random_password, reset_password
from tests.factories import CountyFactory, PostingFactory, UserFactory

SIGN_IN = reverse("accounts:sign_in")
HOME = reverse("reports:workbench")
GOOD = "Kmtp-7xqa-3RvH"


@pytest.fixture
def clerk():
    user = PostingFactory(unit=CountyFactory()).user
    user.set_password(GOOD)
    user.save()
    return user


def enter(client, user, password=GOOD, **more):
    return client.post(SIGN_IN, {"username": user.username, "password": password} | more)


class TestSigningIn:
    def test_leads_to_the_workbench(self, client, clerk):
        assert enter(client, clerk).url == HOME

    def test_leads_back_to_the_page_that_was_asked_for(self, client, clerk):
        assert enter(client, clerk, next="/units/").url == "/units/"

    def test_never_leads_to_another_site(self, client, clerk):
        assert enter(client, clerk, next="https://example.com/").url == HOME

    def test_says_in_words_that_the_password_is_wrong(self, client, clerk):
        assert "用户名或密码不对" in enter(client, clerk, "wrong").text

    def test_is_written_to_the_audit_log(self, client, clerk):
        enter(client, clerk)

        assert AuditEntry.objects.filter(event=AuditEntry.Event.SIGN_IN, actor=clerk).count() == 1

    def test_failures_are_written_to_the_audit_log(self, client, clerk):
        enter(client, clerk, "wrong")

        assert AuditEntry.objects.filter(event=AuditEntry.Event.SIGN_IN_FAILED).count() == 1


class TestLockOut:
    def test_comes_after_five_failures_even_for_the_right_password(self, client, clerk):
        for _ in range(5):
            response = enter(client, clerk, "wrong")

        assert response.status_code == 429
        assert "已锁定" in response.text
        assert enter(client, clerk).status_code == 429

    def test_is_lifted_by_the_county_administrator(self, client, clerk, sign_in):
        for _ in range(5):
            enter(client, clerk, "wrong")
        sign_in(clerk.home_unit, as_manager=True)

        client.post(reverse("accounts:user_unlock", args=[clerk.pk]))
        client.logout()

        assert enter(client, clerk).url == HOME


class TestIdleSignOut:
    def test_ends_a_session_after_half_an_hour(self, client, clerk):
        client.force_login(clerk)
        client.get(HOME)
        session = client.session
        session["last_seen"] = time.time() - 31 * 60
        session.save()

        assert client.get(HOME).url.startswith(SIGN_IN)

    def test_does_not_end_a_session_in_use(self, client, clerk):
        client.force_login(clerk)
        session = client.session
        session["last_seen"] = time.time() - 29 * 60
        session.save()

        assert client.get(HOME).status_code == 200
        assert client.session["last_seen"] > time.time() - 5


class TestPasswords:
    def test_a_new_account_must_choose_one_first(self, client):
        user, password = create_user(by=None, at=timezone.now(), username="xin", full_name="新人")
        PostingFactory(user=user)

        enter(client, user, password)

        assert client.get(HOME).url == reverse("accounts:password_change")

    def test_an_old_one_must_be_changed(self, client, clerk):
        clerk.password_changed_at = timezone.now() - timezone.timedelta(days=91)
        clerk.save()
        client.force_login(clerk)

        assert client.get(HOME).url == reverse("accounts:password_change")

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("Ab1-", "至少 8 位"),
            ("abcdefgh1", "三类"),
            ("Password123", "常见"),
            (GOOD, "最近"),
        ],
    )
    def test_that_break_a_rule_are_refused_with_the_reason(self, client, clerk, password, why):
        client.force_login(clerk)

        response = client.post(
            reverse("accounts:password_change"), {"old": GOOD, "new": password, "again": password}
        )

        assert why in response.text

    def test_are_asked_for_in_the_words_of_the_other_rules(self, client, clerk):
        client.force_login(clerk)

        page = client.get(reverse("accounts:password_change")).text

        assert "不是常见密码" in page
        assert "你的" not in page

    def test_of_the_last_five_times_are_refused(self, client, clerk):
        for number in range(4):
            change_password(clerk, f"Mima-{number}-hao", by=clerk, at=timezone.now())
        client.force_login(clerk)

        response = client.post(
            reverse("accounts:password_change"), {"old": "Mima-3-hao", "new": GOOD, "again": GOOD}
        )

        assert "最近" in response.text

    def test_are_changed_and_the_session_goes_on(self, client, clerk):
        client.force_login(clerk)

        client.post(
            reverse("accounts:password_change"), {"old": GOOD, "new": "Xin-mima-88", "again": "Xin-mima-88"}
        )

        assert User.objects.get(pk=clerk.pk).check_password("Xin-mima-88")
        assert client.get(HOME).status_code == 200

    def test_made_by_the_system_keep_the_rules(self):
        validate_password(random_password(), UserFactory())

    def test_reset_by_an_administrator_must_be_changed(self, clerk):
        manager = PostingFactory(as_manager=True).user

        password = reset_password(clerk, by=manager, at=timezone.now())

        clerk.refresh_from_db()
        assert clerk.check_password(password)
        assert clerk.must_change_password
