"""Setting schedules, and what waits for whom on the workbench."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from core.models import Job
from reports.models import Delivery, Schedule, ScheduledRun
from reports.schedules.defaults import proposals
from tests.factories import PostingFactory
from tests.factories.reports import DocumentFactory
from tests.factories.schedules import DeliveryFactory, ScheduledRunFactory, ScheduleFactory

HOME = reverse("reports:workbench")
LIST = reverse("schedules:schedule_list")
NEW = reverse("schedules:schedule_create")
RUNS = reverse("schedules:run_list")


@pytest.fixture
def todos(client):
    """Return {text: todo} of the workbench."""
    return lambda: {own.text: own for own in client.get(HOME).context["board"].todos if "定时" in own.text}


@pytest.fixture
def signed(client, place):
    """Sign in the county's clerk."""
    client.force_login(place.clerk)
    return place.clerk


def wanted(place, **other):
    return {
        "what": "jiuyou_sheet:", "place": place.pk, "title": "", "every": "quarter", "offset": "3",
        "form": "pdf", "roles": ["leader"], "retry_days": "7", "is_on": "on",
    } | other  # fmt: skip


class TestSetting:
    def test_proposals_are_off_until_the_county_turns_them_on(self, client, signed, place):
        text = client.get(LIST).text
        assert all(own.title in text for own in proposals())
        assert not Schedule.objects.exists()

        answer = client.post(reverse("schedules:proposal_accept", args=["quarter_bulletin"]), follow=True)

        made = Schedule.objects.get()
        assert (made.unit, made.place, made.owner, made.since) == (
            place.county, place.county, signed, date(2026, 9, 1),
        )  # fmt: skip
        assert "已启用：每季度最后一天生成目标考核季通报，由您负责。" in answer.text
        assert answer.text.count("目标考核季通报</th>") == 1

    def test_a_township_is_offered_no_proposals_of_the_county(self, client, sign_in, place):
        sign_in(place.towns[0], as_township_clerk=True)

        assert "建议（还没有启用）" not in client.get(LIST).text
        client.post(reverse("schedules:proposal_accept", args=["quarter_bulletin"]))
        assert not Schedule.objects.exists()

    def test_one_is_set_for_any_place_below_in_the_care_of_who_sets_it(self, client, signed, place):
        client.post(NEW, wanted(place.towns[0]))

        made = Schedule.objects.get()
        assert (made.unit, made.place, made.title, made.when) == (
            place.county, place.towns[0], "九有检查表", "每季度结束后第 3 天",
        )  # fmt: skip
        assert (made.owner, made.roles) == (signed, ["leader"])

    def test_a_township_sets_its_own(self, client, sign_in, place):
        sign_in(place.towns[0], as_township_clerk=True)

        client.post(NEW, wanted(place.towns[0], what="liuyou_sheet:grassroots", form="zip"))

        made = Schedule.objects.get()
        assert (made.unit, made.tier, made.form) == (place.towns[0], "grassroots", "zip")

    def test_a_township_reads_what_the_county_has_set_and_changes_nothing(
        self, client, sign_in, schedule, place
    ):
        sign_in(place.towns[0], as_township_clerk=True)

        assert "会宁县的规定" in client.get(LIST).text
        assert client.get(reverse("schedules:schedule_edit", args=[schedule.pk])).status_code == 404

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"what": "jiuyou_sheet:grassroots"}, "有效的选项"),
            ({"what": "quarter_bulletin:township", "offset": "61"}, "60"),
            ({"every": "week"}, "week"),
        ],
    )
    def test_nonsense_is_refused(self, client, signed, place, given, said):
        answer = client.post(NEW, wanted(place.county, **given))

        assert answer.status_code == 200
        assert said in answer.text
        assert not Schedule.objects.exists()

    def test_the_same_twice_is_refused_with_the_reason(self, client, signed, place):
        answer = client.post(NEW, wanted(place.county, what="quarter_bulletin:township"))
        assert answer.status_code == 302

        assert (
            "已有同样的定时报表"
            in client.post(NEW, wanted(place.county, what="quarter_bulletin:township")).text
        )

    def test_who_changes_it_is_in_charge(self, client, schedule, place):
        client.force_login(place.manager)
        url = reverse("schedules:schedule_edit", args=[schedule.pk])
        assert 'value="jiuyou_sheet:" selected' in client.get(url).text

        client.post(url, wanted(place.towns[0], title="九有"))

        now = Schedule.objects.get()
        assert (now.owner, now.title, now.pk) == (
            place.manager,
            "九有",
            schedule.pk,
        )  # the same day: corrected

    def test_making_at_once_leads_to_what_becomes_of_it(self, client, signed, schedule):
        answer = client.post(reverse("schedules:schedule_make", args=[schedule.pk]))

        run = ScheduledRun.objects.get()
        assert answer.url == run.get_absolute_url()
        assert run.job.requested_by == schedule.owner
        assert "排队中" in client.get(answer.url).text

    def test_the_list_tells_last_and_next(self, client, signed, schedule, on):
        ScheduledRunFactory(schedule=schedule)
        on(10, 5)
        client.force_login(signed)

        line = client.get(LIST).context["lines"][0]

        assert (line.last.span.label, line.next_due) == ("2026 年第三季度", date(2026, 12, 31))

    def test_the_list_costs_the_same_for_many(self, client, signed, schedule, place, assert_flat_queries):
        ScheduledRunFactory(schedule=schedule)

        def add():
            for _ in range(3):
                ScheduledRunFactory(schedule=ScheduleFactory(unit=place.county, owner=place.clerk))

        assert_flat_queries(LIST, add)
        assert_flat_queries(RUNS, add)


class TestWorkbench:
    @pytest.fixture
    def run(self, schedule, on):
        on(10, 1)
        return ScheduledRunFactory(schedule=schedule)

    def test_a_result_waits_until_it_is_opened(self, client, run, place, todos):
        DeliveryFactory(run=run, user=place.leader)
        document = DocumentFactory(unit=place.towns[0], kind="jiuyou_sheet", job=run.job)
        client.force_login(place.leader)
        line = todos()["份定时报表已经做好：九有检查表（2026 年第三季度）"]
        assert (line.number, line.url) == (1, run.get_absolute_url())
        assert document.title in client.get(line.url).text

        answer = client.post(reverse("schedules:run_seen", args=[run.pk]), {"open": "1"})

        assert answer.url == document.get_absolute_url()
        assert todos() == {}
        assert Delivery.objects.get().seen_at == timezone.now()

    def test_it_may_be_taken_note_of_without_opening(self, client, run, place, todos):
        DeliveryFactory(run=run, user=place.leader)
        client.force_login(place.leader)

        client.post(reverse("schedules:run_seen", args=[run.pk]))

        assert todos() == {}

    def test_it_waits_for_nobody_else(self, client, run, place, todos):
        DeliveryFactory(run=run, user=place.leader)
        client.force_login(place.manager)

        assert todos() == {}

    def test_a_result_that_nobody_may_see_any_more_does_not_wait(self, client, run, place, todos):
        DeliveryFactory(run=run, user=place.leader)
        place.leader.postings.all().delete()
        PostingFactory(user=place.leader, role=Role.LEADER)
        client.force_login(place.leader)

        assert todos() == {}
        assert client.get(run.get_absolute_url()).status_code == 404

    def test_a_failure_waits_with_its_reason_and_on_top(self, client, run, place, todos):
        Job.objects.filter(pk=run.job_id).update(
            state=Job.State.FAILED, message="会师镇没有清单。", finished_at=timezone.now()
        )
        DeliveryFactory(run=run, user=place.manager, gets_result=False)
        client.force_login(place.manager)

        line = todos()["份定时报表没有做成：九有检查表（2026 年第三季度）"]

        assert (line.tone, line.note) == ("bad", "会师镇没有清单。")
        assert "现在再做一次" in client.get(run.get_absolute_url()).text

    def test_trying_again_by_hand(self, client, run, place):
        Job.objects.filter(pk=run.job_id).update(state=Job.State.FAILED)
        client.force_login(place.manager)

        answer = client.post(reverse("schedules:run_again", args=[run.pk]), follow=True)

        assert "已重新开始" in answer.text
        assert ScheduledRun.objects.get().job.state == Job.State.WAITING

    def test_many_are_one_line(self, client, run, place, todos, assert_flat_queries):
        DeliveryFactory(run=run, user=place.leader)
        client.force_login(place.leader)

        def add():
            for _ in range(2):
                own = ScheduleFactory(unit=place.county, owner=place.clerk)
                DeliveryFactory(run=ScheduledRunFactory(schedule=own), user=place.leader)

        add()
        assert_flat_queries(HOME, add)
        line = todos()["份定时报表已经做好"]

        assert (line.number, line.url) == (5, f"{RUNS}?waiting=1")
        assert client.get(line.url).context["runs"].paginator.count == 5

    def test_the_file_of_a_batch_is_sent_to_readers_and_noted(self, client, run, place):
        run.job.result.save("sheets.zip", ContentFile(b"PK"), save=False)
        run.job.result_name = "九有检查表.zip"
        run.job.save()
        client.force_login(place.leader)

        answer = client.get(reverse("schedules:run_file", args=[run.pk]))

        assert answer.getvalue() == b"PK"
        noted = AuditEntry.objects.filter(event=AuditEntry.Event.EXPORT).get()
        assert (noted.actor, noted.unit_path) == (place.leader, place.towns[0].path)
