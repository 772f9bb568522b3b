import io
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from orgs.elections.models import Candidate, Election, ElectionFile, ElectionRule
from orgs.elections.selectors.elections import progress_of
from orgs.models import Board
from tests.factories import VillageFactory
from tests.factories.assessments import PNG
from tests.factories.boards import BoardFactory, TermFactory
from tests.factories.elections import NOW, START, Way

PROGRESS = reverse("elections:progress")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def way():
    return Way()


def of(name, way):
    return reverse(f"elections:{name}", args=[way.election.pk])


def candidate_answer(way, **more):
    answers = {f"answer_{item.code}": "no" for item in way.election.rules.negatives}
    return answers | {
        "post_code": "chair", "nomination": "members", "name": "张民", "id_number": "", "sex": "male",
        "birth_date": "1980-03-01", "education": "senior", "political": "", "phone": "", "tie": "none",
        "card_number": "", "work": "",
    } | more  # fmt: skip


class TestProgress:
    def test_shows_every_unit_and_how_far_it_is(self, client, sign_in, way):
        way.to("survey")
        BoardFactory(unit=VillageFactory(name="未动村", parent=way.board.unit.parent))
        sign_in(way.board.unit.parent.parent)

        text = client.get(PROGRESS).text

        assert way.board.unit.name in text
        assert "8/5" in text
        assert "超期" in text  # the survey was due in August
        assert "未启动" in text

    def test_narrows_to_a_state_and_a_place(self, client, sign_in, way):
        BoardFactory(unit=VillageFactory(name="未动村", parent=way.board.unit.parent))
        sign_in(way.board.unit.parent.parent)

        assert "未动村" not in client.get(PROGRESS, {"state": "超期"}).text
        assert way.board.unit.name not in client.get(PROGRESS, {"state": "未启动"}).text
        assert client.get(PROGRESS, {"kind": "x", "since": "x", "township": "y"}).status_code == 200

    def test_an_earlier_round_does_not_count(self, way):
        boards = Board.objects.order_by("pk")

        assert progress_of(boards, date(2026, 11, 20)).lines[0].state == "超期"
        assert progress_of(boards, date(2026, 11, 20), since=START + DAY).lines[0].state == "未启动"

    def test_costs_the_same_for_many_units(self, client, sign_in, way, assert_flat_queries):
        sign_in(way.board.unit.parent.parent)

        def more():
            for _ in range(5):
                term = TermFactory(board__unit=VillageFactory(parent=way.board.unit.parent))
                Way(term.board).to("register")

        assert_flat_queries(PROGRESS, more)
        assert_flat_queries(reverse("elections:progress_export"), more)

    def test_exports_the_figures_of_what_is_shown(self, client, sign_in, way):
        way.to("file")
        sign_in(way.board.unit.parent.parent)

        response = client.get(reverse("elections:progress_export"))

        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        row = [cell.value for cell in sheet[3]]
        assert row[3:7] == ["备案", "2026-08-03", "直接选举", 100]
        assert row[9:13] == [80, 80, 78, "主席 张民；副主席 李花；委员 王一；委员 王二"]

    def test_a_county_without_boards_is_told_what_to_do(self, client, sign_in):
        sign_in(VillageFactory().parent.parent)

        assert "还没有登记班子" in client.get(PROGRESS).text


class TestStarting:
    def test_the_township_starts_several_at_once(self, client, sign_in, way):
        boards = [
            TermFactory(board__unit=VillageFactory(parent=way.board.unit.parent)).board for _ in range(2)
        ]
        sign_in(way.board.unit.parent, role=Role.TOWNSHIP_CLERK)
        url = f"{reverse('elections:start')}?kind=village_association"

        assert way.board.unit.name not in client.get(url).text.split("换届的班子")[1]
        client.post(
            url,
            {
                "started_on": "2026-11-20", "method": "delegates", "responsible": "李镇长",
                "boards": [board.pk for board in boards],
            },
        )  # fmt: skip

        assert Election.objects.filter(method="delegates").count() == 2


class TestTheWayByForms:
    def test_steps_are_done_and_refusals_are_said(self, client, sign_in, way):
        sign_in(way.board.unit, role=Role.VILLAGE_MEMBER)
        url = of("step", way)

        refused = client.post(url, {"at_step": 0, "on": "2026-08-01", "text": ""})
        client.post(url, {"at_step": 0, "on": "2026-08-04", "text": "方案已发"})
        again = client.post(url, {"at_step": 0, "on": "2026-08-04", "text": ""})

        assert "完成日期不能早于上一环节" in refused.text
        assert "已转到“摸底”" in again.text
        assert "方案已发" in client.get(way.election.get_absolute_url()).text

    def test_the_committee_is_typed_as_people_write_it(self, client, sign_in, way):
        way.to("committee")
        sign_in(way.board.unit, role=Role.VILLAGE_MEMBER)

        client.post(
            of("step", way),
            {"at_step": 2, "on": "2026-08-19", "text": "", "committee": "甲一、甲二，甲三\n甲四 甲五"},
        )

        assert Election.objects.get().committee == ["甲一", "甲二", "甲三", "甲四", "甲五"]

    def test_a_candidate_is_entered_and_one_under_age_is_refused(self, client, sign_in, way):
        way.to("nominate")
        sign_in(way.board.unit, role=Role.VILLAGE_MEMBER)
        url = of("candidate_create", way)

        young = client.post(url, candidate_answer(way, birth_date="2010-01-01"))
        client.post(url, candidate_answer(way, relative0_name="李花", relative0_relation="kin"))

        assert "未满 18 周岁" in young.text
        one = Candidate.objects.get()
        assert (one.name, one.relatives) == ("张民", [{"name": "李花", "relation": "kin"}])
        edit = reverse("elections:candidate_edit", args=[one.pk])
        assert 'value="李花"' in client.get(edit).text
        client.post(edit, candidate_answer(way, work="村医"))
        withdraw = reverse("elections:candidate_withdraw", args=[one.pk])
        client.post(withdraw, {"reason": "本人要求"})
        one.refresh_from_db()
        assert (one.work, one.outcome, one.words) == ("村医", "withdrawn", "本人要求")

    def test_the_township_reviews(self, client, sign_in, way):
        way.to("review")
        sign_in(way.board.unit.parent, role=Role.TOWNSHIP_CLERK)
        one = Candidate.objects.first()
        url = reverse("elections:candidate_review", args=[one.pk])
        agreed = [d.code for d in way.election.rules.departments]

        missing = client.post(
            url, {"agreed": agreed[:2], "verdict": "passed", "on": "2026-09-15", "text": ""}
        )
        client.post(url, {"agreed": agreed, "verdict": "passed", "on": "2026-09-15", "text": ""})

        assert "部门还没有同意" in missing.text
        one.refresh_from_db()
        assert one.verdict == "passed"

    def test_votes_are_entered_and_counted(self, client, sign_in, way):
        way.to("vote")
        sign_in(way.board.unit, role=Role.VILLAGE_MEMBER)
        url = of("ballot_create", way)
        votes = dict(zip(["张民", "李花", "王一", "王二", "王三"], [70, 65, 60, 55, 20], strict=True))
        answer = {f"votes_{c.pk}": votes[c.name] for c in Candidate.objects.all()}
        answer |= {
            "round_number": 1, "held_on": "2026-09-25", "issued": 80, "recovered": 81, "valid": 78,
            "invalid": 2,
        }  # fmt: skip

        wrong = client.post(url, answer)
        client.post(url, answer | {"recovered": 80})

        assert "多于发出的 80 票" in wrong.text
        text = client.get(way.election.get_absolute_url()).text
        assert "各席位都已选出" in text
        assert "得 70 票，超过领票人数 80 的半数，当选。" in text

    def test_the_township_takes_a_count_back(self, client, sign_in, way):
        way.to("vote")
        ballot = way.vote()
        sign_in(way.board.unit.parent, role=Role.TOWNSHIP_CLERK)

        client.post(reverse("elections:ballot_undo", args=[ballot.pk]))

        assert not way.election.ballots.exists()

    def test_filing_and_handing_over(self, client, sign_in, way):
        way.to("file")
        sign_in(way.board.unit.parent, role=Role.TOWNSHIP_CLERK)
        client.post(
            of("step", way),
            {
                "at_step": 8, "on": "2026-10-02", "text": "", "file_number": "1号", "starts_on": "2026-09-26",
                "years": "5",
            },
        )  # fmt: skip
        items = {f"done_{item['code']}": "on" for item in way.election.handover}
        client.post(
            of("handover", way),
            items | {"handed_by": "旧", "taken_by": "新", "witness": "镇"},
        )
        client.post(of("step", way), {"at_step": 9, "on": "2026-10-03", "text": ""})

        election = Election.objects.get()
        assert election.state == "done"
        assert election.term.starts_on == date(2026, 9, 26)
        assert client.get(of("handover_print", way)).content.startswith(b"%PDF")
        assert client.get(of("summary_print", way)).content.startswith(b"%PDF")

    def test_papers_are_kept_and_taken_down(self, client, sign_in, way):
        sign_in(way.board.unit, role=Role.VILLAGE_MEMBER)

        client.post(
            of("file_create", way), {"step_code": "deploy", "file": SimpleUploadedFile("方案.png", PNG)}
        )
        kept = ElectionFile.objects.get()
        assert client.get(reverse("elections:file_show", args=[kept.pk])).status_code == 200
        client.post(reverse("elections:file_withdraw", args=[kept.pk]))

        assert client.get(reverse("elections:file_show", args=[kept.pk])).status_code == 404
        assert client.post(of("file_create", way), {"step_code": "deploy"}).status_code == 200

    def test_going_back_stopping_and_moving_deadlines(self, client, sign_in, way):
        way.to("survey")
        sign_in(way.board.unit.parent, role=Role.TOWNSHIP_CLERK)
        step = way.election.steps.get(code="committee")

        client.post(
            reverse("elections:step_plan", args=[step.pk]), {"due_on": "2026-08-25", "responsible": "王"}
        )
        client.post(of("back", way), {"reason": "重做"})
        assert Election.objects.get().step_number == 0
        client.post(of("cancel", way), {"reason": "撤并"})

        step.refresh_from_db()
        assert step.due_on == date(2026, 8, 25)
        assert Election.objects.get().state == "cancelled"
        assert "撤并" in client.get(way.election.get_absolute_url()).text


class TestRules:
    def test_a_county_sets_its_own_from_a_day_on(self, client, sign_in, way):
        county = way.board.unit.parent.parent
        sign_in(county, as_manager=True)
        url = reverse("elections:rule_edit", args=[county.pk])
        form = client.get(url).context["form"]
        answer = {name: form[name].initial for name in form.fields}
        answer = {name: value for name, value in answer.items() if value not in (False, None)}

        client.post(
            url, answer | {"notice_days": "7", "negatives": "有一项\n有二项", "direct_win_of": "valid"}
        )

        plan = ElectionRule.objects.get().plan
        assert plan["limits"]["notice_days"] == 7
        assert [item["name"] for item in plan["negatives"]] == ["有一项", "有二项"]
        assert plan["methods"][0]["win"]["of"] == "valid"
        assert "公示 7 天" in client.get(reverse("elections:rule_list")).text


def test_what_waits_is_on_the_workbench(client, sign_in, way):
    way.to("review")
    sign_in(way.board.unit.parent, role=Role.TOWNSHIP_CLERK)

    text = client.get("/").text

    assert "个换届超过期限" in text
    assert "名候选人待联审" in text
