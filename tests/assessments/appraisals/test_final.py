"""The notice, objections, the final result, what follows from it, and 优秀专职委员."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessments.appraisals.choices import Act
from assessments.appraisals.models import AppraisalConsequence, AppraisalTally
from assessments.appraisals.selectors.honours import candidates_of
from assessments.appraisals.selectors.results import outcome_of
from assessments.appraisals.services import consequences, honours, judging, noticing
from assessments.appraisals.services.refusal import AppraisalRefused
from registry.ledgers.models import DiaryEntry
from staff.models import CareerEvent, Talent
from tests.factories import AttendanceFactory, TrainingFactory
from tests.factories.appraisals import NOON, World

TODAY = NOON.date()
HANGS = {"place": "县残联公示栏", "hotline": "", "first_day": TODAY, "last_day": TODAY + timedelta(days=5)}
AFTER = NOON + timedelta(days=6)


def decided(*shares, **world_facts):
    """Return a world whose people all have a decided grade."""
    world = World(people=len(shares), **world_facts)
    for one, share in zip(world.appraisals(), shares, strict=True):
        world.complete(one, share=Decimal(share))
    judging.propose_by_points(world.year, by=world.of_township, at=NOON)
    judging.decide_by_quota(world.year, by=world.clerk, at=NOON)
    return world


def hung(*shares, **facts):
    world = decided(*shares, **facts)
    world.notice = noticing.post_notice(world.year, by=world.clerk, at=NOON, **HANGS)
    return world


def final(*shares, **facts):
    world = hung(*shares, **facts)
    world.year = noticing.conclude(world.year, by=world.manager, at=AFTER)
    return world


def acts(world):
    rows = AppraisalConsequence.objects.order_by("appraisal", "pk")
    return [(one.appraisal.member.name, one.act) for one in rows]


class TestTheNotice:
    def test_waits_until_everybody_has_a_grade(self):
        world = World()

        with pytest.raises(AppraisalRefused, match="还有 1 人没有审定等次（第1村委员）"):
            noticing.post_notice(world.year, by=world.clerk, at=NOON, **HANGS)

    def test_hangs_the_days_that_the_terms_ask(self):
        world = decided("0.8")

        with pytest.raises(AppraisalRefused, match="公示不少于 5 天"):
            noticing.post_notice(
                world.year, by=world.clerk, at=NOON, **HANGS | {"last_day": TODAY + timedelta(days=4)}
            )

    def test_keeps_grades_as_they_are(self):
        world = hung("0.8")

        with pytest.raises(AppraisalRefused, match="只有异议成立的才能重新审定"):
            judging.decide_grade(world.one, "basic", by=world.clerk, at=NOON, because="再想想")

    def test_cannot_end_early(self):
        world = hung("0.8")

        with pytest.raises(AppraisalRefused, match="不能提前结束"):
            noticing.conclude(world.year, by=world.manager, at=NOON + timedelta(days=5))


class TestAnObjection:
    @pytest.fixture
    def world(self):
        world = hung("0.8")
        world.objection = noticing.record_objection(
            world.one, by=world.clerk, at=NOON, raised_on=TODAY, matter="走访记录不实"
        )
        return world

    def settle(self, world, upheld):
        return noticing.settle_objection(
            world.objection,
            by=world.clerk,
            at=NOON,
            settled_on=TODAY,
            is_upheld=upheld,
            settlement="已核查。",
        )

    def test_holds_up_the_final_result_until_it_is_answered(self, world):
        with pytest.raises(AppraisalRefused, match="还有 1 件异议没有答复"):
            noticing.conclude(world.year, by=world.manager, at=AFTER)

    def test_that_is_not_upheld_changes_nothing(self, world):
        self.settle(world, upheld=False)

        assert noticing.conclude(world.year, by=world.manager, at=AFTER).is_final

    def test_that_is_upheld_asks_for_a_new_grade_with_a_reason(self, world):
        self.settle(world, upheld=True)
        with pytest.raises(AppraisalRefused, match="第1村委员的异议成立，须先重新审定"):
            noticing.conclude(world.year, by=world.manager, at=AFTER)
        with pytest.raises(AppraisalRefused, match="请填写重新审定的理由"):
            judging.decide_grade(world.one, "competent", by=world.clerk, at=NOON)

        judging.decide_grade(world.one, "basic", by=world.clerk, at=NOON, because="异议成立")

        assert noticing.conclude(world.year, by=world.manager, at=AFTER).is_final
        assert world.one.decided == "basic"

    def test_is_answered_once(self, world):
        self.settle(world, upheld=False)

        with pytest.raises(AppraisalRefused, match="已经答复"):
            self.settle(world, upheld=True)


class TestAFinalResult:
    def test_is_frozen(self):
        world = final("0.8")
        before = outcome_of(world.one)
        AppraisalTally.objects.update(incompetent=99)
        type(world.year).objects.update(terms_kept=world.year.terms_kept | {"competent_value": 1})

        after = outcome_of(world.one)

        assert after == before
        assert (world.one.total, after.daily, after.review) == (
            Decimal("80.80"), Decimal("52.00"), Decimal("28.80"),
        )  # fmt: skip

    def test_refuses_every_further_change(self):
        world = final("0.8")

        with pytest.raises(AppraisalRefused, match="已到“已定”"):
            judging.exclude(world.one, by=world.of_township, at=NOON, reason="病假")
        with pytest.raises(AppraisalRefused, match="已到“已定”"):
            judging.decide_grade(world.one, "basic", by=world.clerk, at=NOON, because="改")


class TestWhatFollows:
    def test_is_proposed_by_grade_and_nothing_is_done(self):
        world = final("1", "0.8", "0.5", "0.3", "0.8", "0.8")

        assert acts(world) == [
            ("第1村委员", Act.REWARD), ("第1村委员", Act.RENEW), ("第2村委员", Act.RENEW),
            ("第3村委员", Act.MEND), ("第4村委员", Act.NOT_RENEW), ("第5村委员", Act.RENEW),
            ("第6村委员", Act.RENEW),
        ]  # fmt: skip
        assert not CareerEvent.objects.exists()

    def test_of_two_years_of_basic_is_dismissal(self):
        world = final("0.5", year=2024)
        world.open_next(2025)
        world.complete(share=Decimal("0.5"))
        judging.propose_by_points(world.year, by=world.of_township, at=NOON)
        judging.decide_by_quota(world.year, by=world.clerk, at=NOON)
        noticing.post_notice(world.year, by=world.clerk, at=NOON, **HANGS)
        noticing.conclude(world.year, by=world.manager, at=AFTER)

        last = AppraisalConsequence.objects.order_by("-pk").first()
        assert (last.act, last.why) == (Act.DISMISS, "连续 2 年基本称职")

    def test_is_not_proposed_for_who_has_left_since(self):
        world = hung("0.5")
        held = world.held[0]
        held.until, held.end_reason = TODAY, "resigned"
        held.save()

        noticing.conclude(world.year, by=world.manager, at=AFTER)

        assert acts(world) == []

    def carry(self, world, **facts):
        (one,) = AppraisalConsequence.objects.all()
        facts = {"by": world.clerk, "at": AFTER, "on": AFTER.date(), "text": "经研究同意。"} | facts
        return consequences.carry_out(one, **facts)

    def test_renews_a_contract_through_staff(self):
        world = final("0.8")

        done = self.carry(world, contract_until=date(2029, 6, 30))

        world.held[0].refresh_from_db()
        assert world.held[0].contract_until == date(2029, 6, 30)
        assert (done.state, done.event.kind) == ("done", "renewed")

    def test_asks_to_mend_by_a_day(self):
        world = final("0.5")

        done = self.carry(world, due_on=date(2026, 4, 30))

        assert (done.event.kind, done.event.due_on) == ("mending", date(2026, 4, 30))

    def test_lets_somebody_go(self):
        world = final("0.3")

        self.carry(world, leaves=True)

        world.held[0].refresh_from_db()
        assert (world.held[0].until, world.held[0].end_reason) == (AFTER.date(), "unfit")

    def test_tells_somebody_that_the_contract_will_not_be_renewed(self):
        world = final("0.3")

        assert self.carry(world).event.kind == "talk"

    def test_is_refused_as_staff_refuses(self):
        world = final("0.8")

        with pytest.raises(AppraisalRefused, match="新的合同期至须晚于原合同期至 2026-06-30"):
            self.carry(world, contract_until=date(2026, 1, 1))

    def test_is_done_once_and_not_by_the_township(self):
        world = final("0.5")
        with pytest.raises(AppraisalRefused, match="由县（区）残联运用"):
            self.carry(world, due_on=date(2026, 4, 30), by=world.of_township)
        self.carry(world, due_on=date(2026, 4, 30))

        with pytest.raises(AppraisalRefused, match="已办理，不能再办"):
            self.carry(world, due_on=date(2026, 4, 30))

    def test_can_be_set_aside_with_a_reason(self):
        world = final("0.5")
        (one,) = AppraisalConsequence.objects.all()

        with pytest.raises(AppraisalRefused, match="请填写不办理的理由"):
            consequences.set_aside(one, by=world.clerk, at=AFTER, reason="")
        done = consequences.set_aside(one, by=world.clerk, at=AFTER, reason="已谈过话")

        assert (done.state, done.event) == ("dropped", None)


class TestHonours:
    @pytest.fixture
    def world(self):
        return final("1", "0.8", "0.8", "0.8", "0.8")

    def open(self, world):
        return honours.open_selection(
            world.year, by=world.clerk, at=AFTER, places=1, title="优秀残疾人专职委员"
        )

    def best(self, world):
        return [world.appraisals()[0].pk]

    def test_show_each_criterion_with_its_fact(self, world):
        (line,) = candidates_of(world.year)

        assert [(check.title, check.is_met, check.fact) for check in line.checks] == [
            ("年度考核等次", True, "优秀，93.80 分"),
            ("任职年限", True, "满 5 年，要求满 2 年"),
            ("没有谈话或整改", True, "没有"),
            ("工作记录完整", False, "每月满 4 条的有 0 个月，要求 10 个月"),
            ("培训合格次数", False, "0 次，要求 2 次"),
        ]

    def test_are_met_by_diary_and_trainings(self, world):
        member, unit = world.held[0].member, world.villages[0]
        DiaryEntry.objects.bulk_create(
            DiaryEntry(
                unit=unit, unit_path=unit.path, day=date(2025, month, day), written_by=world.clerk
            )
            for month in range(1, 11) for day in range(1, 5)
        )  # fmt: skip
        for month in (3, 9):
            AttendanceFactory(member=member, training=TrainingFactory(held_on=date(2025, month, 1)))

        (line,) = candidates_of(world.year)

        assert line.meets_all

    def test_without_every_criterion_need_a_reason(self, world):
        selection = self.open(world)

        with pytest.raises(AppraisalRefused, match="第1村委员有条件未达到，须写明理由"):
            honours.choose(selection, self.best(world), by=world.clerk, at=AFTER)

    def test_go_to_candidates_only_and_no_more_than_places(self, world):
        selection = self.open(world)
        keys = [one.pk for one in world.appraisals()]

        with pytest.raises(AppraisalRefused, match="名额 1 名，选了 2 人"):
            honours.choose(selection, keys[:2], by=world.clerk, at=AFTER)
        with pytest.raises(AppraisalRefused, match="不是本年度考核优秀"):
            honours.choose(selection, keys[1:2], by=world.clerk, at=AFTER)

    def test_end_in_the_pool_of_talents_after_their_notice(self, world):
        selection = self.open(world)
        honours.choose(selection, self.best(world), by=world.clerk, at=AFTER, reason="事迹突出")
        day = AFTER.date()
        hangs = HANGS | {"first_day": day, "last_day": day + timedelta(days=5)}
        honours.post_honours(selection, by=world.clerk, at=AFTER, **hangs)
        with pytest.raises(AppraisalRefused, match="不能提前结束"):
            honours.honour(selection, by=world.clerk, at=AFTER)

        honoured = honours.honour(selection, by=world.clerk, at=AFTER + timedelta(days=6))

        assert [one.standing for one in honoured] == ["honoured"]
        talent = Talent.objects.get()
        assert (talent.member, talent.honours) == (world.held[0].member, "2025 年度优秀残疾人专职委员")

    def test_wait_for_the_final_result(self):
        world = World()

        with pytest.raises(AppraisalRefused, match="已到“考核中”"):
            self.open(world)
