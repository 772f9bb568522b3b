"""A unit scores itself."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Mark, RoundEntry
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Act
from assessments.rounds.services import selfscoring
from assessments.rounds.services.marking import Said
from assessments.rounds.services.refusal import MarkRefused, RoundRefused
from assessments.rounds.services.year import extend
from tests.assessments.rounds.conftest import NOON
from tests.factories import EvidenceUseFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.rounds import MarkFactory

AFTER = datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)


def save(year, item, answers, *, by, reason="", revision=None, at=NOON):
    said = Said(answers, reason=reason, revision=revision)
    return selfscoring.save_item(year.sheet, item, said, by=by, at=at)


class TestSaving:
    def test_a_village_and_its_township_fill_in_the_village(self, year, member, clerk):
        first = save(year, year.meetings, {"missed": 1}, by=member)
        second = save(year, year.meetings, {"missed": 2}, by=clerk, revision=first.revision)

        assert (second.pk, second.points, second.by) == (first.pk, Decimal(3), clerk)

    @pytest.mark.parametrize("who", ["county_clerk", "manager"])
    def test_the_county_does_not_score_for_others(self, year, who, request):
        with pytest.raises(RoundRefused, match="由本单位填报"):
            save(year, year.meetings, {"missed": 1}, by=request.getfixturevalue(who))

    def test_overruling_a_fact_needs_a_reason_and_keeps_what_the_fact_said(self, year, member):
        with pytest.raises(MarkRefused, match="与系统判定不同"):
            save(year, year.member, {"member": True}, by=member)
        mark = save(year, year.member, {"member": True}, by=member, reason="11 月 20 日已到岗，文件在办。")

        assert (mark.points, mark.fact_points, mark.fact_answers) == (3, 0, {"member": False})

    def test_after_the_last_day_it_is_refused_with_the_way_out(self, year, member):
        with pytest.raises(RoundRefused, match="2026-11-30 截止。确有原因的，请联系县"):
            save(year, year.meetings, {"missed": 1}, by=member, at=AFTER)

    def test_a_unit_with_more_time_goes_on_even_during_the_review(self, year, member, county_clerk):
        extend(year.sheet, date(2026, 12, 5), "暴雪断电", by=county_clerk, at=NOON)
        year.at(Phase.REVIEW)

        assert save(year, year.meetings, {"missed": 0}, by=member, at=AFTER).points == 5
        assert RoundEntry.objects.get(act=Act.EXTEND).note == "至 2026-12-05：暴雪断电"

    def test_more_time_without_a_reason_or_a_later_day_is_refused(self, year, county_clerk, clerk):
        with pytest.raises(RoundRefused, match="写明延期理由"):
            extend(year.sheet, date(2026, 12, 5), " ", by=county_clerk, at=NOON)
        with pytest.raises(RoundRefused, match="须晚于自评截止"):
            extend(year.sheet, date(2026, 11, 30), "暴雪", by=county_clerk, at=NOON)
        with pytest.raises(RoundRefused, match="没有这个县"):
            extend(year.sheet, date(2026, 12, 5), "暴雪", by=clerk, at=NOON)

    def test_before_the_phase_begins_it_is_refused(self, year, member):
        year.at(Phase.OPEN)

        with pytest.raises(RoundRefused, match="自评尚未开始，预计 2026-11-01"):
            save(year, year.meetings, {"missed": 1}, by=member)


class TestHandingIn:
    def test_is_refused_while_an_item_is_not_answered(self, year, member):
        with pytest.raises(RoundRefused, match="还有 1 项没有填全"):
            selfscoring.submit(year.sheet, by=member, at=NOON)

    def test_is_refused_while_an_overruled_fact_has_no_evidence(self, year, member):
        save(year, year.meetings, {"missed": 0}, by=member)
        save(year, year.member, {"member": True}, by=member, reason="已到岗，文件在办。")
        with pytest.raises(RoundRefused, match="须上传佐证"):
            selfscoring.submit(year.sheet, by=member, at=NOON)
        EvidenceUseFactory(of_item=True, evidence__unit=year.village, lineage=year.member.lineage, year=2026)

        assert selfscoring.submit(year.sheet, by=member, at=NOON).self_by == member

    def test_closes_the_sheet_until_it_is_taken_back(self, year, member):
        save(year, year.meetings, {"missed": 0}, by=member)
        selfscoring.submit(year.sheet, by=member, at=NOON)
        with pytest.raises(RoundRefused, match="已提交"):
            save(year, year.meetings, {"missed": 1}, by=member, revision=0)
        selfscoring.withdraw(year.sheet, by=member, at=NOON)

        assert save(year, year.meetings, {"missed": 1}, by=member, revision=0).points == 4
        assert [entry.act for entry in RoundEntry.objects.order_by("pk")] == [Act.SUBMIT, Act.WITHDRAW]

    def test_cannot_be_taken_back_once_somebody_reviews(self, year, member, clerk):
        save(year, year.meetings, {"missed": 0}, by=member)
        selfscoring.submit(year.sheet, by=member, at=NOON)
        MarkFactory(sheet=year.sheet, item=year.meetings, stage=Stage.TOWNSHIP, by=clerk)

        with pytest.raises(RoundRefused, match="已开始审核"):
            selfscoring.withdraw(year.sheet, by=member, at=NOON)


class TestPages:
    def fill(self, year):
        return reverse("rounds:sheet_fill", args=[year.sheet.pk])

    def names(self, item, **values):
        return {f"i{item.pk}-{name}": value for name, value in values.items()}

    def test_the_page_shows_the_fact_and_its_way_to_the_list(self, client, year, member):
        client.force_login(member)

        page = client.get(self.fill(year)).text

        assert "2026-11-22 无专职委员在岗。" in page
        assert f"/facts/member_in_post/?unit={year.village.pk}" in page

    def test_all_items_are_saved_by_one_button_without_script(self, client, year, member):
        client.force_login(member)

        client.post(self.fill(year), self.names(year.meetings, missed="1") | {"save": "all"})

        [mark] = Mark.objects.all()
        assert (mark.item, mark.points, mark.stage) == (year.meetings, 4, Stage.SELF)

    def test_what_is_not_taken_stays_in_the_form_beside_what_is(self, client, year, member):
        client.force_login(member)
        data = self.names(year.meetings, missed="2") | self.names(year.member, member="yes")

        page = client.post(self.fill(year), data).text

        assert "有 1 项没有保存，原因见各项；其余 1 项已保存。" in page
        assert "填报与系统判定不同，须写明理由并附佐证。" in page
        assert Mark.objects.get().item == year.meetings

    def test_an_item_is_saved_alone_with_the_running_total(self, client, year, member):
        client.force_login(member)
        url = reverse("rounds:item_save", args=[year.sheet.pk, year.meetings.lineage])

        answer = client.htmx("post", url, self.names(year.meetings, missed="1")).text

        assert "已保存" in answer
        assert 'hx-swap-oob="true"' in answer
        assert "目前 4.00 分" in answer

    def test_the_second_at_once_is_told_who_was_first_and_keeps_his_words(self, client, year, member, clerk):
        client.force_login(member)
        save(year, year.meetings, {"missed": 2}, by=clerk)
        url = reverse("rounds:item_save", args=[year.sheet.pk, year.meetings.lineage])

        answer = client.htmx(
            "post", url, self.names(year.meetings, missed="1", reason="缺一次", revision="")
        ).text
        again = client.htmx("post", url, self.names(year.meetings, missed="1", reason="缺一次", revision="0"))

        assert f"{clerk}已在 11-22 12:00 填写了这一项" in answer
        assert 'value="缺一次"' in answer
        assert f'name="i{year.meetings.pk}-revision" value="0"' in answer
        assert "已保存" in again.text
        assert Mark.objects.get().points == 4

    def test_what_is_missing_is_listed_before_handing_in(self, client, year, member):
        client.force_login(member)

        page = client.get(reverse("rounds:sheet_submit", args=[year.sheet.pk])).text

        assert "还没有填全的项目" in page
        assert "政令畅通：按时参加会议" in page

    def test_a_shut_sheet_leads_back_with_the_reason(self, client, year, member):
        year.at(Phase.MEETING)
        client.force_login(member)

        page = client.get(self.fill(year), follow=True).text

        assert "可在公示期内申诉" in page

    def test_every_stage_of_an_item_and_its_changes_are_told(self, client, year, member):
        first = save(year, year.meetings, {"missed": 1}, by=member)
        save(year, year.meetings, {"missed": 2}, by=member, revision=first.revision)
        client.force_login(member)

        page = client.get(reverse("rounds:item_detail", args=[year.sheet.pk, year.meetings.lineage])).text

        assert "得分 4.00 → 3" in page or "得分 4 → 3" in page

    def test_filling_costs_as_many_queries_whatever_is_filled_in(
        self, year, member, client, assert_flat_queries
    ):
        client.force_login(member)

        assert_flat_queries(self.fill(year), lambda: save(year, year.meetings, {"missed": 1}, by=member))


class TestYear:
    def test_a_published_scheme_begins_with_a_sheet_for_every_unit(self, client, year, county_clerk):
        year.round.sheets.all().delete()
        year.round.delete()
        client.force_login(county_clerk)
        url = reverse("rounds:round_create", args=[year.scheme.pk])
        proposed = client.get(url).context["form"].initial

        client.post(url, proposed)

        [round_] = year.scheme.rounds.all()
        assert round_.sheets.count() == 2
        assert (round_.self_until, round_.appeal_until) == (date(2026, 12, 5), date(2026, 12, 31))

    def test_phases_go_one_by_one(self, client, year, county_clerk):
        client.force_login(county_clerk)
        move = reverse("rounds:round_move", args=[year.round.pk])

        too_far = client.post(move, {"to": "meeting"}, follow=True).text
        too_early = client.post(move, {"to": "review"}, follow=True).text
        client.post(move, {"to": "open"})
        year.round.refresh_from_db()

        assert "只能转入相邻的阶段" in too_far
        assert "还没有一个单位提交自评" in too_early
        assert year.round.phase == Phase.OPEN

    def test_days_in_disorder_are_refused(self, client, year, county_clerk):
        client.force_login(county_clerk)
        days = {
            "self_from": "2026-11-01", "self_until": "2026-12-10", "review_until": "2026-12-05",
            "meeting_on": "2026-12-20", "appeal_until": "2026-12-31",
        }  # fmt: skip

        page = client.post(reverse("rounds:round_edit", args=[year.round.pk]), days).text

        assert "须依次不早于前一个日期" in page

    def test_the_board_costs_as_many_queries_for_many_units(self, client, year, clerk, assert_flat_queries):
        client.force_login(clerk)
        url = reverse("rounds:round_detail", args=[year.round.pk])

        assert_flat_queries(
            url, lambda: selfscoring.note(year.round, Act.SUBMIT, by=clerk, at=NOON, sheet=year.sheet)
        )

    def test_a_unit_that_is_not_assessed_is_left_out_until_taken_in_again(self, client, year, county_clerk):
        client.force_login(county_clerk)
        url = reverse("rounds:sheet_exempt", args=[year.sheet.pk])

        client.post(url, {"reason": "年中新设"})
        left_out = year.round.sheets.counted().count()
        client.post(url, {"reason": ""})

        assert (left_out, year.round.sheets.counted().count()) == (1, 2)
        notes = RoundEntry.objects.filter(act=Act.EXEMPT).order_by("pk").values_list("note", flat=True)
        assert list(notes) == ["年中新设", "恢复考核"]
