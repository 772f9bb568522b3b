"""Renewal, transfer, warnings, leaving, hand-over and alerts of those in post."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.choices import CardState
from staff.choices import EndReason
from staff.life.choices import AlertKind
from staff.life.selectors.alerts import alerts_in
from staff.life.services import careers
from staff.models import Appointment, CareerEvent, HandOver
from staff.selectors.figures import scope_below
from staff.services.refusal import StaffRefused
from tests.factories import (
    AppointmentFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    VillageFactory,
)

TODAY = date(2026, 11, 22)


def now():
    return timezone.now()


def refused(words):
    return pytest.raises(StaffRefused, match=words)


@pytest.fixture
def appointment(village):
    post = PostFactory(unit=village)
    return AppointmentFactory(post=post, contract_until=date(2026, 12, 31), contract_number="HT1")


class TestRenewing:
    TERM = {"on": TODAY, "contract_until": date(2029, 12, 31)}

    def test_writes_the_new_term_and_the_history(self, appointment, clerk):
        careers.renew(appointment, by=clerk, at=now(), **self.TERM)

        appointment.refresh_from_db()
        assert appointment.contract_until == date(2029, 12, 31)
        assert CareerEvent.objects.get().facts[0] == ["原合同期至", "2026-12-31"]

    def test_a_double_click_renews_once(self, appointment, clerk):
        careers.renew(appointment, by=clerk, at=now(), **self.TERM)

        with refused("可能已有人办理过续聘"):
            careers.renew(appointment, by=clerk, at=now(), **self.TERM)

    def test_not_beyond_the_age_of_the_rule_set(self, village, clerk):
        old = AppointmentFactory(post=PostFactory(unit=village), member__birth_date=date(1960, 1, 1))

        with refused("已满 66 周岁，超过年龄上限 60"):
            careers.renew(old, by=clerk, at=now(), **self.TERM)

    def test_not_after_leaving(self, appointment, clerk):
        careers.leave(appointment, by=clerk, at=now(), until=TODAY, reason=EndReason.RESIGNED)

        with refused("已于 2026-11-22 离岗"):
            careers.renew(appointment, by=clerk, at=now(), **self.TERM)


class TestTransfer:
    def test_ends_one_post_and_begins_the_other_without_a_gap(self, appointment, township, clerk):
        other = PostFactory(unit=VillageFactory(parent=township))

        made = careers.transfer(appointment, other, by=clerk, at=now(), on=TODAY)

        appointment.refresh_from_db()
        assert (appointment.until, made.since) == (date(2026, 11, 21), TODAY)
        assert (made.contract_number, made.contract_until) == ("HT1", date(2026, 12, 31))

    def test_into_a_post_that_is_held_nothing_is_written(self, appointment, township, clerk):
        other = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=other, member__name="李强")

        with refused("该岗位由李强担任"):
            careers.transfer(appointment, other, by=clerk, at=now(), on=TODAY)
        appointment.refresh_from_db()
        assert appointment.until is None


class TestWarnings:
    def test_a_demand_to_mend_is_accepted_once(self, appointment, clerk):
        event = careers.warn(
            appointment, by=clerk, at=now(), kind="mending", on=date(2026, 11, 1), text="台账不全",
            due_on=date(2026, 11, 15),
        )  # fmt: skip

        careers.accept_mending(event, by=clerk, at=now(), done_on=TODAY, result="已补齐")
        with refused("已经验收"):
            careers.accept_mending(event, by=clerk, at=now(), done_on=TODAY, result="已补齐")

    def test_a_demand_to_mend_has_a_last_day(self, appointment, clerk):
        with refused("限期整改须有期限"):
            careers.warn(appointment, by=clerk, at=now(), kind="mending", on=TODAY, text="台账不全")


class TestLeaving:
    def test_with_what_is_handed_over(self, appointment, clerk):
        given = {"items": ["印章一枚", "台账八本"], "receiver": "王主任"}

        careers.leave(
            appointment, by=clerk, at=now(), until=TODAY, reason=EndReason.RESIGNED, hand_over=given
        )

        assert HandOver.objects.get().items == ["印章一枚", "台账八本"]

    def test_nothing_is_handed_over_by_who_stays(self, appointment, clerk):
        with refused("还在岗"):
            careers.save_hand_over(appointment, by=clerk, at=now(), on=TODAY, items=["印章"], receiver="王")


class TestAlerts:
    def kinds(self, county, on=TODAY):
        return [alert.kind for alert in alerts_in(scope_below(county), on)]

    def test_of_the_contract(self, county, appointment):
        assert self.kinds(county) == [AlertKind.CONTRACT_SOON]
        assert self.kinds(county, date(2027, 1, 1)) == [AlertKind.CONTRACT_OVER]

    def test_as_many_days_ahead_as_the_county_wants(self, county, appointment, clerk):
        careers.set_alert_rule(
            county, by=clerk, at=now(), since=date(2026, 1, 1), contract_days=10, age_days=0, card_days=0
        )

        assert self.kinds(county) == []

    @pytest.mark.parametrize(
        ("born", "kinds"),
        [
            (date(1966, 1, 1), []),
            (date(1966, 3, 1), []),
            (date(1965, 12, 1), [AlertKind.AGE_SOON]),
            (date(1965, 11, 22), [AlertKind.AGE_OVER]),
        ],
    )
    def test_of_the_age(self, county, village, clerk, born, kinds):
        careers.set_alert_rule(
            county, by=clerk, at=now(), since=date(2026, 1, 1), contract_days=0, age_days=30, card_days=0
        )
        AppointmentFactory(post=PostFactory(unit=village), member__birth_date=born)

        assert self.kinds(county) == kinds

    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            ({"card_state": CardState.CANCELLED}, AlertKind.CARD_OVER),
            ({"card_state": CardState.VALID, "card_expires_on": date(2026, 1, 1)}, AlertKind.CARD_OVER),
            ({"card_state": CardState.VALID, "card_expires_on": date(2026, 12, 1)}, AlertKind.CARD_SOON),
        ],
    )
    def test_of_ones_own_certificate(self, county, village, change, kind):
        person = PersonFactory(unit=village, **change)
        member = MemberFactory(unit=village, person=person)
        AppointmentFactory(post=PostFactory(unit=village), member=member)

        assert self.kinds(county) == [kind]

    def test_of_a_death_and_of_a_relative_who_has_gone(self, county, village, clerk):
        gone = {"archived_at": now(), "archived_by": clerk, "archive_date": TODAY}
        dead = PersonFactory(unit=village, archive_reason="death", **gone)
        moved = PersonFactory(unit=village, archive_reason="moved_out", **gone)
        first, second = (PostFactory(unit=village, number=number) for number in (1, 2))
        AppointmentFactory(post=first, member=MemberFactory(unit=village, person=dead))
        relative = MemberFactory(unit=village, kinship="spouse", relative=moved)
        AppointmentFactory(post=second, member=relative)

        assert self.kinds(county) == [AlertKind.DEAD, AlertKind.RELATIVE_GONE]

    def test_of_two_posts_at_once(self, county, village):
        first, second = (PostFactory(unit=village, number=number) for number in (1, 2))
        member = MemberFactory(unit=village)
        AppointmentFactory(post=first, member=member)
        Appointment.objects.create(
            post=second, member=member, since=date(2026, 1, 1), until=date(2026, 12, 31), end_reason="other"
        )

        assert self.kinds(county) == [AlertKind.TWO_POSTS] * 2


class TestPages:
    def test_alerts_filter_and_cost_the_same_for_many(
        self, client, sign_in, county, village, appointment, assert_flat_queries
    ):
        sign_in(county)
        url = reverse("life:alert_list")

        assert appointment.member.name in client.get(url, {"kind": "contract_soon"}).text
        assert "没有符合条件的提醒" in client.get(url, {"kind": "dead"}).text
        assert_flat_queries(
            url,
            lambda: AppointmentFactory(
                post=PostFactory(unit=village, number=5), contract_until=date(2026, 12, 1)
            ),
        )

    def test_a_member_leaves_with_a_hand_over_list_that_is_printed(
        self, client, sign_in, county, appointment
    ):
        sign_in(county)
        leave = reverse("staff:appointment_end", args=[appointment.pk])
        form = {"until": "2026-11-22", "reason": "resigned", "items": "印章一枚", "receiver": "王主任"}

        client.post(leave, form)
        sheet = client.get(reverse("life:hand_over_print", args=[appointment.pk]))
        page = client.get(appointment.member.get_absolute_url()).text

        assert sheet.content.startswith(b"%PDF")
        assert "离岗原因 辞职" in page

    @pytest.mark.parametrize(
        ("name", "form", "words"),
        [
            (
                "appointment_renew",
                {"on": "2026-11-22", "contract_until": "2029-12-31"},
                "已续聘至 2029-12-31",
            ),
            ("appointment_warn", {"kind": "talk", "on": "2026-11-22", "text": "走访少"}, "谈话提醒"),
        ],
    )
    def test_what_is_done_is_told_on_the_members_page(
        self, client, sign_in, county, appointment, name, form, words
    ):
        sign_in(county)

        page = client.post(reverse(f"life:{name}", args=[appointment.pk]), form, follow=True).text

        assert words in page

    def test_the_personal_file_is_printed(self, client, sign_in, county, appointment):
        sign_in(county)

        answer = client.get(reverse("life:file_print", args=[appointment.member.pk]))

        assert answer.content.startswith(b"%PDF")
