"""Plans, places, marks, certificates and thresholds of training, through the services."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.roles import Role
from staff.models import Attendance, Enrolment
from staff.selectors.figures import scope_below
from staff.selectors.trainings import missing_in, trained_too_little, training_coverage
from staff.services.refusal import StaffRefused
from staff.services.trainings import add_attendances, update_attendance
from staff.trainings.services.certificates import issue_certificates
from staff.trainings.services.enrolments import enrol, remove_enrolment, set_quotas
from staff.trainings.services.plans import remove_plan, save_plan, set_training_rule
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    PostFactory,
    PostingFactory,
    TrainingFactory,
    VillageFactory,
)
from tests.factories.staff import TrainingPlanFactory

TODAY = date(2026, 11, 22)


def now():
    return timezone.now()


def refused(words):
    return pytest.raises(StaffRefused, match=words)


@pytest.fixture
def coming(county):
    return TrainingFactory(unit=county, title="岗前培训", held_on=date(2026, 12, 10))


@pytest.fixture
def township_clerk(township):
    return PostingFactory(unit=township, role=Role.TOWNSHIP_CLERK).user


def in_post(unit, count=1):
    return [
        AppointmentFactory(post=PostFactory(unit=unit, number=unit.posts.count() + 1)).member
        for _ in range(count)
    ]


class TestEnrolling:
    def test_a_township_enrols_its_own_people_within_its_places(
        self, coming, township, village, clerk, township_clerk
    ):
        first, second, third = in_post(village, 3)
        set_quotas(coming, {township: 2}, by=clerk, at=now())

        assert enrol(coming, [first], by=township_clerk, at=now()) == 1
        assert enrol(coming, [first], by=township_clerk, at=now()) == 0  # the second click
        with refused("会师镇有 2 个名额，还剩 1 个，不能再报 2 人"):
            enrol(coming, [second, third], by=township_clerk, at=now())
        assert Enrolment.objects.count() == 1

    def test_a_township_without_places_has_none_where_others_have(
        self, coming, county, township, village, clerk
    ):
        other = VillageFactory(parent__parent=county)
        (member,) = in_post(other)
        set_quotas(coming, {township: 2}, by=clerk, at=now())

        with refused("有 0 个名额"):
            enrol(coming, [member], by=clerk, at=now())

    def test_not_the_people_of_others(self, coming, elsewhere, township_clerk):
        with refused("不在您的管辖范围内"):
            enrol(coming, in_post(elsewhere), by=township_clerk, at=now())

    def test_not_after_the_last_day(self, coming, village, clerk):
        coming.enrols_until = date(2026, 11, 21)
        coming.save()

        with refused("报名已经截止"):
            enrol(coming, in_post(village), by=clerk, at=now())

    def test_places_are_not_taken_back_from_those_enrolled(self, coming, township, village, clerk):
        enrol(coming, in_post(village, 2), by=clerk, at=now())

        with refused("已报名 2 人，名额不能少于"):
            set_quotas(coming, {township: 1}, by=clerk, at=now())

    def test_an_enrolment_is_taken_back(self, coming, village, clerk):
        enrol(coming, in_post(village), by=clerk, at=now())

        remove_enrolment(Enrolment.objects.get(), by=clerk, at=now())

        assert not Enrolment.objects.exists()


class TestResults:
    def test_nobody_has_attended_what_is_still_to_come(self, coming, village, clerk):
        with refused("2026-12-10 才举办"):
            add_attendances(coming, in_post(village), by=clerk, at=now())

    @pytest.mark.parametrize(("score", "passed"), [("59.99", False), ("60", True)])
    def test_marks_decide_whether_it_is_a_pass(self, county, clerk, village, score, passed):
        attendance = AttendanceFactory(training__unit=county, member__unit=village, passed=not passed)

        update_attendance(
            attendance, by=clerk, at=now(), passed=True, certificate_number="", score=Decimal(score)
        )

        attendance.refresh_from_db()
        assert attendance.passed is passed

    def test_certificates_are_numbered_in_the_order_of_the_list(self, county, village, township, clerk):
        training = TrainingFactory(unit=county)
        late = AttendanceFactory(
            training=training, member__unit=VillageFactory(parent=township, path=f"{township.path}9999")
        )
        early = AttendanceFactory(training=training, member__unit=village)
        failed = AttendanceFactory(training=training, member__unit=village, passed=False)

        assert issue_certificates(training, by=clerk, at=now()) == 2
        with refused("没有要发的"):
            issue_certificates(training, by=clerk, at=now())

        for row in (late, early, failed):
            row.refresh_from_db()
        numbers = [row.certificate_number[-9:] for row in (early, late, failed)]
        assert numbers == ["2026-0001", "2026-0002", ""]

    def test_a_number_written_by_hand_is_passed_over(self, county, village, clerk):
        taken = f"PX{county.code[:6]}-2026-0001"
        AttendanceFactory(certificate_number=taken)
        training = TrainingFactory(unit=county)
        own = AttendanceFactory(training=training, member__unit=village)

        issue_certificates(training, by=clerk, at=now())

        own.refresh_from_db()
        assert own.certificate_number.endswith("-0002")

    def test_a_number_that_is_out_is_not_changed(self, county, village, clerk):
        training = TrainingFactory(unit=county)
        own = AttendanceFactory(training=training, member__unit=village)
        issue_certificates(training, by=clerk, at=now())

        with refused("已编号发出"):
            update_attendance(own, by=clerk, at=now(), passed=False, certificate_number="")


class TestThresholds:
    def test_two_trainings_a_year_are_wanted_without_a_rule(self, county, village):
        (member,) = in_post(village)
        AttendanceFactory(training=TrainingFactory(unit=county), member=member)

        (missing,) = missing_in(_below(county), 2026, TODAY)

        assert (missing.appointment.member, missing.times, missing.wanted) == (member, 1, 2)

    def test_a_county_wants_another_number_from_a_day_on(self, county, village, clerk):
        (member,) = in_post(village)
        AttendanceFactory(training=TrainingFactory(unit=county), member=member)
        before = training_coverage(_below(county), 2026, TODAY)

        set_training_rule(
            county, by=clerk, at=now(), since=date(2026, 11, 1), times_a_year=1, coverage_percent=95,
            pass_mark=70,
        )  # fmt: skip

        assert before.trained_enough == 0
        assert training_coverage(_below(county), 2026, TODAY).trained_enough == 1
        assert training_coverage(_below(county), 2026, date(2026, 10, 31)).trained_enough == 0
        assert missing_in(_below(county), 2026, TODAY) == []
        assert not trained_too_little(type(member).objects.all(), on=TODAY).exists()

    def test_what_is_to_come_is_no_attendance(self, county, coming, village, clerk):
        enrol(coming, in_post(village), by=clerk, at=now())

        assert training_coverage(_below(county), 2026, TODAY).trained == 0
        assert not Attendance.objects.exists()


class TestPlans:
    def test_a_plan_of_which_a_training_has_come_stays(self, county, clerk):
        plan = TrainingPlanFactory(unit=county)
        TrainingFactory(unit=county, plan=plan)

        with refused("已按这项计划安排培训"):
            remove_plan(plan, by=clerk, at=now())

    def test_the_same_course_is_planned_once_a_month(self, county, clerk):
        plan = TrainingPlanFactory(unit=county, title="政策")

        with refused("已有同一内容的培训计划"):
            save_plan(TrainingPlanFactory.build(unit=county, title=plan.title), by=clerk, at=now())


def _below(county):

    return scope_below(county)
