"""The pages of the appraisal: what they show, refuse and save."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.appraisals.models import (
    Appraisal,
    AppraisalConsequence,
    AppraisalMark,
    AppraisalReport,
    AppraisalYear,
)
from assessments.appraisals.services import judging
from assessments.appraisals.services.meetings import make_codes
from assessments.appraisals.views import voting
from staff.models import CareerEvent
from tests.assessments.appraisals.test_final import final, hung
from tests.factories import CommunityFactory
from tests.factories.appraisals import NOON, World
from tests.factories.staff import small_pdf


@pytest.fixture
def world():
    return World(people=2)


@pytest.fixture
def as_(client):
    def go(user):
        client.force_login(user)
        return client

    return go


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


class TestTheBoard:
    def test_shows_how_far_everybody_is(self, as_, world):
        world.complete()

        page = as_(world.clerk).get(url("board"))

        assert "第1村委员" in page.text
        assert "待提出等次" in page.text
        assert "缺 6 项：第一季度日常考核未评分等" in page.text

    def test_shows_a_village_only_its_own(self, as_, world):
        page = as_(world.of_village).get(url("board"))

        assert "第1村委员" in page.text
        assert "第2村委员" not in page.text

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("step=complete", ["第1村委员"]),
            ("q=第2", ["第2村委员"]),
            ("level=township", []),
            ("grade=basic", []),
        ],
    )
    def test_filters(self, as_, world, query, shown):
        world.complete()

        text = as_(world.clerk).get(f"{url('board')}?{query}").text

        assert [name for name in ("第1村委员", "第2村委员") if name in text] == shown

    def test_costs_the_same_for_many(self, as_, world, assert_flat_queries):
        client = as_(world.clerk)

        def more():
            for number in range(5):
                world.appoint(CommunityFactory(parent=world.township, name=f"社区{number}"))
            world.refresh()
            for one in world.appraisals()[1:4]:
                world.complete(one)

        world.complete()
        assert_flat_queries(url("board"), more)
        assert client.get(url("board")).status_code == 200

    @pytest.mark.parametrize("name", ["meeting_list", "year_result", "roll_print"])
    def test_has_pages_that_cost_the_same_for_many(self, as_, world, assert_flat_queries, name):
        as_(world.clerk)

        def more():
            for number in range(4):
                world.appoint(CommunityFactory(parent=world.township, name=f"社区{number}"))
            world.refresh()
            for one in world.appraisals()[1:]:
                world.complete(one)

        world.complete()
        assert_flat_queries(url(name, *([world.year.pk] if name == "year_result" else [])), more)

    def test_without_a_year_leads_the_county_to_open_one(self, as_, world):
        Appraisal.objects.all().delete()
        AppraisalYear.objects.all().delete()

        assert "布置考核" in as_(world.clerk).get(url("board")).text
        assert "县残联还没有布置" in as_(world.of_village).get(url("board")).text


class TestOpeningAYear:
    def test_lists_everybody_in_post(self, as_, world):
        facts = {
            "year": 2024, "basis": "会残发〔2024〕31号", "note": "", "ballots_from": "2024-12-01",
            "ballots_until": "2024-12-25", "propose_until": "2024-12-31",
        }  # fmt: skip

        page = as_(world.clerk).post(url("year_create", world.county.pk), facts, follow=True)

        assert "已布置2024 年度专职委员考核，名单 2 人。" in page.text

    def test_explains_dates_that_do_not_fit(self, as_, world):
        facts = {
            "year": 2024, "ballots_from": "2024-12-01", "ballots_until": "2024-11-25",
            "propose_until": "2024-12-31",
        }  # fmt: skip

        assert (
            "测评截止不能早于开始" in as_(world.clerk).post(url("year_create", world.county.pk), facts).text
        )

    def test_goes_by_terms_that_add_up(self, as_, world):
        page = as_(world.clerk).get(url("rule_edit", world.county.pk))
        facts = {name: value for name, value in page.context["form"].initial.items() if value is not False}

        refused = as_(world.clerk).post(url("rule_edit", world.county.pk), facts | {"township_daily": 70})
        saved = as_(world.clerk).post(
            url("rule_edit", world.county.pk), facts | {"name": "新办法"}, follow=True
        )

        assert "合计 105 分，应为 100 分" in refused.text
        assert "新办法" in saved.text


class TestAReport:
    FACTS = {"revision": 0, "held_on": "2026-01-05", "place": "镇政府", "text": "走访 240 户。"}

    def post(self, client, world, **more):
        return client.post(url("report_edit", world.one.pk, "above"), self.FACTS | more, follow=True)

    def test_is_written_by_the_member_with_a_file(self, as_, world):
        page = self.post(as_(world.of_village), world, upload=small_pdf("述职.pdf"))

        assert "已保存向乡镇（街道）班子的述职报告" in page.text
        report = AppraisalReport.objects.get()
        assert report.files.get().name == "述职.pdf"
        assert as_(world.clerk).get(url("file_show", report.files.get().pk)).status_code == 200

    def test_loses_a_file_that_was_uploaded_by_mistake(self, as_, world):
        self.post(as_(world.of_village), world, upload=small_pdf("别人的.pdf"))
        kept = AppraisalReport.objects.get().files.get()

        page = as_(world.of_village).post(url("file_withdraw", kept.pk), follow=True)

        assert "已撤下“别人的.pdf”。" in page.text
        assert as_(world.clerk).get(url("file_show", kept.pk)).status_code == 404

    def test_keeps_what_the_slower_of_two_has_typed(self, as_, world):
        self.post(as_(world.of_township), world)

        page = self.post(as_(world.of_village), world, text="我另写的一份。")

        assert f"{world.of_township}已先保存" in page.text
        assert "我另写的一份。" in page.text
        again = self.post(as_(world.of_village), world, text="我另写的一份。", revision=1)
        assert "已保存" in again.text

    def test_for_nobody_in_particular_does_not_exist(self, as_, world):
        assert as_(world.of_village).get(url("report_edit", world.one.pk, "aside")).status_code == 404


class TestDailyPoints:
    def facts(self, world, *given):
        items = list(world.tables["grassroots"].sections.get().items.order_by("number"))
        facts = {f"r{item.pk}": 0 for item in items}
        for item, points in zip(items, given, strict=False):
            facts[f"i{item.pk}-points"] = points
        return facts

    def test_are_scored_by_the_engine_and_lead_to_the_next(self, as_, world):
        facts = self.facts(world, "38.5", "25") | {"next": "1"}

        page = as_(world.of_township).post(url("marks_edit", world.one.pk, 1), facts)

        assert page.url == url("marks_edit", world.appraisals()[1].pk, 1)
        assert list(AppraisalMark.objects.order_by("item").values_list("points", flat=True)) == [
            Decimal("38.50"), Decimal("25.00"),
        ]  # fmt: skip

    def test_above_what_an_item_is_worth_are_refused_and_the_rest_is_kept(self, as_, world):
        page = as_(world.of_township).post(url("marks_edit", world.one.pk, 1), self.facts(world, "41", "25"))

        assert "超过本项分值 40" in page.text
        assert 'value="25"' in page.text
        assert not AppraisalMark.objects.exists()

    def test_tell_the_second_of_two_who_was_first(self, as_, world):
        as_(world.of_township).post(url("marks_edit", world.one.pk, 1), self.facts(world, "38", "25"))

        page = as_(world.clerk).post(url("marks_edit", world.one.pk, 1), self.facts(world, "30", "25"))

        assert f"{world.of_township}已评过" in page.text
        assert 'value="30"' in page.text

    def test_are_not_given_by_those_assessed(self, as_, world):
        page = as_(world.of_village).post(url("marks_edit", world.one.pk, 1), self.facts(world, "38", "25"))

        assert "不由您所在的单位考核" in page.text

    def test_stand_once_a_grade_is_proposed(self, as_, world):
        world.complete()
        judging.propose_grade(world.one, "excellent", by=world.of_township, at=NOON)

        page = as_(world.of_township).post(url("marks_edit", world.one.pk, 1), self.facts(world, "1", "1"))
        assert "先撤回建议等次" in page.text
        as_(world.of_township).post(url("proposal_withdraw", world.one.pk))
        assert world.one.proposed == ""

    def test_of_a_period_that_is_none_do_not_exist(self, as_, world):
        assert as_(world.of_township).get(url("marks_edit", world.one.pk, 5)).status_code == 404


class TestMeetings:
    def test_are_offered_where_one_is_to_be_called(self, as_, world):
        page = as_(world.of_township).get(url("meeting_list"))

        assert "柴家门镇：乡镇（街道）班子测评，2 人" in page.text
        assert "柴家门镇 第1村：村民（居民）和残疾人代表测评，1 人" in page.text

    def test_are_called_and_counted(self, as_, world):
        world.call()
        meeting = world.one.tallies.get().meeting
        pk = world.one.pk
        counted = {
            "revision": 0, "counted_by": "张计", "witness": "李监", f"excellent-{pk}": 7,
            f"competent-{pk}": 2,
        }  # fmt: skip

        refused = as_(world.of_township).post(url("tally_edit", meeting.pk), counted | {f"excellent-{pk}": 9})
        saved = as_(world.of_township).post(url("tally_edit", meeting.pk), counted, follow=True)

        assert "票数合计 11 张，超过到会 10 人" in refused.text
        assert "已登记测评结果" in saved.text

    def test_are_called_on_the_page(self, as_, world, settings):
        today = timezone.localdate()
        AppraisalYear.objects.update(
            ballots_from=today - timedelta(days=3), ballots_until=today, propose_until=today
        )
        facts = {
            "people": [one.pk for one in world.appraisals()], "way": "paper", "held_on": today.isoformat(),
            "place": "会议室", "present": 12,
        }  # fmt: skip

        page = as_(world.of_township).post(
            url("meeting_create", world.township.pk, "above"), facts, follow=True
        )

        assert "已登记测评会" in page.text
        assert "第2村委员" in page.text


class TestThePublicBallot:
    @pytest.fixture(autouse=True)
    def _no_tries_before(self):
        voting.LOOKS.forget()
        voting.MISSES.forget()

    @pytest.fixture
    def codes(self, world, as_):
        now = timezone.now()
        today = timezone.localdate()
        AppraisalYear.objects.update(
            ballots_from=today - timedelta(days=1),
            ballots_until=today + timedelta(days=1),
            propose_until=today + timedelta(days=2),
        )
        world.at = now
        meeting = world.phone(
            held_on=today, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1)
        )
        world.meeting = meeting
        return make_codes(meeting, by=world.of_township, at=now)

    def test_says_nothing_without_a_code(self, client, codes):
        page = client.get(url("vote"))

        assert page.status_code == 200
        assert "委员" not in page.text.replace("专职委员", "")

    def test_takes_one_vote_by_a_code(self, client, world, codes):
        shown = client.post(url("vote"), {"code": codes[0].lower()})
        done = client.post(url("vote_cast"), {"code": codes[0], f"p{world.one.pk}": "competent"})
        again = client.post(url("vote_cast"), {"code": codes[0], f"p{world.one.pk}": "excellent"})

        assert "第1村委员" in shown.text
        assert "已经计入" in done.text
        assert "一个测评码只能用一次" in again.text
        assert world.one.tallies.get().competent == 1

    def test_asks_again_for_who_was_left_out(self, client, codes):
        page = client.post(url("vote_cast"), {"code": codes[0]})

        assert "请选择一项" in page.text

    def test_slows_down_who_tries_codes_out(self, client, codes):
        answers = [client.post(url("vote"), {"code": f"AAAA-{n:04}"}).status_code for n in range(31)]

        assert answers[:30] == [404] * 30
        assert answers[30] == 429

    def test_tells_the_meeting_only_how_many_have_voted(self, client, as_, world, codes):
        client.post(url("vote_cast"), {"code": codes[0], f"p{world.one.pk}": "incompetent"})

        text = as_(world.of_township).get(world.meeting.get_absolute_url()).text

        assert "1/6 个测评码" in text
        assert "待登记" in text

    def test_gives_slips_once_to_those_who_assess(self, as_, world, codes):
        slips = as_(world.of_township).post(url("codes_print", world.meeting.pk))
        refused = as_(world.of_village).post(url("codes_print", world.meeting.pk))

        assert slips["Content-Type"] == "application/pdf"
        assert refused.status_code == 302


class TestTheResult:
    def test_is_proposed_and_decided_by_two(self, as_, world):
        for one in world.appraisals():
            world.complete(one, share=Decimal("0.8"))
        as_(world.of_township).post(url("grades_propose", world.year.pk))

        page = as_(world.clerk).post(url("grades_decide", world.year.pk), follow=True)

        assert "已审定 2 人" in page.text
        assert "全部审定，可以公示" in page.text

    def test_by_hand_needs_a_reason(self, as_, world):
        world.complete()
        facts = {"revision": 0, "grade": "competent", "because": ""}

        page = as_(world.of_township).post(url("grade_propose", world.one.pk), facts)

        assert "按得分应为优秀，改为称职须写明理由" in page.text

    def test_hangs_out_with_objections(self, as_):
        world = hung("0.8")
        today = timezone.localdate()
        raised = {"raised_on": today.isoformat(), "who": "", "phone": "", "matter": "走访不实"}

        page = as_(world.clerk).post(url("objection_create", world.one.pk), raised, follow=True)

        assert "已登记对第1村委员的异议" in page.text
        assert "走访不实" in as_(world.clerk).get(url("year_result", world.year.pk)).text


class TestWhatFollows:
    def test_is_carried_out_on_the_page_and_written_into_the_career(self, as_):
        world = final("0.5")
        row = AppraisalConsequence.objects.get()
        today = timezone.localdate()
        facts = {
            "on": today.isoformat(),
            "due_on": (today + timedelta(days=60)).isoformat(),
            "text": "限期补齐台账。",
        }

        page = as_(world.clerk).post(url("consequence_edit", row.pk), facts, follow=True)

        assert "已办理第1村委员：谈话并限期整改" in page.text
        assert CareerEvent.objects.get().text == "限期补齐台账。"

    def test_stands_on_the_page_of_the_member(self, as_):
        world = final("0.5")
        member = world.held[0].member

        text = as_(world.clerk).get(member.get_absolute_url()).text

        assert "建议谈话并限期整改" in text
        assert "2025 年度" in text

    def test_is_not_told_to_the_member_by_a_list(self, as_):
        world = final("0.5")

        assert "待办理 0 项" in as_(world.of_village).get(url("consequence_list")).text
        assert "谈话并限期整改" not in as_(world.of_village).get(world.one.get_absolute_url()).text


@pytest.mark.parametrize("name", ["board_export", "roll_print", "ballots_print", "book_print"])
def test_lists_are_printed_and_exported(as_, world, name):
    world.complete()

    page = as_(world.clerk).get(url(name))

    assert page.status_code == 200
    assert page["Content-Type"] != "text/html; charset=utf-8"


def test_the_inbox_names_what_waits(as_, world):
    AppraisalYear.objects.update(ballots_from=date(2020, 1, 1))

    text = as_(world.of_township).get(reverse("reports:workbench")).text

    assert "名专职委员述职报告未写齐" in text


def test_the_unit_page_has_a_card(as_, world):
    text = as_(world.clerk).get(f"{world.township.get_absolute_url()}?whole=1").text

    assert "参加考核" in text


class TestATableOfAHundred:
    """A table that holds the whole hundred: its reviews are voted on, and what is extra is capped."""

    def test_asks_only_what_is_marked(self, as_, world):
        section = world.tables["grassroots"].sections.get()
        section.items.filter(number=2).update(points=25)
        scheme = world.tables["grassroots"]
        review = scheme.sections.create(number=2, name="评议考核", points=30)
        review.items.create(number=1, name="残疾人评议", points=30, rule="judged", params={})
        extra = scheme.sections.create(number=3, name="附加分", points=5)
        extra.items.create(number=1, name="受到表彰", points=5, rule="judged", params={})

        text = as_(world.of_township).get(url("marks_edit", world.one.pk, 1)).text

        assert "残疾人评议" not in text
        assert "受到表彰" in text


class TestHonours:
    def test_are_chosen_with_their_facts_in_view(self, as_):
        world = final("1", "0.8", "0.8", "0.8", "0.8")
        client = as_(world.clerk)
        client.post(url("honour_open", world.year.pk), {"title": "优秀残疾人专职委员", "places": 2})

        shown = client.get(url("honour_detail", world.year.pk))
        refused = client.post(url("honour_detail", world.year.pk), {"people": [world.one.pk], "reason": ""})
        chosen = client.post(
            url("honour_detail", world.year.pk), {"people": [world.one.pk], "reason": "事迹突出"}, follow=True
        )

        assert "每月满 4 条的有 0 个月，要求 10 个月" in shown.text
        assert "第1村委员有条件未达到，须写明理由" in refused.text
        assert "已确定拟表彰名单" in chosen.text
        assert client.get(url("honour_print", world.year.pk))["Content-Type"] == "application/pdf"
