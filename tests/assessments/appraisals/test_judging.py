"""The joint result: proposed by one, decided by another, with reasons, the quota and its ties."""

from decimal import Decimal

import pytest

from assessments.appraisals.arithmetic import Votes
from assessments.appraisals.choices import Side, Ties
from assessments.appraisals.models import AppraisalMark
from assessments.appraisals.selectors.ranking import pools_of
from assessments.appraisals.selectors.results import outcome_of, outcomes_of
from assessments.appraisals.services import judging
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.services.reports import save_report
from assessments.appraisals.services.years import refresh_list
from assessments.models import Item
from tests.factories.appraisals import FINE, NOON, World

GOOD = Votes(2, 8)  # 84 of 100: 25.2 points


@pytest.fixture
def world():
    return World()


def propose(world, one=None, grade="excellent", **more):
    facts = {"by": world.of_township, "at": NOON} | more
    return judging.propose_grade(one or world.one, grade, **facts)


def decide(world, one=None, grade="excellent", **more):
    return judging.decide_grade(one or world.one, grade, **({"by": world.clerk, "at": NOON} | more))


class TestTheResult:
    def test_is_the_sum_of_its_parts(self, world):
        world.mark(share=Decimal("0.9"))
        world.vote(Side.ABOVE, FINE)
        world.vote(Side.BELOW, GOOD)
        bonus = Item.objects.get(rule="bonus", section__scheme=world.tables["grassroots"])
        AppraisalMark.objects.create(
            appraisal=world.one, item=bonus, period=2, points=2, by=world.of_township, at=NOON
        )

        found = outcome_of(world.one)

        # 58.5; (96 × 60 + 84 × 40) / 100 = 91.2, × 30 % = 27.36; 2
        assert (found.daily, found.review, found.bonus) == (
            Decimal("58.50"),
            Decimal("27.36"),
            Decimal("2.00"),
        )
        assert found.total == Decimal("87.86")
        assert found.grade(world.year.terms) == "competent"

    def test_says_what_is_missing(self, world):
        found = outcome_of(world.one)

        assert found.total is None
        assert found.missing == (
            *(f"第{number}季度日常考核未评分" for number in "一二三四"),
            "乡镇（街道）班子测评未安排", "村民（居民）和残疾人代表测评未安排",
        )  # fmt: skip

    def test_of_somebody_who_came_in_april_needs_three_quarters(self, world):
        from_april = world.held[0]
        from_april.since = from_april.since.replace(year=2025, month=4)
        from_april.save()

        assert outcome_of(world.one).missing[0] == "第二季度日常考核未评分"

    @pytest.mark.parametrize(
        ("effect", "grade", "total"),
        [
            ("no_excellent", "competent", "93.80"),
            ("bottom_grade", "incompetent", "93.80"),
            ("zero", "incompetent", "0.00"),
        ],
    )
    def test_bows_to_a_veto(self, world, effect, grade, total):
        one = world.complete()
        AppraisalMark.objects.filter(appraisal=one, period=1, item__number=1).update(veto=effect)

        found = outcome_of(one)

        assert found.grade(world.year.terms) == grade
        assert found.total == Decimal(total)

    def test_costs_the_same_number_of_queries_for_many(self, django_assert_num_queries):
        many = World(people=6)
        for one in many.appraisals():
            many.complete(one)
        few, all_of_them = many.appraisals()[:1], many.appraisals()
        with django_assert_num_queries(4):
            outcomes_of(few)
        with django_assert_num_queries(4):
            outcomes_of(all_of_them)


class TestProposing:
    def test_is_refused_before_all_parts_are_there_and_says_which(self, world):
        world.mark()
        world.vote(Side.ABOVE)

        with pytest.raises(AppraisalRefused, match="缺：村民（居民）和残疾人代表测评未安排"):
            propose(world)

    def test_takes_the_grade_by_points(self, world):
        world.complete()

        one = propose(world)

        assert (one.proposed, one.proposed_by, one.decided) == ("excellent", world.of_township, "")

    def test_of_another_grade_needs_a_reason(self, world):
        world.complete()

        with pytest.raises(AppraisalRefused, match="按得分应为优秀，改为称职须写明理由"):
            propose(world, grade="competent")
        assert propose(world, grade="competent", because="全年缺席例会 3 次").proposed_because

    def test_is_refused_to_those_assessed(self, world):
        world.complete()

        with pytest.raises(AppraisalRefused, match="不由您所在的单位考核"):
            propose(world, by=world.of_village)

    def test_tells_the_second_of_two_who_was_first(self, world):
        world.complete()
        propose(world, revision=0)

        with pytest.raises(AppraisalRefused, match=f"{world.of_township}已先保存"):
            propose(world, revision=0, by=world.clerk)

    def test_at_once_takes_all_who_are_ready(self):
        world = World(people=3)
        for one in world.appraisals()[:2]:
            world.complete(one, share=Decimal("0.8"))

        assert judging.propose_by_points(world.year, by=world.of_township, at=NOON) == 2
        assert [one.proposed for one in world.appraisals()] == ["competent", "competent", ""]


class TestDeciding:
    @pytest.fixture(autouse=True)
    def _proposed(self, world):
        world.complete(share=Decimal("0.8"))  # 52 + 28.8 = 80.8
        propose(world, grade="competent")

    def test_confirms_what_was_proposed(self, world):
        one = decide(world, grade="competent")

        assert (one.decided, one.decided_by) == ("competent", world.clerk)

    def test_otherwise_needs_a_reason(self, world):
        with pytest.raises(AppraisalRefused, match="与建议等次不同的理由"):
            decide(world, grade="basic")

        assert decide(world, grade="basic", because="核查发现走访记录不实").decided == "basic"

    def test_is_refused_to_who_has_proposed(self, world):
        judging.propose_grade(world.one, "competent", by=world.clerk, at=NOON)

        with pytest.raises(AppraisalRefused, match="须由另一人审定"):
            decide(world, grade="competent")

    def test_is_refused_to_the_township(self, world):
        with pytest.raises(AppraisalRefused, match="由县（区）残联办理"):
            decide(world, grade="competent", by=world.of_township)

    def test_keeps_the_township_from_proposing_anew(self, world):
        decide(world, grade="competent")

        with pytest.raises(AppraisalRefused, match="已经审定"):
            propose(world, grade="competent")

    def test_of_excellent_is_refused_without_a_place(self, world):
        with pytest.raises(AppraisalRefused, match="共 1 人，优秀名额 0 名，已经用完"):
            decide(world, because="工作突出")


class TestTheQuota:
    """Six people of whom 20 % may be 优秀: one place."""

    @pytest.fixture
    def world(self):
        return World(people=6)

    def ready(self, world, *shares):
        for one, share in zip(world.appraisals(), shares, strict=False):
            world.complete(one, share=Decimal(share))
        judging.propose_by_points(world.year, by=world.of_township, at=NOON)

    def test_leaves_the_best_and_says_why_others_are_not(self, world):
        self.ready(world, "0.99", "1", "0.98", "0.8", "0.5", "0.3")

        assert judging.decide_by_quota(world.year, by=world.clerk, at=NOON) == (6, 0)

        people = world.appraisals()
        assert [one.decided for one in people] == [
            "competent", "excellent", "competent", "competent", "basic", "incompetent",
        ]  # fmt: skip
        assert people[0].decided_because == "满优秀分数线，因优秀名额限制定为称职"
        assert people[1].decided_because == ""

    def test_leaves_equals_to_be_decided_one_by_one(self, world):
        self.ready(world, "1", "1", "0.8", "0.8", "0.8", "0.8")

        assert judging.decide_by_quota(world.year, by=world.clerk, at=NOON) == (4, 2)

        (pool,) = pools_of(world.year)
        assert [row.place for row in pool.tied] == [1, 1]
        first, second = (row.appraisal for row in pool.tied)
        judging.decide_grade(first, "excellent", by=world.clerk, at=NOON)
        with pytest.raises(AppraisalRefused, match="已经用完"):
            judging.decide_grade(second, "excellent", by=world.clerk, at=NOON)

    def test_can_let_all_equals_in(self, world):
        kept = world.year.terms_kept | {"ties": Ties.ALL}
        type(world.year).objects.filter(pk=world.year.pk).update(terms_kept=kept)
        world.year.refresh_from_db()
        self.ready(world, "1", "1", "0.8", "0.8", "0.8", "0.8")

        judging.decide_by_quota(world.year, by=world.clerk, at=NOON)

        assert [one.decided for one in world.appraisals()][:2] == ["excellent", "excellent"]

    def test_passes_over_what_the_same_person_has_proposed(self, world):
        for one in world.appraisals():
            world.complete(one, share=Decimal("0.8"))
        judging.propose_by_points(world.year, by=world.clerk, at=NOON)

        assert judging.decide_by_quota(world.year, by=world.clerk, at=NOON) == (0, 0)


class TestAReport:
    FACTS = {"held_on": NOON.date(), "place": "镇政府", "text": "一年来走访 240 户。"}

    def write(self, world, **more):
        facts = {"by": world.of_village, "at": NOON, **self.FACTS} | more
        return save_report(world.one, Side.ABOVE, **facts)

    def test_is_written_by_the_member(self, world):
        assert self.write(world).text == "一年来走访 240 户。"

    def test_is_corrected_not_doubled(self, world):
        first = self.write(world)

        assert self.write(world, text="走访 250 户。", revision=1).pk == first.pk

    def test_of_another_member_at_the_same_unit_is_refused(self, world):
        world.appoint(world.villages[0], name="另一位", number=2)
        refresh_list(world.year, by=world.manager, at=NOON)
        world.of_village.full_name = "另一位"
        world.of_village.save()

        with pytest.raises(AppraisalRefused, match="由本人或考核单位填写"):
            self.write(world)

    def test_is_refused_in_the_future_and_empty(self, world):
        with pytest.raises(AppraisalRefused, match="不能晚于今天"):
            self.write(world, held_on=NOON.date().replace(day=25))
        with pytest.raises(AppraisalRefused, match="请填写述职报告"):
            self.write(world, text="  ")

    def test_is_refused_to_another_village(self, world):
        other = World()

        with pytest.raises(AppraisalRefused, match="由本人或考核单位填写"):
            self.write(world, by=other.of_village)

    def test_tells_the_second_of_two_who_was_first(self, world):
        self.write(world, by=world.of_township, revision=0)

        with pytest.raises(AppraisalRefused, match=f"{world.of_township}已先保存"):
            self.write(world, revision=0)
