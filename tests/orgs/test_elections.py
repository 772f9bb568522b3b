from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from orgs.boards.models import Seat, Term
from orgs.elections.choices import Outcome, State
from orgs.elections.models import Ballot, Candidate, Election, ElectionStep
from orgs.elections.services import candidates, rules, starting, steps, voting
from orgs.elections.services.refusal import ElectionRefused
from tests.factories import CountyFactory, PostingFactory, VillageFactory
from tests.factories.boards import TermFactory
from tests.factories.elections import COMMITTEE, NAMES, NOW, START, VOTES, Way

DAY = timedelta(days=1)


@pytest.fixture
def way():
    return Way()


class TestTheWholeWay:
    def test_ends_with_a_new_board_in_office_and_the_old_one_over(self, way):
        way.to("handover")
        way.prepare("handover")
        way.do(9)

        way.old.refresh_from_db()
        new = way.board.terms.get(ended_on=None)
        assert way.election.state == State.DONE
        assert (new.number, new.starts_on, new.basis) == (4, START + 54 * DAY, "会残发〔2026〕8号")
        assert way.old.ended_on == new.starts_on - DAY
        names = list(new.seats.order_by("order", "pk").values_list("post_name", "name"))
        assert names == [("主席", "张民"), ("副主席", "李花"), ("委员", "王一"), ("委员", "王二")]
        assert way.election.term == new
        assert ElectionStep.objects.filter(done_on=None).count() == 0

    def test_can_begin_for_many_boards_at_once_or_for_none(self, way):
        village = way.board.unit
        others = [TermFactory(board__unit=VillageFactory(parent=village.parent)).board for _ in range(2)]

        with pytest.raises(ElectionRefused, match="已有正在进行的换届"):
            starting.start_elections(
                [*others, way.board], by=way.clerk, at=NOW, started_on=START, method="direct"
            )
        assert Election.objects.count() == 1
        made = starting.start_elections(others, by=way.clerk, at=NOW, started_on=START, method="delegates")
        assert [one.steps.count() for one in made] == [10, 10]

    def test_the_database_itself_allows_one_at_a_time(self, way):
        with pytest.raises(IntegrityError), transaction.atomic():
            Election.objects.bulk_create([_copy(way.election)])

    def test_is_not_begun_by_the_village_itself_nor_in_the_future(self, way):
        board = TermFactory(board__unit__parent=way.board.unit.parent).board
        member = PostingFactory(unit=board.unit, role=Role.VILLAGE_MEMBER).user

        with pytest.raises(ElectionRefused, match="管辖范围"):
            starting.start_elections([board], by=member, at=NOW, started_on=START, method="direct")
        with pytest.raises(ElectionRefused, match="不能晚于今天"):
            starting.start_elections(
                [board], by=way.clerk, at=NOW, started_on=date(2027, 1, 1), method="direct"
            )

    def test_is_not_for_bodies_that_are_appointed(self):
        term = TermFactory(board__unit=CountyFactory(), board__kind="government_committee")
        by = PostingFactory(unit=term.board.unit).user

        with pytest.raises(ElectionRefused, match="由任命产生"):
            starting.start_elections([term.board], by=by, at=NOW, started_on=START, method="direct")

    def test_keeps_its_rules_when_the_county_changes_them(self, way):
        county = way.board.unit.parent.parent
        manager = PostingFactory(unit=county, as_manager=True).user
        plan = type(way.election.rules).from_json(
            {**way.election.plan, "reviewer_differs": False, "conditions": []}
        )

        rules.save_plan(county, plan, by=manager, at=NOW, since=START)

        other = TermFactory(board__unit__parent=way.board.unit.parent).board
        [new] = starting.start_elections([other], by=way.clerk, at=NOW, started_on=START, method="direct")
        assert new.rules.reviewer_differs is False
        assert Election.objects.get(pk=way.election.pk).rules.reviewer_differs is True


def _copy(election):
    copy = Election.objects.get(pk=election.pk)
    copy.pk = None
    return copy


class TestOrder:
    def test_a_double_click_does_a_step_once(self, way):
        way.do(0)

        with pytest.raises(ElectionRefused, match="已转到“摸底”"):
            way.do(0)
        assert way.election.steps.exclude(done_on=None).count() == 1

    def test_a_step_is_not_done_before_the_one_before_it_nor_in_the_future(self, way):
        way.do(0)

        with pytest.raises(ElectionRefused, match="不能早于上一环节“部署”"):
            way.do(1, on=START)
        with pytest.raises(ElectionRefused, match="不能晚于今天"):
            way.do(1, on=date(2026, 11, 21))
        with pytest.raises(ElectionRefused, match="不能早于上一环节"):
            Way().do(0, on=START - DAY)

    def test_steps_above_are_not_for_the_village(self, way):
        way.to("review")
        way.prepare("review")

        with pytest.raises(ElectionRefused, match="不在您的权限内"):
            way.do(5, by=way.member)

    def test_going_back_does_a_step_anew_and_keeps_what_was_entered(self, way):
        way.to("review")

        steps.go_back(way.election, by=way.clerk, at=NOW, reason="漏了一名候选人")

        election = Election.objects.get()
        assert election.step.code == "nominate"
        assert election.steps.get(code="nominate").done_on is None
        assert "漏了一名候选人" in election.steps.get(code="nominate").text
        assert Candidate.objects.count() == 5

    def test_there_is_no_way_back_after_the_vote(self, way):
        way.to("vote")
        way.vote()

        with pytest.raises(ElectionRefused, match="已经登记投票结果"):
            steps.go_back(way.election, by=way.clerk, at=NOW, reason="x")

    def test_stopping_leaves_the_board_in_office(self, way):
        way.to("vote")

        starting.cancel_election(way.election, by=way.clerk, at=NOW, reason="单位拟撤并")

        assert Election.objects.get().state == State.CANCELLED
        assert Term.objects.get().ended_on is None
        with pytest.raises(ElectionRefused, match="已中止"):
            way.vote()

    def test_deadlines_are_moved_but_stay_in_order(self, way):
        step = way.election.steps.get(code="survey")

        with pytest.raises(ElectionRefused, match="不能早于上一环节"):
            starting.plan_step(step, by=way.clerk, at=NOW, due_on=START, responsible="")
        with pytest.raises(ElectionRefused, match="不能晚于下一环节"):
            starting.plan_step(step, by=way.clerk, at=NOW, due_on=START + 40 * DAY, responsible="")
        first = way.election.steps.get(code="deploy")
        starting.plan_step(first, by=way.clerk, at=NOW, due_on=START + 8 * DAY, responsible="李镇长")
        assert Election.objects.get().due_on == START + 8 * DAY


class TestWhatStepsAskFor:
    @pytest.mark.parametrize(
        ("name", "facts", "why"),
        [
            ("committee", {"committee": COMMITTEE[:4]}, "由 5 或 7 人组成，现填了 4 人"),
            ("committee", {"committee": [*COMMITTEE[:4], COMMITTEE[0]]}, "重复的姓名"),
            ("register", {"electors": 0, "posted_on": START + 20 * DAY}, "人数"),
            ("register", {"electors": 90, "posted_on": None}, "张榜日期"),
            ("register", {"electors": 90, "posted_on": START + 26 * DAY}, "不能晚于完成日期"),
            ("nominate", {}, "主席应选 1 人，只有 0 名候选人"),
            ("notice", {"notice_from": START + 45 * DAY, "notice_days": 2}, "公示不少于 3 天"),
            ("notice", {"notice_from": START + 47 * DAY, "notice_days": 3}, "期满，次日起才能结束，不能提前"),
            ("notice", {"notice_from": START + 42 * DAY, "notice_days": 5}, "公示不能早于“联审”完成"),
            ("vote", {}, "还没有登记投票结果"),
        ],
    )
    def test_before_they_are_done(self, way, name, facts, why):
        way.to(name)

        with pytest.raises(ElectionRefused, match=why):
            way.do(NAMES.index(name), **facts)
        assert Election.objects.get().step.code == name

    def test_a_notice_ends_the_day_after_its_last_day(self, way):
        way.to("notice")
        facts = {"notice_from": START + 46 * DAY, "notice_days": 3}

        with pytest.raises(ElectionRefused, match="不能提前"):
            way.do(6, on=START + 49 * DAY, **facts)
        assert way.do(6, on=START + 50 * DAY, **facts).step.code == "vote"

    def test_nominating_asks_for_more_candidates_than_seats(self, way):
        way.to("nominate")
        for place, name in enumerate(("张民", "李花", "王一", "王二")):
            way.nominate(("chair", "deputy", "member", "member")[place], name)

        with pytest.raises(ElectionRefused, match="候选人至少 5 人，现有 4 人"):
            way.do(4)

    def test_filing_is_for_somebody_else_than_who_counted(self, way):
        way.to("vote")
        way.vote(by=way.clerk)
        way.do(7)

        with pytest.raises(ElectionRefused, match="须由其他人备案"):
            way.do(8, file_number="1号", starts_on=START + 54 * DAY)

    def test_filing_writes_all_or_nothing(self, way):
        way.to("file")
        Candidate.objects.filter(name="王二").update(birth_date=date(2012, 1, 1))  # found out too late

        with pytest.raises(ElectionRefused, match="未满 18 周岁"):
            way.do(8, file_number="1号", starts_on=START + 54 * DAY)
        assert Term.objects.count() == 1
        assert not Seat.objects.exists()
        way.old.refresh_from_db()
        assert way.old.ended_on is None

    def test_taking_office_lies_between_vote_and_filing(self, way):
        way.to("file")

        for day in (START + 52 * DAY, START + 61 * DAY):
            with pytest.raises(ElectionRefused, match="任职日期须在"):
                way.do(8, file_number="1号", starts_on=day)

    def test_handing_over_asks_for_everything_and_three_people(self, way):
        way.to("handover")

        with pytest.raises(ElectionRefused, match="还没有移交"):
            way.do(9)
        way.hand_over(witness="")
        with pytest.raises(ElectionRefused, match="监交人"):
            way.do(9)
        with pytest.raises(ElectionRefused, match="不能是同一人"):
            way.hand_over(witness="张民")


class TestCandidates:
    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            ({"birth_date": date(2009, 1, 1)}, "未满 18 周岁"),
            ({"answers": {"crime": "yes"}}, "负面清单：被判处刑罚"),
            ({"name": "甲一"}, "须先退出选举委员会"),
        ],
    )
    def test_who_may_not_stand_is_refused_with_the_reason(self, way, facts, why):
        way.to("nominate")

        with pytest.raises(ElectionRefused, match=why):
            way.nominate(**facts)
        assert not Candidate.objects.exists()

    def test_nobody_stands_twice(self, way):
        way.to("nominate")
        way.nominate()

        with pytest.raises(ElectionRefused, match="已是主席候选人"):
            way.nominate("deputy")

    def test_husband_and_wife_do_not_stand_together(self, way):
        way.to("nominate")
        way.nominate()

        with pytest.raises(ElectionRefused, match="须回避"):
            way.nominate("deputy", "李花", relatives=[{"name": "张民", "relation": "spouse"}])

    def test_are_entered_while_nominating_only(self, way):
        way.to("review")

        with pytest.raises(ElectionRefused, match="现在是“联审”环节"):
            way.nominate("chair", "晚到")

    def test_a_correction_asks_for_a_new_review(self, way):
        way.to("notice")
        steps.go_back(way.election, by=way.clerk, at=NOW, reason="x")
        steps.go_back(way.election, by=way.clerk, at=NOW, reason="x")
        one = Candidate.objects.get(name="王三")

        candidates.correct_candidate(one, by=way.member, at=NOW, work="村医")

        assert Candidate.objects.get(pk=one.pk).verdict == ""


class TestReview:
    def test_passes_with_the_word_of_every_department(self, way):
        way.to("review")
        one = Candidate.objects.first()

        with pytest.raises(ElectionRefused, match="信访部门还没有同意"):
            way.review(one, agreed=["organisation", "civil", "discipline", "police"])
        assert way.review(one).verdict == "passed"

    def test_is_for_somebody_else_than_who_entered_the_candidate(self, way):
        way.to("nominate")
        one = candidates.add_candidate(
            way.election, "chair", by=way.clerk, at=NOW, name="自登", sex="male", nomination="self",
            birth_date=date(1980, 1, 1),
        )  # fmt: skip
        Election.objects.update(step_number=5)

        with pytest.raises(ElectionRefused, match="须由其他人审查"):
            way.review(one)

    def test_does_not_pass_what_was_not_answered(self, way):
        way.to("review")
        Candidate.objects.filter(name="张民").update(answers={})

        with pytest.raises(ElectionRefused, match="负面清单还有 8 项没有核实"):
            way.review(Candidate.objects.get(name="张民"))

    def test_refuses_with_a_reason_and_takes_the_candidate_off_the_list(self, way):
        way.to("nominate")
        way.prepare("nominate")
        way.nominate("member", "王四")
        way.do(4)
        for one in Candidate.objects.exclude(name="王四"):
            way.review(one)
        bad = Candidate.objects.get(name="王四")

        with pytest.raises(ElectionRefused, match="理由"):
            way.review(bad, verdict="refused", agreed=[])
        way.review(bad, verdict="refused", agreed=[], text="被立案")
        way.do(5)

        assert Candidate.objects.get(pk=bad.pk).outcome == Outcome.WITHDRAWN

    def test_asks_for_a_word_about_everybody(self, way):
        way.to("review")

        with pytest.raises(ElectionRefused, match="还没有联审结论"):
            way.do(5)


class TestVoting:
    def test_tells_everybody_why(self, way):
        way.to("vote")
        ballot = way.vote()

        lost = Candidate.objects.get(name="王三")
        assert ballot.words.endswith("选举有效。")
        assert (lost.outcome, lost.votes) == ("lost", 20)
        assert "未超过领票人数 80 的半数" in lost.words
        assert Election.objects.get().contests == []

    @pytest.mark.parametrize(
        ("pieces", "why"),
        [
            ({"issued": 101}, "多于登记的 100 人"),
            ({"recovered": 81}, "多于发出的 80 票"),
            ({"valid": 70}, "与收回的 80 票不符"),
            ({"votes": VOTES | {"王一": 78, "王二": 78, "王三": 78}}, "合计最多 156 票"),
            ({"held_on": START + 31 * DAY}, "须满 10 天"),
            ({"held_on": START + 49 * DAY}, "投票不能早于“公示”完成"),
            ({"held_on": date(2026, 11, 30)}, "不能晚于今天"),
        ],
    )
    def test_what_does_not_add_up_is_refused_whole(self, way, pieces, why):
        way.to("vote")

        with pytest.raises(ElectionRefused, match=why):
            way.vote(**pieces)
        assert not Ballot.objects.exists()
        assert not Candidate.objects.exclude(votes=None).exists()

    def test_a_double_click_counts_once(self, way):
        way.to("vote")
        way.vote()

        with pytest.raises(ElectionRefused, match="第 1 次投票已经登记"):
            way.vote(round_number=1)

    def test_too_few_took_part_and_nobody_is_elected(self, way):
        way.to("vote")
        few = dict.fromkeys(VOTES, 10)

        ballot = way.vote(few, issued=49, recovered=49, valid=49, invalid=0)

        assert not ballot.is_valid
        assert "选举无效" in ballot.words
        assert len(Election.objects.get().contests) == 3
        assert way.vote().is_valid

    def test_seats_that_are_left_are_voted_on_again_among_the_strongest(self, way):
        way.to("vote")
        way.vote(VOTES | {"王二": 38, "王三": 36})

        with pytest.raises(ElectionRefused, match="还有席位没有选出"):
            way.do(7)
        way.vote({"王二": 30, "王三": 27}, round_number=2)

        assert Candidate.objects.get(name="王二").is_elected
        assert "达到收回票数 80 的三分之一" in Candidate.objects.get(name="王二").words
        assert way.do(7).step.code == "file"

    def test_seats_may_stay_vacant_for_a_reason(self, way):
        way.to("vote")
        way.vote(VOTES | {"王二": 10, "王三": 9})
        way.do(7, left_vacant="另行补选")
        way.do(8, file_number="1号", starts_on=START + 54 * DAY)

        assert Term.objects.get(ended_on=None).seats.count() == 3

    def test_equal_votes_are_voted_on_once_more(self, way):
        way.to("vote")
        way.vote(VOTES | {"王一": 50, "王二": 45, "王三": 45})
        [contest] = Election.objects.get().contests

        assert (contest["kind"], contest["seats"]) == ("tie", 1)
        way.vote({"王二": 20, "王三": 25}, round_number=2)
        assert Candidate.objects.get(name="王三").is_elected

    def test_a_mistake_is_taken_back_by_the_township(self, way):
        way.to("vote")
        ballot = way.vote()

        with pytest.raises(ElectionRefused, match="由上级残联办理"):
            voting.take_back_ballot(ballot, by=way.member, at=NOW)
        voting.take_back_ballot(ballot, by=way.clerk, at=NOW)

        assert not Ballot.objects.exists()
        assert {one.outcome for one in Candidate.objects.all()} == {"standing"}
        assert way.vote(VOTES).number == 1
