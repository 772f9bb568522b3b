"""Reviewing: townships their villages, the county everybody; never one's own."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Mark, RoundEntry
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Act
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import reviewing, selfscoring
from assessments.rounds.services.marking import Said
from assessments.rounds.services.refusal import MarkRefused, RoundRefused, SomebodyWasFaster
from staff.choices import PostType
from tests.assessments.rounds.conftest import NOON, TODAY
from tests.factories import AppointmentFactory, PostFactory, PostingFactory


@pytest.fixture
def handed_in(year, member):
    """The village has said that it missed one meeting, and handed in."""
    selfscoring.save_item(year.sheet, year.meetings, Said({"missed": 1}), by=member, at=NOON)
    selfscoring.submit(year.sheet, by=member, at=NOON)
    return year.again()


def review(sheet, item, answers, *, by, reason="", revision=None):
    said = Said(answers, reason=reason, revision=revision)
    return reviewing.review_item(sheet, item, said, by=by, at=NOON)


class TestWho:
    def test_the_township_reviews_its_villages_and_the_county_all(self, year, handed_in, clerk, county_clerk):
        first = review(handed_in, year.meetings, {"missed": 2}, by=clerk, reason="签到册缺 2 次")
        year.at(Phase.REVIEW)
        second = review(year.sheet, year.meetings, {"missed": 3}, by=county_clerk, reason="县里缺 1 次")

        assert (first.stage, first.points) == (Stage.TOWNSHIP, 3)
        assert (second.stage, second.points) == (Stage.COUNTY, 2)
        assert score_of(year.again(), on=TODAY).item(year.meetings.lineage).points == 2

    def test_nobody_reviews_the_own_unit(self, year, handed_in, member):
        with pytest.raises(RoundRefused, match="不能审核本单位"):
            review(handed_in, year.meetings, {"missed": 2}, by=member, reason="改")

    def test_who_filled_in_the_self_score_never_reviews_it(self, year, clerk, member):
        selfscoring.save_item(year.sheet, year.meetings, Said({"missed": 1}), by=clerk, at=NOON)
        selfscoring.submit(year.sheet, by=member, at=NOON)
        with pytest.raises(RoundRefused, match="须由其他人审核"):
            review(year.again(), year.meetings, {"missed": 2}, by=clerk, reason="改")
        colleague = PostingFactory(unit=year.township, role=Role.TOWNSHIP_CLERK).user

        assert review(year.sheet, year.meetings, {"missed": 2}, by=colleague, reason="改").points == 3

    def test_the_neighbours_township_does_not(self, year, handed_in):
        stranger = PostingFactory(
            as_township_clerk=True, unit__parent=year.county, unit__level="township"
        ).user

        assert reviewing.why_not(stranger, handed_in)

    def test_before_it_is_handed_in_nobody_does(self, year, clerk):
        with pytest.raises(RoundRefused, match="还没有提交自评"):
            review(year.sheet, year.meetings, {"missed": 2}, by=clerk, reason="改")

    def test_who_never_handed_in_is_reviewed_by_the_county(self, year, clerk, county_clerk):
        sheet = year.at(Phase.REVIEW)

        assert "直接复核" in reviewing.why_not(clerk, sheet)
        assert reviewing.why_not(county_clerk, sheet) == ""


class TestItems:
    def test_a_change_of_the_points_needs_a_reason(self, year, handed_in, clerk):
        with pytest.raises(MarkRefused, match=r"由 4\.00 改为 3\.00，须写明理由"):
            review(handed_in, year.meetings, {"missed": 2}, by=clerk)

        assert not Mark.objects.filter(stage=Stage.TOWNSHIP).exists()

    def test_the_second_at_once_is_told_who_was_first(self, year, handed_in, clerk):
        colleague = PostingFactory(unit=year.township, role=Role.TOWNSHIP_CLERK).user
        review(handed_in, year.meetings, {"missed": 2}, by=colleague, reason="签到册")

        with pytest.raises(SomebodyWasFaster, match=f"{colleague}已在 11-22 12:00"):
            review(handed_in, year.meetings, {"missed": 3}, by=clerk, reason="另一本签到册")


class TestFinishing:
    def test_accepts_the_rest_as_it_stands_with_the_facts_of_the_moment(self, year, handed_in, county_clerk):
        year.at(Phase.REVIEW)
        reviewing.finish(year.sheet, year.sheet.revision, by=county_clerk, at=NOON)
        AppointmentFactory(post=PostFactory(unit=year.village, post_type=PostType.VILLAGE_MEMBER))

        score = score_of(year.again(), on=TODAY)

        assert [one.points for one in score.items] == [4, 0]
        assert {one.mark.stage for one in score.items} == {Stage.COUNTY}
        assert RoundEntry.objects.get(act=Act.COUNTY).note == "认可 2 项"

    def test_keeps_what_was_changed_with_its_reason(self, year, handed_in, county_clerk):
        sheet = year.at(Phase.REVIEW)
        review(sheet, year.meetings, {"missed": 0}, by=county_clerk, reason="有请假条")
        reviewing.finish(sheet, sheet.revision, by=county_clerk, at=NOON)

        mark = Mark.objects.get(stage=Stage.COUNTY, lineage=year.meetings.lineage)
        assert (mark.points, mark.reason) == (Decimal(5), "有请假条")

    def test_is_refused_while_an_item_is_not_answered(self, year, county_clerk):
        sheet = year.at(Phase.REVIEW)

        with pytest.raises(RoundRefused, match="按时参加会议等 1 项没有填全"):
            reviewing.finish(sheet, sheet.revision, by=county_clerk, at=NOON)

    def test_twice_at_once_tells_who_was_first(self, year, handed_in, county_clerk, manager):
        sheet = year.at(Phase.REVIEW)
        reviewing.finish(sheet, sheet.revision, by=county_clerk, at=NOON)

        with pytest.raises(SomebodyWasFaster, match=f"{county_clerk}已在 11-22 12:00 完成审核"):
            reviewing.finish(sheet, sheet.revision, by=manager, at=NOON)

    def test_closes_the_items_until_it_is_opened_again(self, year, handed_in, county_clerk):
        sheet = year.at(Phase.REVIEW)
        reviewing.finish(sheet, sheet.revision, by=county_clerk, at=NOON)
        with pytest.raises(RoundRefused, match="已审核完毕"):
            review(sheet, year.meetings, {"missed": 0}, by=county_clerk, reason="改", revision=0)
        reviewing.reopen(sheet, by=county_clerk, at=NOON)

        assert (
            review(sheet, year.meetings, {"missed": 0}, by=county_clerk, reason="改", revision=0).points == 5
        )


class TestPages:
    def test_only_what_needs_attention_is_shown_if_asked_for(self, client, year, handed_in, clerk):
        client.force_login(clerk)
        url = reverse("rounds:sheet_review", args=[year.sheet.pk])
        review(handed_in, year.meetings, {"missed": 2}, by=clerk, reason="签到册")

        everything, narrowed = client.get(url).text, client.get(url, {"show": "attention"}).text

        assert "有专职委员在岗（3 分）" in everything
        assert "有专职委员在岗（3 分）" not in narrowed
        assert "按时参加会议（5 分）" in narrowed

    def test_an_item_is_saved_with_its_reason(self, client, year, handed_in, clerk):
        client.force_login(clerk)
        url = reverse("rounds:review_save", args=[year.sheet.pk, year.meetings.lineage])
        prefix = f"i{year.meetings.pk}-"

        refused = client.htmx("post", url, {prefix + "missed": "3", prefix + "reason": ""}).text
        taken = client.htmx("post", url, {prefix + "missed": "3", prefix + "reason": "缺三次"}).text

        assert "须写明理由" in refused
        assert "已保存" in taken
        assert Mark.objects.get(stage=Stage.TOWNSHIP).points == 2

    def test_finishing_leads_to_the_next_unit(self, client, year, handed_in, member, clerk):
        second = year.sheet_of(year.other)
        filler = year.person(year.other, Role.VILLAGE_MEMBER)
        selfscoring.save_item(second, year.meetings, Said({"missed": 0}), by=filler, at=NOON)
        selfscoring.submit(second, by=filler, at=NOON)
        client.force_login(clerk)

        answer = client.post(
            reverse("rounds:review_finish", args=[year.sheet.pk]), {"revision": year.sheet.revision}
        )

        assert answer.url == reverse("rounds:sheet_review", args=[second.pk])

    def test_costs_as_many_queries_for_many_marks(self, client, year, handed_in, clerk, assert_flat_queries):
        client.force_login(clerk)
        url = reverse("rounds:sheet_review", args=[year.sheet.pk])

        assert_flat_queries(
            url, lambda: review(handed_in, year.meetings, {"missed": 2}, by=clerk, reason="签到册")
        )
