from datetime import date
from decimal import Decimal

import pytest

from assessments.models import Pledge, Target
from assessments.pledges.choices import Standing
from assessments.pledges.selectors.standing import has_pledges, pledges_of, states_in
from assessments.pledges.services.issuing import amend_pledge, issue_pledges, recall_pledge
from assessments.pledges.services.refusal import PledgeRefused
from assessments.pledges.services.signing import add_scan, record_signing, withdraw_scan
from assessments.pledges.services.texts import save_text
from assessments.pledges.wording import DEFAULTS, TABLE, Wording
from orgs.scoping import EVERYWHERE
from tests.assessments.conftest import NOON
from tests.factories.rounds import SheetFactory, TargetFactory


def state(sheet):
    sheet.round.refresh_from_db()
    return pledges_of([sheet])[sheet.pk].state


def value(sheet):
    return Target.objects.get(sheet=sheet).value


class TestIssuing:
    def test_text_and_targets_are_frozen_in_the_words_of_the_county(self, issued):
        assert issued.title == "2026年度残疾人工作目标管理责任书"
        assert "会宁县残疾人联合会（以下简称甲方）与会师镇残疾人联合会（以下简称乙方）" in issued.body
        assert "（会残联〔2026〕3号）" in issued.body
        assert [(line.section, line.target, line.measure) for line in issued.lines.all()] == [
            ("康复工作", 12, "例")
        ]
        assert issued.code == "责〔2026〕1号"

    def test_whoever_lacks_a_target_is_left_out_and_named(self, round_, sheet, other_sheet, target, clerk):
        done = issue_pledges(round_, [sheet, other_sheet], by=clerk, at=NOON)

        assert ([one.sheet for one in done.pledges], done.lacking) == ([sheet], [other_sheet])

    def test_issuing_again_makes_none_twice(self, round_, sheet, issued, clerk):
        assert issue_pledges(round_, [sheet], by=clerk, at=NOON).pledges == []

    def test_a_township_pledges_its_villages_and_nobody_elses(
        self, village_round, village_task, village_sheets, sheet, target, town_clerk
    ):
        for one in village_sheets:
            TargetFactory(sheet=one, lineage=village_task.lineage, value=6)

        made = issue_pledges(village_round, village_sheets, by=town_clerk, at=NOON).pledges

        assert {one.first_party.name for one in made} == {"会师镇"}
        assert "南什村残疾人协会" in made[0].body
        with pytest.raises(PledgeRefused, match="责任书由甲方下达"):
            issue_pledges(sheet.round, [sheet], by=town_clerk, at=NOON)

    def test_the_number_of_statements_does_not_grow_with_the_units(
        self, round_, task, sheet, target, clerk, django_assert_max_num_queries
    ):
        sheets = [sheet]
        for _ in range(12):
            sheets.append(SheetFactory(round=round_, unit__parent=round_.county))
            TargetFactory(sheet=sheets[-1], lineage=task.lineage)

        with django_assert_max_num_queries(20):
            assert len(issue_pledges(round_, sheets, by=clerk, at=NOON).pledges) == 13

    def test_what_nobody_has_signed_can_be_taken_back_and_issued_anew(self, round_, sheet, issued, clerk):
        recall_pledge(issued, by=clerk, at=NOON)

        assert state(sheet) == Standing.NONE
        again = issue_pledges(round_, [sheet], by=clerk, at=NOON).pledges[0]
        assert (again.number, again.serial, again.reason) == (2, 2, "")

    def test_a_signed_one_is_not_taken_back(self, signed, clerk):
        with pytest.raises(PledgeRefused, match="已经签订，不能撤回"):
            recall_pledge(signed, by=clerk, at=NOON)


class TestSigning:
    def test_the_scan_comes_back_with_day_and_names(self, sheet, signed, town_clerk):
        assert state(sheet) == Standing.SIGNED
        assert (signed.signed_on, signed.first_signatory, signed.signed_by) == (
            date(2026, 11, 20),
            "王建国",
            town_clerk,
        )
        assert signed.scans.get().name == "责任书.png"

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"signed_on": date(2026, 12, 1)}, "不能晚于今天"),
            ({"signed_on": date(2024, 12, 1)}, "早于本年度太多"),
            ({"second_signatory": " "}, "请填写签字人"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(
        self, issued, town_clerk, scan, signing, facts, words
    ):
        with pytest.raises(PledgeRefused, match=words):
            record_signing(issued, scan(), by=town_clerk, at=NOON, **signing | facts)

        issued.refresh_from_db()
        assert not issued.is_signed

    @pytest.mark.parametrize("content", [b"MZ\x90\x00 a program", b"<script>alert(1)</script>"])
    def test_a_file_that_is_no_picture_or_pdf_is_refused(self, issued, town_clerk, scan, signing, content):
        with pytest.raises(PledgeRefused, match="不是可接受的类型"):
            record_signing(issued, scan(content, "责任书.jpg"), by=town_clerk, at=NOON, **signing)

    def test_a_workbook_is_no_signed_paper(self, issued, town_clerk, scan, signing):
        with pytest.raises(PledgeRefused, match="须是照片"):
            record_signing(issued, scan(b"PK\x03\x04 xlsx"), by=town_clerk, at=NOON, **signing)

    def test_a_neighbour_cannot_sign(self, issued, other_town, scan, signing, clerk):
        stranger = type(clerk).objects.create(username="stranger")

        with pytest.raises(PledgeRefused, match="只能登记本单位"):
            record_signing(issued, scan(), by=stranger, at=NOON, **signing)

    def test_signing_twice_says_who_was_first(self, signed, town_clerk, scan, signing):
        with pytest.raises(PledgeRefused, match="登记签订"):
            record_signing(signed, scan(), by=town_clerk, at=NOON, **signing)

    def test_the_only_scan_stays_until_there_is_another(self, signed, town_clerk, scan):
        first = signed.scans.get()
        with pytest.raises(PledgeRefused, match="唯一的扫描件"):
            withdraw_scan(first, by=town_clerk, at=NOON)

        add_scan(signed, scan(b"%PDF-1.7 signed", "责任书.pdf"), by=town_clerk, at=NOON)
        withdraw_scan(first, by=town_clerk, at=NOON)

        assert [one.name for one in signed.scans.standing()] == ["责任书.pdf"]


class TestAmending:
    def test_an_amendment_counts_once_it_is_signed_and_both_stay(
        self, sheet, task, signed, clerk, town_clerk, scan, signing
    ):
        values = {task.lineage: Decimal(10)}
        amendment = amend_pledge(sheet, values, by=clerk, at=NOON, reason="两个村划出")
        assert (state(sheet), value(sheet)) == (Standing.AMENDING, 12)

        record_signing(amendment, scan(b"%PDF-1.7"), by=town_clerk, at=NOON, **signing)

        assert (state(sheet), value(sheet)) == (Standing.SIGNED, 10)
        assert Target.objects.get(sheet=sheet).how == "变更：两个村划出"
        assert [one.lines.get().target for one in Pledge.objects.filter(sheet=sheet)] == [12, 10]

    def test_without_a_reason_nothing_is_amended(self, sheet, task, signed, clerk):
        with pytest.raises(PledgeRefused, match="请写明变更理由"):
            amend_pledge(sheet, {task.lineage: Decimal(10)}, by=clerk, at=NOON, reason=" ")

    def test_what_is_not_signed_needs_no_amendment(self, sheet, task, issued, clerk):
        with pytest.raises(PledgeRefused, match="还没有签订"):
            amend_pledge(sheet, {task.lineage: Decimal(10)}, by=clerk, at=NOON, reason="划出")

    def test_the_same_numbers_are_no_amendment(self, sheet, task, signed, clerk):
        with pytest.raises(PledgeRefused, match="没有变化"):
            amend_pledge(sheet, {task.lineage: Decimal(12)}, by=clerk, at=NOON, reason="划出")

    def test_one_amendment_waits_at_a_time(self, sheet, task, signed, clerk):
        amend_pledge(sheet, {task.lineage: Decimal(10)}, by=clerk, at=NOON, reason="划出")

        with pytest.raises(PledgeRefused, match="已有一份变更在等签订"):
            amend_pledge(sheet, {task.lineage: Decimal(9)}, by=clerk, at=NOON, reason="划出")

    def test_the_unit_itself_cannot_amend(self, sheet, task, signed, town_clerk):
        with pytest.raises(PledgeRefused, match="由甲方办理"):
            amend_pledge(sheet, {task.lineage: Decimal(1)}, by=town_clerk, at=NOON, reason="划出")


class TestRevisedSchemes:
    def test_a_pledge_of_an_older_version_must_be_signed_again(self, sheet, round_, signed, revise, clerk):
        revise(round_)
        assert state(sheet) == Standing.OUTDATED

        again = issue_pledges(round_, [sheet], by=clerk, at=NOON).pledges[0]

        assert again.reason == "考核方案修订为第 2 版，重新签订"
        assert (state(sheet), again.scheme.version) == (Standing.AMENDING, 2)

    def test_a_pledge_of_an_older_version_cannot_be_signed(
        self, round_, issued, revise, town_clerk, scan, signing
    ):
        revise(round_)

        with pytest.raises(PledgeRefused, match="考核方案已修订"):
            record_signing(issued, scan(), by=town_clerk, at=NOON, **signing)

    def test_an_unsigned_one_is_replaced(self, sheet, round_, issued, revise, clerk):
        revise(round_)

        issue_pledges(round_, [sheet], by=clerk, at=NOON)

        issued.refresh_from_db()
        assert issued.is_recalled
        assert state(sheet) == Standing.ISSUED

    def test_a_scheme_in_a_pledge_is_not_to_be_touched(self, round_, sheet, target, clerk):
        assert not has_pledges(round_.scheme)

        pledge = issue_pledges(round_, [sheet], by=clerk, at=NOON).pledges[0]
        assert has_pledges(round_.scheme)

        recall_pledge(pledge, by=clerk, at=NOON)
        assert not has_pledges(round_.scheme)


class TestMissing:
    def test_states_are_counted_over_the_years_that_are_not_over(self, signed, other_sheet):
        assert states_in(EVERYWHERE, 2026) == {Standing.SIGNED: 1, Standing.NONE: 1}

    def test_who_is_exempt_signs_nothing(self, other_sheet):
        other_sheet.exempt_reason = "筹建中"
        other_sheet.save()

        assert states_in(EVERYWHERE, 2026) == {}


class TestWording:
    @pytest.mark.parametrize("wording", DEFAULTS.values(), ids=DEFAULTS)
    def test_what_is_shipped_can_be_used(self, wording):
        assert wording.problems() == []

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("甲方乙方", "须有且只有一行"),
            (f"{{局长}}\n{TABLE}", "没有“{局长}”这个占位"),
            (f"见下表{TABLE}\n{TABLE}", "须单独占一行"),
        ],
    )
    def test_a_text_that_cannot_be_printed_is_refused(self, county, clerk, body, words):
        with pytest.raises(PledgeRefused, match=words):
            save_text(county, "township", Wording("责任书", body), by=clerk, at=NOON, since=date(2026, 1, 1))

    def test_the_countys_own_words_are_used_from_their_day_on(self, county, round_, sheet, target, clerk):
        own = Wording("{县}目标责任书", f"{{甲方}}与{{乙方}}约定：\n{TABLE}")
        save_text(county, "township", own, by=clerk, at=NOON, since=date(2026, 1, 1))

        pledge = issue_pledges(round_, [sheet], by=clerk, at=NOON).pledges[0]

        assert (pledge.title, pledge.body) == (
            "会宁县目标责任书",
            f"会宁县残疾人联合会与会师镇残疾人联合会约定：\n{TABLE}",
        )

    def test_a_township_does_not_word_pledges(self, county, town_clerk):
        with pytest.raises(PledgeRefused, match="由县（区）残联规定"):
            save_text(
                county, "township", DEFAULTS["township"], by=town_clerk, at=NOON, since=date(2026, 1, 1)
            )
