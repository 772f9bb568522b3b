"""Meeting, notice, appeals, the final result and the bulletin."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Appeal, Mark, Result, ResultItem
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.selectors.changes import changes_in
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import deciding, finishing
from assessments.rounds.services.marking import Said
from assessments.rounds.services.refusal import MarkRefused, RoundRefused
from orgs.scoping import EVERYWHERE
from tests.assessments.rounds.conftest import NOON, TODAY
from tests.factories import PostingFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.rounds import MarkFactory
from tests.factories.schemes import BandFactory
from tests.proving import CHANGED, GENUINE, proved, text_of, verdict

REJECTED = {"is_upheld": False, "points": None, "words": "没有请假条"}
AFTER = datetime(2027, 1, 4, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def reviewed(year, county_clerk):
    """Both villages have been reviewed: one got 4 of 5 for meetings and the other 5; no member at either."""
    for unit, missed in ((year.village, 1), (year.other, 0)):
        sheet = year.sheet_of(unit)
        facts = {"sheet": sheet, "stage": Stage.COUNTY, "by": county_clerk}
        MarkFactory(item=year.meetings, answers={"missed": missed}, points=5 - missed, **facts)
        MarkFactory(item=year.member, answers={}, points=0, fact_answers={"member": False}, **facts)
        sheet.self_at = sheet.county_at = NOON
        sheet.county_by = county_clerk
        sheet.save()
    return year


class TestMeeting:
    def test_sets_points_with_a_reason_while_it_sits(self, reviewed, county_clerk):
        sheet = reviewed.at(Phase.MEETING)
        mark = deciding.adjust(
            sheet,
            reviewed.meetings,
            Said(points=Decimal(5), reason="会议通知未送达"),
            by=county_clerk,
            at=NOON,
        )

        assert (mark.stage, mark.points, mark.answers) == (Stage.MEETING, 5, None)
        [change] = changes_in(reviewed.round, EVERYWHERE)
        assert (change.sheet, change.last) == (sheet, mark)

    def test_sets_nothing_at_other_times_or_without_a_reason(self, reviewed, county_clerk):
        said = Said(points=Decimal(5), reason="未送达")
        with pytest.raises(RoundRefused, match="联席会议"):
            deciding.adjust(reviewed.sheet, reviewed.meetings, said, by=county_clerk, at=NOON)
        sheet = reviewed.at(Phase.MEETING)

        with pytest.raises(MarkRefused, match="须写明理由"):
            deciding.adjust(sheet, reviewed.meetings, Said(points=Decimal(5)), by=county_clerk, at=NOON)

    def test_its_minutes_are_printed_with_what_it_set(self, client, reviewed, county_clerk):
        sheet = reviewed.at(Phase.MEETING)
        client.force_login(county_clerk)
        url = reverse("rounds:meeting_item", args=[sheet.pk, reviewed.meetings.lineage])
        client.post(url, {"points": "5", "reason": "会议通知未送达"})
        client.post(
            reverse("rounds:meeting", args=[reviewed.round.pk]), {"held_on": "2026-12-24", "chair": "王强"}
        )

        paper = client.get(reverse("rounds:minutes_print", args=[reviewed.round.pk]))

        assert paper.content.startswith(b"%PDF")
        assert "会议通知未送达" in client.get(reverse("rounds:meeting", args=[reviewed.round.pk])).text


class TestAppeals:
    def appeal(self, year, by, claimed=5, reason="12 月的会有请假条", at=NOON):
        return deciding.appeal(year.sheet, year.meetings, Decimal(claimed), reason, by=by, at=at)

    def test_one_that_is_upheld_sets_the_points(self, reviewed, member, manager):
        reviewed.at(Phase.NOTICE)
        made = self.appeal(reviewed, member)
        deciding.decide(
            made,
            reviewed.meetings,
            is_upheld=True,
            points=Decimal("4.5"),
            words="请假条属实",
            by=manager,
            at=NOON,
        )

        one = score_of(reviewed.again(), on=TODAY).item(reviewed.meetings.lineage)
        assert (one.points, one.stage, one.mark.reason) == (
            Decimal("4.5"),
            Stage.APPEAL,
            "申诉成立：请假条属实",
        )

    def test_one_that_is_rejected_changes_nothing(self, reviewed, member, manager):
        reviewed.at(Phase.NOTICE)
        made = self.appeal(reviewed, member)
        deciding.decide(made, reviewed.meetings, **REJECTED, by=manager, at=NOON)

        assert not Mark.objects.filter(stage=Stage.APPEAL).exists()
        assert Appeal.objects.get().badge == ("申诉不成立", "none")

    def test_is_never_decided_by_who_reviewed(self, reviewed, member, manager):
        reviewed.at(Phase.NOTICE)
        reviewed.sheet.county_by = manager
        reviewed.sheet.save()
        made = self.appeal(reviewed, member)

        with pytest.raises(RoundRefused, match="须由其他负责人裁定"):
            deciding.decide(made, reviewed.meetings, **REJECTED, by=manager, at=NOON)

    def test_is_decided_by_a_manager_only_and_with_words(self, reviewed, member, manager):
        reviewed.at(Phase.NOTICE)
        made = self.appeal(reviewed, member)
        clerk = PostingFactory(unit=reviewed.county, role=Role.COUNTY_CLERK).user
        decision = {"is_upheld": False, "points": None, "at": NOON}

        with pytest.raises(RoundRefused, match="负责人裁定"):
            deciding.decide(made, reviewed.meetings, words="不成立", by=clerk, **decision)
        with pytest.raises(RoundRefused, match="写明裁定意见"):
            deciding.decide(made, reviewed.meetings, words=" ", by=manager, **decision)

    @pytest.mark.parametrize(
        ("claimed", "reason", "at", "words"),
        [
            (4, "有请假条", NOON, "须高于现得分"),
            (6, "有请假条", NOON, "不超过分值"),
            (5, " ", NOON, "写明申诉理由"),
            (5, "有请假条", AFTER, "2026-12-31 截止"),
        ],
    )
    def test_is_refused_with_the_reason(self, reviewed, member, claimed, reason, at, words):
        reviewed.at(Phase.NOTICE)

        with pytest.raises(RoundRefused, match=words):
            self.appeal(reviewed, member, claimed, reason, at)

    def test_comes_once_an_item_in_its_time_and_from_the_unit(self, reviewed, member, county_clerk):
        with pytest.raises(RoundRefused, match="公示期内"):
            self.appeal(reviewed, member)
        reviewed.at(Phase.NOTICE)
        with pytest.raises(RoundRefused, match="由本单位提出"):
            self.appeal(reviewed, county_clerk)
        self.appeal(reviewed, member)

        with pytest.raises(RoundRefused, match="只能申诉一次"):
            self.appeal(reviewed, member)

    def test_goes_its_way_on_the_pages(self, client, reviewed, member, manager):
        reviewed.at(Phase.NOTICE)
        client.force_login(member)
        url = reverse("rounds:item_appeal", args=[reviewed.sheet.pk, reviewed.meetings.lineage])
        client.post(url, {"claimed": "5", "reason": "有请假条"})
        made = Appeal.objects.get()
        client.force_login(manager)

        decide = reverse("rounds:appeal_decide", args=[made.pk])
        page = client.post(decide, {"decision": "yes", "points": "5", "words": "属实"}, follow=True).text

        assert "申诉成立" in page
        assert "5.00" in page


class TestFinal:
    def finish(self, year, by, at=AFTER):
        return finishing.finish(year.round, by=by, at=at)

    def test_freezes_points_places_and_items(self, reviewed, manager):
        reviewed.at(Phase.NOTICE)
        self.finish(reviewed, manager)

        first, second = Result.objects.order_by("rank")
        assert (first.sheet.unit, first.total, first.rank) == (reviewed.other, 5, 1)
        assert (second.sheet.unit, second.total, second.rank) == (reviewed.village, 4, 2)
        assert sorted(ResultItem.objects.filter(result=second).values_list("points", flat=True)) == [0, 4]

    def test_lets_nothing_change_after(self, reviewed, manager, county_clerk):
        reviewed.at(Phase.NOTICE)
        self.finish(reviewed, manager)
        reviewed.round.refresh_from_db()

        with pytest.raises(RoundRefused, match="已定稿"):
            deciding.adjust(
                reviewed.again(),
                reviewed.meetings,
                Said(points=Decimal(5), reason="改"),
                by=county_clerk,
                at=AFTER,
            )

    @pytest.mark.parametrize(
        ("phase", "at", "words"),
        [(Phase.MEETING, AFTER, "还没有公示"), (Phase.NOTICE, NOON, "申诉期到 2026-12-31 为止")],
    )
    def test_is_refused_before_its_time(self, reviewed, manager, phase, at, words):
        reviewed.at(phase)

        with pytest.raises(RoundRefused, match=words):
            self.finish(reviewed, manager, at)

    def test_is_refused_while_an_appeal_or_a_review_is_open(self, reviewed, manager, member):
        reviewed.at(Phase.NOTICE)
        TestAppeals().appeal(reviewed, member)
        reviewed.sheet.county_at = reviewed.sheet.county_by = None
        reviewed.sheet.save()

        with pytest.raises(RoundRefused, match=r"1 件申诉没有裁定.*1 个单位没有完成县级复核"):
            self.finish(reviewed, manager)

    def test_is_for_managers(self, reviewed, county_clerk):
        reviewed.at(Phase.NOTICE)

        with pytest.raises(RoundRefused, match="负责人定稿"):
            self.finish(reviewed, county_clerk)


class TestPapers:
    def test_the_bulletin_is_worded_from_the_frozen_results(self, client, reviewed, manager, member):
        BandFactory(scheme=reviewed.scheme, name="合格", number=1, from_points=5)
        BandFactory(scheme=reviewed.scheme, name="不合格", number=2, from_points=0)
        reviewed.at(Phase.NOTICE)
        finishing.finish(reviewed.round, by=manager, at=AFTER)
        client.force_login(manager)
        url = reverse("rounds:bulletin", args=[reviewed.round.pk])
        proposed = client.get(url).context["form"].initial
        client.post(url, proposed | {"number": "会残联发〔2027〕1 号", "issued_on": "2027-01-05"})
        client.force_login(member)

        content, proof = proved(client, reverse("rounds:bulletin_print", args=[reviewed.round.pk]))

        assert "2 个单位平均得分 4.50 分，其中合格 1 个、不合格 1 个。" in proposed["opening"]
        assert (proposed["praise"][:3], proposed["criticism"][:3]) == ("东关村", "南什村")
        assert "会残联发〔2027〕1号" in text_of(content)
        told = verdict(client, proof)
        assert GENUINE in told
        assert "东关村" not in told
        Result.objects.filter(sheet__round=reviewed.round).update(grade="优秀")
        assert CHANGED in verdict(client, proof)

    def test_the_preliminary_places_are_public_from_the_notice_on(
        self, client, reviewed, member, county_clerk
    ):
        url = reverse("rounds:standing_list", args=[reviewed.round.pk])
        client.force_login(member)
        hidden = client.get(url, follow=True).text
        no_file = client.get(reverse("rounds:standing_export", args=[reviewed.round.pk])).status_code
        reviewed.at(Phase.NOTICE)
        shown = client.get(url).text

        assert "初步结果在“公示申诉”阶段公布" in hidden
        assert no_file == 404
        assert "东关村" in shown
        assert reverse("rounds:standing_export", args=[reviewed.round.pk]) in shown
        assert reverse("rounds:sheet_detail", args=[reviewed.sheet_of(reviewed.other).pk]) not in shown

    def test_the_score_sheet_is_printed(self, client, reviewed, member):
        client.force_login(member)

        paper = client.get(reverse("rounds:sheet_print", args=[reviewed.sheet.pk]))

        assert paper.content.startswith(b"%PDF")

    def test_a_final_sheet_shows_what_was_frozen_whatever_is_computed_later(self, client, reviewed, manager):
        reviewed.at(Phase.NOTICE)
        finishing.finish(reviewed.round, by=manager, at=AFTER)
        Mark.objects.filter(sheet=reviewed.sheet, lineage=reviewed.meetings.lineage).update(
            answers={"missed": 5}
        )
        client.force_login(manager)

        page = client.get(reverse("rounds:sheet_detail", args=[reviewed.sheet.pk])).text

        assert "最终得分 4.00 分，第 2 名" in page
        assert '<td class="num">4.00</td>' in page
