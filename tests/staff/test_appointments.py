from datetime import date

import pytest

from registry.choices import ArchiveReason
from staff.choices import EndReason
from staff.models import Appointment
from staff.services import appointments
from staff.services.refusal import StaffRefused
from tests.factories import (
    AppointmentFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    VillageFactory,
)
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)


@pytest.fixture
def post(village):
    return PostFactory(unit=village)


class TestAppoint:
    def test_puts_the_member_into_the_post(self, post, clerk, village):
        member = MemberFactory(unit=village)

        appointments.appoint(
            member, post, by=clerk, at=NOON, since=TODAY, contract_number="HT-1", work_permit_number="SG-1"
        )

        appointment = Appointment.objects.get(post=post)
        assert (appointment.member, appointment.since, appointment.until) == (member, TODAY, None)
        assert (appointment.contract_number, appointment.work_permit_number) == ("HT-1", "SG-1")

    def test_moves_the_member_to_the_unit_of_the_post(self, post, clerk, township):
        member = MemberFactory(unit=VillageFactory(parent=township))

        appointments.appoint(member, post, by=clerk, at=NOON, since=TODAY)

        member.refresh_from_db()
        assert member.unit == post.unit

    def test_refuses_a_post_that_is_held(self, post, clerk, village):
        AppointmentFactory(post=post, member__name="李强")

        with pytest.raises(StaffRefused, match="由李强担任，请先办理离岗"):
            appointments.appoint(MemberFactory(unit=village), post, by=clerk, at=NOON, since=TODAY)

    def test_refuses_a_second_post_for_one_person(self, post, clerk, township):
        held = AppointmentFactory(post__unit=VillageFactory(parent=township, name="北什村"))

        with pytest.raises(StaffRefused, match="已担任北什村专职委员，不能同时担任两个岗位"):
            appointments.appoint(held.member, post, by=clerk, at=NOON, since=TODAY)

    def test_refuses_days_of_the_holder_before(self, post, clerk, village):
        AppointmentFactory(
            post=post, member__name="李强", until=date(2026, 10, 31), end_reason=EndReason.RESIGNED
        )

        with pytest.raises(StaffRefused, match="李强在该岗位到 2026-10-31 为止"):
            appointments.appoint(
                MemberFactory(unit=village), post, by=clerk, at=NOON, since=date(2026, 10, 31)
            )

    def test_takes_the_day_after_the_holder_before(self, post, clerk, village):
        AppointmentFactory(post=post, until=date(2026, 10, 31), end_reason=EndReason.RESIGNED)

        appointment = appointments.appoint(
            MemberFactory(unit=village), post, by=clerk, at=NOON, since=date(2026, 11, 1)
        )

        assert appointment.since == date(2026, 11, 1)

    def test_refuses_days_that_the_member_spent_in_another_post(self, post, clerk, township):
        before = AppointmentFactory(
            post__unit=VillageFactory(parent=township),
            until=date(2026, 11, 10),
            end_reason=EndReason.TRANSFERRED,
        )

        with pytest.raises(StaffRefused, match="到 2026-11-10 为止，到岗日期须在此之后"):
            appointments.appoint(before.member, post, by=clerk, at=NOON, since=date(2026, 11, 10))

    def test_refuses_an_abolished_post(self, clerk, village):
        post = PostFactory(unit=village, abolished_on=date(2026, 1, 1))

        with pytest.raises(StaffRefused, match="已于 2026-01-01 撤销"):
            appointments.appoint(MemberFactory(unit=village), post, by=clerk, at=NOON, since=TODAY)

    def test_refuses_a_day_before_the_post_was_established(self, clerk, village):
        post = PostFactory(unit=village, established_on=date(2026, 6, 1))

        with pytest.raises(StaffRefused, match="2026-06-01 才设立"):
            appointments.appoint(
                MemberFactory(unit=village), post, by=clerk, at=NOON, since=date(2026, 5, 31)
            )

    def test_refuses_the_future(self, post, clerk, village):
        with pytest.raises(StaffRefused, match="到岗日期不能晚于今天"):
            appointments.appoint(
                MemberFactory(unit=village), post, by=clerk, at=NOON, since=date(2026, 11, 23)
            )

    def test_refuses_the_dead(self, post, clerk, village):
        person = PersonFactory(
            archived_at=NOON,
            archived_by=clerk,
            archive_reason=ArchiveReason.DEATH,
            archive_date=date(2026, 5, 3),
        )

        with pytest.raises(StaffRefused, match="已于 2026-05-03 登记死亡"):
            appointments.appoint(
                MemberFactory(unit=village, person=person), post, by=clerk, at=NOON, since=TODAY
            )

    def test_refuses_a_contract_that_ends_before_it_begins(self, post, clerk, village):
        with pytest.raises(StaffRefused, match="合同期至须晚于到岗日期"):
            appointments.appoint(
                MemberFactory(unit=village), post, by=clerk, at=NOON, since=TODAY, contract_until=TODAY
            )

    def test_refuses_a_post_of_another_county(self, clerk, village):
        post = PostFactory()

        with pytest.raises(StaffRefused, match="管辖范围"):
            appointments.appoint(MemberFactory(unit=village), post, by=clerk, at=NOON, since=TODAY)

    def test_refuses_a_member_of_another_county(self, post, clerk, elsewhere):
        with pytest.raises(StaffRefused, match="此人不在您的管辖范围内"):
            appointments.appoint(MemberFactory(unit=elsewhere), post, by=clerk, at=NOON, since=TODAY)

    def test_refuses_those_who_may_only_look(self, post, village, county):
        leader = PostingFactory(unit=county, as_leader=True).user

        with pytest.raises(StaffRefused, match="管辖范围"):
            appointments.appoint(MemberFactory(unit=village), post, by=leader, at=NOON, since=TODAY)


class TestEndAppointment:
    def end(self, appointment, by, **facts):
        facts = {"until": date(2026, 11, 20), "reason": EndReason.RESIGNED} | facts
        return appointments.end_appointment(appointment, by=by, at=NOON, **facts)

    def test_keeps_the_last_day_and_the_reason(self, post, clerk):
        appointment = AppointmentFactory(post=post)

        self.end(appointment, clerk)

        appointment.refresh_from_db()
        assert (appointment.until, appointment.end_reason) == (date(2026, 11, 20), EndReason.RESIGNED)

    def test_refuses_twice(self, post, clerk):
        appointment = AppointmentFactory(post=post)
        self.end(appointment, clerk)

        with pytest.raises(StaffRefused, match="已于 2026-11-20 离岗"):
            self.end(appointment, clerk)

    def test_refuses_a_day_before_the_first(self, post, clerk):
        with pytest.raises(StaffRefused, match="不能早于到岗日期 2020-01-01"):
            self.end(AppointmentFactory(post=post), clerk, until=date(2019, 12, 31))

    def test_refuses_the_future(self, post, clerk):
        with pytest.raises(StaffRefused, match="离岗日期不能晚于今天"):
            self.end(AppointmentFactory(post=post), clerk, until=date(2026, 11, 23))

    def test_refuses_an_unknown_reason(self, post, clerk):
        with pytest.raises(StaffRefused, match="请选择离岗原因"):
            self.end(AppointmentFactory(post=post), clerk, reason="whim")

    def test_refuses_another_county(self, clerk):
        with pytest.raises(StaffRefused, match="管辖范围"):
            self.end(AppointmentFactory(), clerk)


class TestUpdateContract:
    def test_keeps_the_new_term(self, post, clerk):
        appointment = AppointmentFactory(post=post)

        appointments.update_contract(
            appointment, by=clerk, at=NOON, contract_number="HT-9", contract_until=date(2028, 1, 1)
        )

        appointment.refresh_from_db()
        assert (appointment.contract_number, appointment.contract_until) == ("HT-9", date(2028, 1, 1))

    def test_refuses_a_term_that_is_over_before_it_begins(self, post, clerk):
        with pytest.raises(StaffRefused, match="合同期至"):
            appointments.update_contract(
                AppointmentFactory(post=post), by=clerk, at=NOON, contract_until=date(2019, 1, 1)
            )
