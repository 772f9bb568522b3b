"""Reports that are made by themselves: once a period, as of its last day, with the rights of today."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from assessments.services.checklists import install_defaults
from core.models import Job
from orgs.models import Unit
from reports.models import Delivery, Document, Schedule, ScheduledRun
from reports.schedules import services
from reports.schedules.spans import span_of
from tests.factories import PostingFactory
from tests.factories.schedules import ScheduledRunFactory, ScheduleFactory

THIRD = (date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture
def night(run_jobs, capsys):
    """Run the nightly command and the jobs it has put into the queue; return what it says."""

    def go():
        run_jobs(lambda: call_command("make_due_reports"))
        return capsys.readouterr().out

    return go


def periods():
    return list(ScheduledRun.objects.order_by("last").values_list("first", "last"))


def waiting_for(user):
    return list(Delivery.objects.waiting().filter(user=user))


class TestDue:
    def test_nothing_is_made_before_the_period_is_over(self, schedule, on, night):
        on(9, 29)

        assert "新开始 0 份" in night()
        assert not ScheduledRun.objects.exists()

    def test_on_the_last_day_it_is_made_as_of_that_day_and_waits(self, schedule, on, night, place):
        install_defaults(place.county)
        on(9, 30)

        said = night()

        document = Document.objects.get()
        assert "会宁县《九有检查表（2026 年第三季度）》：开始生成" in said
        assert (document.unit, document.year, document.quarter) == (place.towns[0], 2026, 3)
        assert document.snapshot.as_of == date(2026, 9, 30)
        assert document.made_by == place.clerk
        assert [own.user for own in Delivery.objects.waiting().order_by("user")] == [
            place.clerk, place.leader,
        ]  # fmt: skip

    def test_it_may_wait_some_days_for_the_data_but_states_the_last_day(self, schedule, on, night, place):
        install_defaults(place.county)
        Schedule.objects.update(offset=3)
        on(10, 2)
        night()
        assert not ScheduledRun.objects.exists()

        on(10, 3)
        night()

        assert Document.objects.get().snapshot.as_of == date(2026, 9, 30)

    def test_a_report_of_the_year_too_states_the_last_day_of_its_period(self, on, night, place):
        ScheduleFactory(
            unit=place.county, place=place.towns[0], report="year_summary", every="month",
            since=date(2026, 10, 1), offset=10,
        )  # fmt: skip
        on(10, 12)

        night()

        assert Document.objects.get().snapshot.as_of == date(2026, 9, 30)

    def test_what_was_due_before_it_was_switched_on_is_not_made(self, place, on, night):
        on(10, 2)
        ScheduleFactory(unit=place.county, since=date(2026, 10, 2))

        night()

        assert not ScheduledRun.objects.exists()

    def test_switched_off_makes_nothing(self, schedule, on, night, place):
        on(9, 20)
        services.switch(schedule, on=False, by=place.clerk, at=timezone.now())
        on(9, 30)

        night()

        assert not ScheduledRun.objects.exists()


class TestOnce:
    def test_the_next_night_makes_it_no_more(self, schedule, on, night, place):
        install_defaults(place.county)
        on(9, 30)
        night()

        assert "新开始 0 份" in night()
        on(10, 1)
        night()

        assert (ScheduledRun.objects.count(), Document.objects.count()) == (1, 1)

    def test_two_machines_at_once_make_it_once(self, schedule, on, monkeypatch):
        on(9, 30)
        at = timezone.now()
        unseen = services.runs_of(schedule).none()

        monkeypatch.setattr(services, "runs_of", lambda schedule: unseen)  # neither sees what the other does
        first, second = services.make_due(at=at), services.make_due(at=at)

        assert (len(first.begun), len(second.begun)) == (1, 0)
        assert Job.objects.count() == 1

    def test_the_database_refuses_a_second_one(self, schedule):
        ScheduledRunFactory(schedule=schedule)

        with pytest.raises(IntegrityError), transaction.atomic():
            ScheduledRunFactory(schedule=schedule)

    def test_a_changed_schedule_is_still_the_same(self, schedule, on, night, place):
        on(9, 30)
        night()
        facts = {"place": place.towns[0], "report": "jiuyou_sheet", "every": "quarter", "title": "九有"}
        services.set_schedule(place.county, code=schedule.code, by=place.manager, at=timezone.now(), **facts)

        night()

        assert periods() == [THIRD]


class TestCatchingUp:
    def test_a_machine_that_was_off_makes_every_period_it_missed(self, schedule, on, night, place):
        install_defaults(place.county)
        on(4, 2, 2027)

        night()

        assert periods() == [
            THIRD,
            (date(2026, 10, 1), date(2026, 12, 31)),
            (date(2027, 1, 1), date(2027, 3, 31)),
        ]
        assert [own.snapshot.as_of for own in Document.objects.order_by("pk")] == [
            date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31),
        ]  # fmt: skip

    def test_each_period_by_the_rule_of_its_day(self, schedule, on, place):
        on(11, 1)
        services.set_schedule(
            place.county, code=schedule.code, by=place.clerk, at=timezone.now(), place=place.towns[1],
            report="jiuyou_sheet", every="quarter", title="九有",
        )  # fmt: skip
        on(1, 5, 2027)

        made = services.make_due(at=timezone.now())

        assert [run.schedule.place for run in made.begun] == place.towns


class TestRights:
    def test_lost_rights_make_nothing_and_the_county_manager_is_told_why(self, schedule, on, night, place):
        place.clerk.postings.update(until=date(2026, 9, 10))
        on(9, 30)

        said = night()

        run = ScheduledRun.objects.get()
        assert (run.job, Document.objects.count()) == (None, 0)
        assert "没有做" in said
        assert f"由{place.clerk}负责，该用户现在不能为会师镇生成报表" in run.refusal
        assert "改由本人负责" in run.refusal
        assert waiting_for(place.manager)

    def test_a_closed_account_makes_nothing(self, schedule, on, night, place):
        place.clerk.is_active = False
        place.clerk.save()
        on(9, 30)

        night()

        assert "该账号已经停用" in ScheduledRun.objects.get().refusal
        assert waiting_for(place.manager)
        assert not waiting_for(place.clerk)

    def test_rights_lost_in_the_queue_count_too(self, schedule, on, run_jobs, place):
        on(9, 30)

        def begin_and_dismiss():
            call_command("make_due_reports")
            place.clerk.postings.all().delete()

        run_jobs(begin_and_dismiss)

        run = ScheduledRun.objects.get()
        assert run.has_failed
        assert "现在不能为会师镇生成报表" in run.reason
        assert waiting_for(place.manager)

    def test_somebody_else_who_takes_it_over_gets_it_made(self, schedule, on, night, place):
        install_defaults(place.county)
        place.clerk.postings.all().delete()
        on(9, 30)
        night()

        services.switch(Schedule.objects.get(), on=True, by=place.manager, at=timezone.now())
        night()  # the same day again: what failed is tried once a day
        assert not Document.objects.exists()
        on(10, 1)
        night()

        assert Document.objects.get().made_by == place.manager
        assert ScheduledRun.objects.get().is_done

    def test_a_closed_place_is_told(self, schedule, on, night, place):
        Unit.objects.filter(pk=place.towns[0].pk).update(valid_to=date(2026, 9, 15))
        on(9, 30)

        night()

        assert "会师镇已经撤销" in ScheduledRun.objects.get().refusal


class TestFailing:
    def test_is_told_with_its_reason_and_tried_again_each_night(self, schedule, on, night, place):
        on(9, 30)
        night()
        run = ScheduledRun.objects.get()
        assert run.has_failed
        assert "清单" in run.reason
        assert waiting_for(place.clerk)
        assert waiting_for(place.manager)

        install_defaults(place.county)
        on(10, 1)
        assert "再做 1 份" in night()

        assert ScheduledRun.objects.get().is_done
        assert Document.objects.get().snapshot.as_of == date(2026, 9, 30)
        assert waiting_for(place.clerk)
        assert not waiting_for(place.manager)  # a failure that is mended waits no more

    def test_is_given_up_after_the_days_of_the_schedule(self, schedule, on, night):
        on(9, 30)
        night()

        on(10, 8)

        assert "再做 0 份" in night()

    def test_once_seen_waits_again_when_it_fails_again(self, schedule, on, night, place):
        on(9, 30)
        night()
        services.take_note(ScheduledRun.objects.get(), by=place.manager, at=timezone.now())
        assert not waiting_for(place.manager)

        on(10, 1)
        night()

        assert waiting_for(place.manager)


class TestBatches:
    @pytest.mark.slow
    def test_of_every_township_is_one_file_that_waits(self, place, on, night):
        install_defaults(place.county)
        ScheduleFactory(
            unit=place.county, report="jiuyou_sheet", tier="township", form="zip", owner=place.clerk,
            title="九有检查表（每个乡镇（街道））",
        )  # fmt: skip
        on(9, 30)

        night()

        job = ScheduledRun.objects.get().job
        assert (job.state, job.result_name) == ("done", "会宁县每个乡镇（街道）九有检查表.zip")
        assert [own.unit for own in Document.objects.order_by("pk")] == place.towns


class TestNow:
    def test_makes_the_newest_period_that_is_over(self, schedule, on, place, run_jobs):
        install_defaults(place.county)
        on(9, 12)

        run_jobs(lambda: services.make_now(schedule, at=timezone.now()))

        assert periods() == [(date(2026, 4, 1), date(2026, 6, 30))]
        assert Document.objects.get().snapshot.as_of == date(2026, 6, 30)

    def test_not_twice(self, schedule, on):
        on(9, 30)
        ScheduledRunFactory(schedule=schedule)

        with pytest.raises(services.ScheduleRefused, match="2026 年第三季度的已经生成"):
            services.make_now(schedule, at=timezone.now())

    def test_a_period_that_has_not_begun_is_never_made(self, schedule, run_jobs):
        """Even if somebody wrote such a row by hand, the job refuses it."""
        ahead = span_of("quarter", date(2027, 2, 1))

        run_jobs(lambda: services.begin(schedule, ahead, at=timezone.now()))

        assert "不能是 2027" in ScheduledRun.objects.get().reason
        assert not Document.objects.exists()


class TestSetting:
    def test_the_same_twice_is_refused(self, schedule, place):
        with pytest.raises(services.ScheduleRefused, match="已有同样的定时报表"):
            services.set_schedule(
                place.county, by=place.clerk, at=timezone.now(), place=place.towns[0],
                report="jiuyou_sheet", every="quarter", title="另一条",
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("report", "tier"), [("jiuyou_sheet", "grassroots"), ("year_summary", "grassroots")]
    )
    def test_what_is_not_made_for_such_units_is_refused(self, place, report, tier):
        with pytest.raises(services.ScheduleRefused, match="适用于"):
            services.set_schedule(
                place.county, by=place.clerk, at=timezone.now(), place=place.towns[0], report=report,
                tier=tier, every="quarter", title="不行",
            )  # fmt: skip

    def test_a_change_keeps_what_held_before(self, schedule, on, place):
        on(9, 20)

        services.switch(schedule, on=False, by=place.manager, at=timezone.now())

        old, new = Schedule.objects.order_by("since")
        assert (old.until, old.is_on, new.is_on, new.owner) == (
            date(2026, 9, 19), True, False, place.manager,
        )  # fmt: skip

    def test_receivers_are_those_in_office_that_day(self, schedule, on, night, place):
        newcomer = PostingFactory(unit=place.county, role=Role.LEADER, since=date(2026, 9, 20)).user
        place.leader.postings.update(until=date(2026, 9, 19))
        on(9, 30)

        night()

        getting = set(Delivery.objects.filter(gets_result=True).values_list("user", flat=True))
        assert getting == {newcomer.pk, place.clerk.pk}
