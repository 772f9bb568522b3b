from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from registry.choices import ArchiveReason
from staff.choices import EndReason, Payer, PostType, RunState
from staff.models import Member, StipendAdjustment, StipendLine, StipendMonth, StipendRule
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    StipendRunFactory,
    StipendStandardFactory,
    TrainingFactory,
    UserFactory,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def refused():
    """The database, not only the form, must refuse what is written inside."""

    def check(write):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()

    return check


class TestTheDatabaseRefuses:
    def test_two_people_in_one_post(self, refused):
        held = AppointmentFactory()

        refused(lambda: AppointmentFactory(post=held.post))

    def test_one_person_in_two_posts(self, refused):
        held = AppointmentFactory()

        refused(lambda: AppointmentFactory(member=held.member))

    def test_an_appointment_that_ends_before_it_begins(self, refused):
        refused(
            lambda: AppointmentFactory(
                since=date(2026, 1, 1), until=date(2025, 12, 31), end_reason=EndReason.RESIGNED
            )
        )

    def test_leaving_without_a_reason(self, refused):
        refused(lambda: AppointmentFactory(until=date(2026, 1, 1)))

    def test_a_reason_without_leaving(self, refused):
        refused(lambda: AppointmentFactory(end_reason=EndReason.RESIGNED))

    def test_two_posts_of_one_number(self, refused):
        post = PostFactory()

        refused(lambda: PostFactory(unit=post.unit))

    def test_a_post_abolished_before_it_is_established(self, refused):
        refused(lambda: PostFactory(established_on=date(2026, 1, 1), abolished_on=date(2026, 1, 1)))

    def test_two_members_with_one_id_number(self, refused):
        member = MemberFactory()

        refused(lambda: MemberFactory(id_number=member.id_number))

    def test_one_person_of_the_register_as_two_members(self, refused):
        member = MemberFactory(person=PersonFactory())

        refused(lambda: MemberFactory(person=member.person))

    def test_the_same_training_twice(self, refused):
        training = TrainingFactory()

        refused(lambda: TrainingFactory(unit=training.unit))

    def test_a_training_without_hours(self, refused):
        refused(lambda: TrainingFactory(hours=0))

    def test_attending_twice(self, refused):
        attendance = AttendanceFactory()

        refused(lambda: AttendanceFactory(training=attendance.training, member=attendance.member))

    def test_one_certificate_for_two_people(self, refused):
        AttendanceFactory(certificate_number="PX0001")

        refused(lambda: AttendanceFactory(certificate_number="PX0001"))

    def test_two_open_standards_of_one_post_type(self, refused):
        standard = StipendStandardFactory()

        refused(lambda: StipendStandardFactory(unit=standard.unit, since=date(2014, 1, 1)))

    def test_a_standard_of_nothing(self, refused):
        refused(lambda: StipendStandardFactory(monthly_amount=Decimal(0)))

    def test_a_standard_from_the_middle_of_a_month(self, refused):
        refused(lambda: StipendStandardFactory(since=date(2013, 1, 15)))

    def test_a_cutoff_day_that_february_lacks(self, refused, county):
        refused(lambda: StipendRule.objects.create(unit=county, since=date(2026, 1, 1), cutoff_day=29))

    def test_two_runs_of_one_half_year(self, refused):
        run = StipendRunFactory()

        refused(lambda: StipendRunFactory(unit=run.unit))

    def test_a_review_by_the_maker(self, refused):
        maker = UserFactory()

        refused(
            lambda: StipendRunFactory(
                state=RunState.REVIEWED, made_by=maker, reviewed_by=maker, reviewed_at=NOON, needs_second=True
            )
        )

    @pytest.mark.parametrize("same", ["made_by", "reviewed_by"])
    def test_an_approval_by_one_of_the_two_before(self, refused, same):
        people = {"made_by": UserFactory(), "reviewed_by": UserFactory()}

        refused(
            lambda: StipendRunFactory(
                state=RunState.LOCKED, locked_at=NOON, needs_second=True, approved_by=people[same], **people
            )
        )

    @pytest.mark.parametrize("state", [RunState.LOCKED, RunState.NOTICE, RunState.EXPORTED, RunState.CLOSED])
    def test_a_run_past_the_review_without_one(self, refused, state):
        refused(lambda: StipendRunFactory(state=state, locked_at=NOON))

    def test_a_locked_run_without_the_second_approval_it_needs(self, refused):
        refused(
            lambda: StipendRunFactory(
                state=RunState.LOCKED, locked_at=NOON, reviewed_by=UserFactory(), needs_second=True
            )
        )

    def test_a_negative_payment(self, refused):
        run = StipendRunFactory()

        refused(lambda: _line(run, pay=Decimal(0), recovery=Decimal(100), amount=Decimal(-100)))

    def test_a_payment_that_does_not_add_up(self, refused):
        run = StipendRunFactory()

        refused(lambda: _line(run, pay=Decimal("100.00"), amount=Decimal("100.01")))

    def test_a_bonus_decided_by_its_proposer(self, refused):
        user, member = UserFactory(), MemberFactory()
        facts = {"member": member, "unit": member.unit, "kind": "bonus", "month": date(2026, 7, 1)}
        facts |= {"proposed_by": user, "proposed_at": NOON, "decided_by": user, "decided_at": NOON}

        refused(lambda: StipendAdjustment.objects.create(state="approved", amount=50, **facts))

    def test_paying_a_month_twice(self, refused):
        line = _line(StipendRunFactory())
        _month(line)
        again = _line(StipendRunFactory(first_month=date(2026, 7, 1)), appointment=line.appointment)

        refused(lambda: _month(again))

    def test_a_month_that_is_not_a_first_day(self, refused):
        line = _line(StipendRunFactory())

        refused(lambda: _month(line, month=date(2026, 1, 2)))


class TestMember:
    def test_numbers_are_unreadable_in_the_database(self):
        member = MemberFactory(phone="13812345678")

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id_number, phone, bank_account FROM staff_member WHERE id = %s", [member.pk]
            )
            stored = cursor.fetchone()

        assert member.id_number not in stored
        assert "13812345678" not in stored
        assert member.bank_account not in stored

    def test_is_found_by_part_of_the_name(self):
        member = MemberFactory(name="赵红霞")

        assert Member.objects.matching("红霞").get() == member

    def test_is_found_by_initials(self):
        member = MemberFactory(name="赵红霞")

        assert Member.objects.matching("zhx").get() == member

    def test_is_found_by_the_whole_id_number(self):
        member = MemberFactory()
        MemberFactory()

        assert Member.objects.matching(member.id_number).get() == member

    def test_has_died_when_the_register_says_so(self):
        person = PersonFactory(
            archived_at=NOON,
            archived_by=UserFactory(),
            archive_reason=ArchiveReason.DEATH,
            archive_date=date(2026, 5, 3),
        )

        assert MemberFactory(person=person).died_on == date(2026, 5, 3)

    def test_has_not_died_by_moving_out(self):
        person = PersonFactory(
            archived_at=NOON,
            archived_by=UserFactory(),
            archive_reason=ArchiveReason.MOVED_OUT,
            archive_date=date(2026, 5, 3),
        )

        assert MemberFactory(person=person).died_on is None

    def test_ages_on_the_birthday(self):
        member = MemberFactory(birth_date=date(1980, 3, 2))

        assert (member.age_on(date(2026, 3, 1)), member.age_on(date(2026, 3, 2))) == (45, 46)


def _line(run, **facts):
    appointment = facts.pop("appointment", None) or AppointmentFactory()
    values = {"amount": Decimal("100.00"), "pay": Decimal("100.00"), "months": 1} | facts
    return StipendLine.objects.create(
        run=run,
        appointment=appointment,
        member=appointment.member,
        unit=appointment.post.unit,
        name=appointment.member.name,
        post_type=PostType.VILLAGE_MEMBER,
        payer=Payer.COUNTY_BUDGET,
        **values,
    )


def _month(line, month=date(2026, 1, 1)):
    return StipendMonth.objects.create(
        line=line, member=line.member, month=month, amount=Decimal("100.00"), payer=Payer.COUNTY_BUDGET
    )
