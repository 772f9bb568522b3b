from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from assessments.grading.forms.rules import RulesForm
from assessments.grading.inbox import grading_to_do
from assessments.grading.models import PastTier, Recognition, TieDecision, WeakPlan
from assessments.grading.proving import code_of_ranking
from assessments.grading.rules import DEFAULT
from assessments.models import Result
from orgs.scoping import UnitScope
from tests.assessments.conftest import TODAY
from tests.factories import PostingFactory
from tests.factories.grading import RecognitionFactory, WeakPlanFactory
from tests.factories.rounds import MarkFactory
from tests.factories.schemes import ItemFactory
from tests.proving import CHANGED, GENUINE, proved, verdict

RANKING = reverse("grading:ranking")


@pytest.fixture
def as_manager(sign_in, county):
    return sign_in(county, role=Role.COUNTY_MANAGER)


class TestRankingPage:
    def test_shows_places_grades_and_what_is_open(self, client, as_manager, scored):
        scored(92, 92, 70, 60, 50)

        page = client.get(RANKING).content.decode()

        assert "共 5 个单位参评" in page
        assert "2 个单位同为 92.00 分，还有 1 个“优秀”名额" in page
        assert "待联席会议决定" in page
        assert "未定稿" in page

    def test_a_township_sees_its_own_place_among_all(self, client, sign_in, scored):
        sheets = scored(96, 85, 70, 60, 50)
        sign_in(sheets[2].unit, role=Role.TOWNSHIP_CLERK)

        page = client.get(RANKING).content.decode()

        assert "新添堡回族乡" in page
        assert "会师镇" not in page
        assert "共 5 个单位参评" in page

    def test_narrows_to_a_grade_and_exports_what_is_shown(self, client, as_manager, scored):
        scored(96, 85, 85, 60, 50)

        content = client.get(f"{reverse('grading:ranking_export')}?grade=良好").content

        rows = list(load_workbook(BytesIO(content)).active.iter_rows(min_row=3, values_only=True))
        assert [(row[0], row[2]) for row in rows] == [(2, "白草塬镇"), (2, "新添堡回族乡")]

    def test_is_printed_as_the_annex_of_a_notice(self, client, as_manager, scored, finish):
        scored(96, 85, 85, 60, 50)
        finish()

        _, proof = proved(client, reverse("grading:ranking_print"))

        told = verdict(client, proof)
        assert GENUINE in told
        assert "年度考核名次表" in told
        Result.objects.filter(rank=1).update(grade="良好")
        assert CHANGED in verdict(client, proof)

    def test_on_paper_it_has_a_code_only_where_it_is_final_and_whole(self, client, as_manager, scored, look):
        scored(96, 85)
        ranking = look()
        county = ranking.round.county

        assert code_of_ranking(ranking, ranking.lines, county, by=as_manager) is None
        assert code_of_ranking(ranking, ranking.lines[:1], county, by=as_manager) is None

    def test_says_so_where_no_year_has_begun(self, client, as_manager):
        assert "还没有启动考核" in client.get(RANKING).content.decode()

    def test_tiers_moves_and_weak_units_stand_on_one_page(self, client, as_manager, scored, round_):
        sheets = scored(96, 85, 70, 60, 50)
        facts = {"year": 2025, "subject": round_.subject, "by": as_manager}
        PastTier.objects.create(unit=sheets[0].unit, tier="达标", **facts)

        page = client.get(reverse("grading:tier_moves")).content.decode()

        assert "上升 1 个" in page
        assert "达标 → 标兵" in page
        assert "制定计划" in page


class TestDeciding:
    def test_a_tie_is_decided_from_the_page(self, client, as_manager, scored, round_):
        sheets = scored(92, 92, 70, 60, 50)
        url = reverse("grading:tie_decide", args=[round_.pk])
        equal = client.get(url).context["form"].fields["equal"].initial

        page = client.post(
            url,
            {"equal": equal, "chosen": [sheets[1].unit_id], "reason": "创新", "decided_on": "2026-11-20"},
            follow=True,
        ).content.decode()

        assert TieDecision.objects.get().chosen == [sheets[1].unit_id]
        assert "联席会议决定评上" in page

    def test_a_tie_that_has_changed_meanwhile_is_shown_anew(self, client, as_manager, scored, round_):
        scored(92, 92, 70, 60, 50)
        url = reverse("grading:tie_decide", args=[round_.pk])

        page = client.post(url, {"equal": "优秀||1,2"}, follow=True).content.decode()

        assert "并列的单位已经有变化" in page
        assert not TieDecision.objects.exists()

    def test_groups_are_typed_beside_the_townships(self, client, as_manager, scored, round_):
        sheets = scored(96, 85, 70, 60, 50)
        url = reverse("grading:group_edit", args=[round_.pk])
        data = {f"group_{sheets[0].unit_id}": "川区", f"group_{sheets[1].unit_id}": "山区"}

        page = client.post(url, data, follow=True).content.decode()

        assert "已分为 2 组" in page
        assert "川区" in page

    def test_tiers_of_last_year_are_written_down_and_taken_away(self, client, as_manager, scored, round_):
        sheets = scored(96, 85, 70, 60, 50)
        url = reverse("grading:past_tiers", args=[round_.pk])
        field = f"tier_{sheets[0].unit_id}"

        client.post(url, {field: "达标"})
        assert PastTier.objects.get().tier == "达标"
        client.post(url, {field: ""})
        assert not PastTier.objects.exists()

    def test_rules_are_typed_as_lines(self, client, as_manager, county):
        url = reverse("grading:rule_edit", args=[county.pk])
        data = RulesForm(rules=DEFAULT).initial | {"tie": "all", "since": "2026-01-01"}

        page = client.post(url, data, follow=True).content.decode()

        assert "并列的全部评上" in page

    def test_a_line_that_nobody_understands_is_refused(self, client, as_manager, county):
        url = reverse("grading:rule_edit", args=[county.pk])
        data = RulesForm(rules=DEFAULT).initial | {"shares": "标兵很多", "measures": "奖励，优秀"}

        page = client.post(url, data).content.decode()

        assert "“标兵很多”看不懂" in page
        assert "“奖励，优秀”看不懂" in page


class TestLists:
    def test_what_is_proposed_is_decided_once_the_year_is_final(
        self, client, as_manager, scored, finish, round_
    ):
        sheets = scored(96, 85, 70, 60, 50)
        url = reverse("grading:recognition_list", args=[round_.pk, "demo"])
        data = {"pick": [f"{sheets[0].pk}:示范点"], "decided_on": "2026-11-20", "note": "阵地规范"}
        assert "还没有定稿" in client.post(url, data).content.decode()

        finish()
        page = client.post(url, data, follow=True).content.decode()

        assert "已登记 1 个单位：示范点" in page
        assert Recognition.objects.get().reason == "档次为标兵，等次为优秀；阵地规范"
        printed = client.get(reverse("grading:recognition_print", args=[round_.pk, "demo"]))
        assert printed.content.startswith(b"%PDF")

    def test_a_demonstration_needs_its_reason(self, client, as_manager, scored, finish, round_):
        sheets = scored(96, 85, 70, 60, 50)
        finish()
        url = reverse("grading:recognition_list", args=[round_.pk, "demo"])

        client.post(url, {"pick": [f"{sheets[0].pk}:示范点"], "decided_on": "2026-11-20"})

        assert not Recognition.objects.exists()

    def test_a_vetoed_unit_is_not_even_offered(self, client, as_manager, scored, item, finish, round_):
        sheets = scored(96, 85, 70, 60, 50)
        kinds = [{"key": "money", "name": "截留资金"}]
        veto = ItemFactory(
            section=item.section, vetoed=True, params={"kinds": kinds, "effect": "no_excellent"}
        )
        MarkFactory(sheet=sheets[0], item=veto, answers={"money": True}, points=0)
        finish()
        url = reverse("grading:recognition_list", args=[round_.pk, "demo"])

        assert "会师镇" not in client.get(url).content.decode()

    def test_a_decision_is_taken_back_with_a_reason_and_stays(self, client, as_manager, scored, finish):
        row = RecognitionFactory(sheet=scored(96)[0])
        finish()

        client.post(reverse("grading:recognition_withdraw", args=[row.pk]), {"reason": "材料不实"})

        row.refresh_from_db()
        assert row.withdrawn_reason == "材料不实"


class TestPlans:
    DATA = {"measures": "补齐名册", "responsible": "李文秀", "helper": "王建国", "due_on": "2026-12-31"}

    def test_the_county_plans_the_township_notes_the_county_closes(
        self, client, as_manager, scored, sign_in, finish
    ):
        sheet = scored(96, 85, 70, 60, 50)[4]
        finish()
        client.post(reverse("grading:plan_edit", args=[sheet.pk]), self.DATA)
        plan = WeakPlan.objects.get()
        assert plan.tier == "薄弱"

        sign_in(sheet.unit, role=Role.TOWNSHIP_CLERK)
        client.post(reverse("grading:plan_note", args=[plan.pk]), {"text": "名册已补齐"})
        assert (
            client.post(reverse("grading:plan_close", args=[plan.pk]), {"outcome": "好了"}).status_code == 200
        )
        plan.refresh_from_db()
        assert plan.closed_on is None

        client.force_login(as_manager)
        page = client.post(
            reverse("grading:plan_close", args=[plan.pk]), {"outcome": "复查达标"}, follow=True
        ).content.decode()
        assert "名册已补齐" in page
        assert "已销号" in page

    def test_a_township_does_not_plan_for_itself(self, client, sign_in, scored):
        sheet = scored(50)[0]
        sign_in(sheet.unit, role=Role.TOWNSHIP_CLERK)

        assert client.get(reverse("grading:plan_edit", args=[sheet.pk])).status_code == 404

    def test_a_deadline_that_is_over_is_refused(self, client, as_manager, scored):
        sheet = scored(50)[0]

        page = client.post(
            reverse("grading:plan_edit", args=[sheet.pk]), self.DATA | {"due_on": "2026-01-01"}
        ).content.decode()

        assert "不能早于今天" in page

    def test_what_is_overdue_and_what_has_no_plan_waits_on_the_workbench(self, scored, finish, county):
        sheets = scored(96, 85, 62, 61, 50)
        finish()
        WeakPlanFactory(sheet=sheets[4], due_on=TODAY - timedelta(days=1))
        scope = UnitScope(paths=frozenset({county.path}))

        assert [(line.number, line.text) for line in grading_to_do(scope, TODAY)] == [
            (1, "份整改提升计划已超期"),
            (2, "个薄弱单位没有整改提升计划"),
        ]
        assert grading_to_do(scope, date(2030, 1, 1))[0].number == 1


def test_a_clerk_cannot_decide_what_the_meeting_decides(client, county, scored, round_):
    scored(92, 92)
    client.force_login(PostingFactory(unit=county, role=Role.COUNTY_CLERK).user)

    assert client.get(reverse("grading:tie_decide", args=[round_.pk])).status_code == 403
