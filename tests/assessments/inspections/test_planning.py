from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.roles import Role
from assessments.inspections import lottery
from assessments.inspections.choices import PlanState, SeedSource, Stratum
from assessments.inspections.selectors.people import inspectors_in
from assessments.inspections.selectors.pools import NO_TIER, entries_of, pool_of
from assessments.inspections.services import planning
from assessments.inspections.services.refusal import InspectionRefused
from assessments.models import InspectionPlan, PastTier
from tests.assessments.conftest import NOON
from tests.factories import PostingFactory, UserFactory, VillageFactory
from tests.factories.rounds import RoundFactory


class TestAPlan:
    def test_is_changed_until_it_is_announced(self, plan, clerk, manager):
        plan.per_stratum = 1
        assert planning.save_plan(plan, [clerk], by=manager).per_stratum == 1
        planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)

        with pytest.raises(InspectionRefused, match="不能再修改"):
            planning.save_plan(plan, [clerk], by=manager)

    def test_of_a_round_names_items(self, plan, county, clerk, manager):
        plan.round = RoundFactory(scheme__county=county)

        with pytest.raises(InspectionRefused, match="至少选择一项考核指标"):
            planning.save_plan(plan, [clerk], by=manager)

    def test_does_not_mix_townships_and_villages(self, plan, county, clerk, manager):
        plan.round, plan.lineages = RoundFactory(scheme__county=county), ["x"]

        with pytest.raises(InspectionRefused, match="对象层级不同"):
            planning.save_plan(plan, [clerk], by=manager)


class TestTheList:
    def test_parts_villages_by_township(self, plan):
        strata = [stratum for stratum, *_ in pool_of(plan)]

        assert strata == ["会师镇"] * 3 + ["河畔镇"] * 2

    def test_parts_by_the_tier_of_last_year(self, plan, village, clerk):
        PastTier.objects.create(unit=village, year=2025, subject="grassroots", tier="薄弱", by=clerk)
        plan.stratum = Stratum.TIER

        strata = {name: stratum for stratum, _, name, _ in pool_of(plan)}

        assert (strata["南什村"], strata["北岸村"]) == ("薄弱", NO_TIER)

    def test_is_not_parted_on_request(self, plan):
        plan.stratum = Stratum.WHOLE

        assert {stratum for stratum, *_ in pool_of(plan)} == {"全部单位"}


class TestAnnouncing:
    def test_publishes_the_commitment_and_keeps_the_seed(self, plan, manager):
        done = planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)

        assert done.commitment == lottery.commitment_of(done.seed)
        assert done.shown_seed == ""
        assert done.pool_digest == lottery.digest_of(entries_of(done.pool))
        told = AuditEntry.objects.filter(object_pk=str(plan.pk)).values_list("changes", flat=True)
        assert done.seed not in str(list(told))

    def test_twice_is_refused(self, plan, manager):
        planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)

        with pytest.raises(InspectionRefused, match="不能重复公布"):
            planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)

    def test_a_public_number_says_which(self, plan, manager):
        with pytest.raises(InspectionRefused, match="哪个公开号码"):
            planning.announce(plan, SeedSource.PUBLIC, by=manager, at=NOON, promise=" ")

    def test_without_units_is_refused(self, plan, manager, villages):
        for unit in villages:
            unit.valid_to = date(2026, 10, 1)
            unit.save()

        with pytest.raises(InspectionRefused, match="没有可抽取的单位"):
            planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)


class TestDrawing:
    def test_gives_what_anybody_recomputes_from_seed_and_list(self, drawn):
        expected = {
            (one.entry.code, one.ticket) for one in lottery.draw(drawn.seed, entries_of(drawn.pool), 2)
        }

        assert set(drawn.visits.values_list("unit__code", "ticket")) == expected
        assert drawn.visits.count() == 4

    def test_reveals_the_seed_that_was_committed(self, drawn):
        assert lottery.commitment_of(drawn.shown_seed) == drawn.commitment

    def test_is_from_the_list_as_announced_whatever_came_later(self, plan, manager, township):
        planning.announce(plan, SeedSource.COMMITTED, by=manager, at=NOON)
        late = VillageFactory(name="后来村", parent=township)

        planning.draw(plan, by=manager, at=NOON)

        assert not plan.visits.filter(unit=late).exists()

    def test_twice_is_refused(self, drawn, manager):
        before = list(drawn.visits.values_list("pk", "unit").order_by("pk"))

        with pytest.raises(InspectionRefused, match="不能重抽"):
            planning.draw(drawn, by=manager, at=NOON)
        assert list(drawn.visits.values_list("pk", "unit").order_by("pk")) == before

    def test_before_it_is_announced_is_refused(self, plan, manager):
        with pytest.raises(InspectionRefused, match="先公布"):
            planning.draw(plan, by=manager, at=NOON)

    def test_by_a_public_number_takes_the_number(self, plan, manager):
        planning.announce(plan, SeedSource.PUBLIC, by=manager, at=NOON, promise="12 月 1 日双色球")
        with pytest.raises(InspectionRefused, match="公开号码"):
            planning.draw(plan, by=manager, at=NOON)

        planning.draw(plan, by=manager, at=NOON, number=" 03081522273109 ")

        plan.refresh_from_db()
        assert plan.shown_seed == "03081522273109"

    def test_the_database_wants_seed_and_who_drew(self, plan):
        with pytest.raises(IntegrityError, match="drawn_once"), transaction.atomic():
            InspectionPlan.objects.filter(pk=plan.pk).update(state=PlanState.DRAWN)


class TestVoiding:
    def test_keeps_everything_with_the_reason(self, drawn, manager):
        planning.void(drawn, "名单漏了新设社区", by=manager, at=NOON)

        drawn.refresh_from_db()
        assert (drawn.state, drawn.void_reason, drawn.visits.count()) == ("void", "名单漏了新设社区", 4)

    def test_without_a_reason_or_twice_is_refused(self, drawn, manager):
        with pytest.raises(InspectionRefused, match="理由"):
            planning.void(drawn, " ", by=manager, at=NOON)
        planning.void(drawn, "重立", by=manager, at=NOON)
        with pytest.raises(InspectionRefused, match="已经作废"):
            planning.void(drawn, "重立", by=manager, at=NOON)


class TestAddingAUnit:
    def test_gives_the_reason(self, drawn, villages, manager):
        left = next(unit for unit in villages if not drawn.visits.filter(unit=unit).exists())

        made = planning.add_unit(drawn, left, "群众反映集中", by=manager)

        assert (made.added_reason, made.ticket) == ("群众反映集中", "")

    def test_that_is_drawn_or_of_another_level_is_refused(self, drawn, visit, township, manager):
        with pytest.raises(InspectionRefused, match="已在"):
            planning.add_unit(drawn, visit.unit, "再查", by=manager)
        with pytest.raises(InspectionRefused, match="不属于"):
            planning.add_unit(drawn, township, "再查", by=manager)


class TestAssigning:
    def test_gives_units_to_an_inspector(self, drawn, clerk):
        assert planning.assign(drawn, list(drawn.visits.all()), clerk, planned_on=date(2026, 11, 25)) == 4
        assert set(drawn.visits.values_list("inspector", flat=True)) == {clerk.pk}

    def test_outside_the_inspectors_scope_is_refused_with_the_reason(self, drawn, visit, manager, clerk):
        other = next(
            unit
            for unit in (one.unit for one in drawn.visits.all())
            if unit.parent_id != visit.unit.parent_id
        )
        neighbour = PostingFactory(unit=other.parent, role=Role.TOWNSHIP_CLERK).user
        drawn.inspectors.add(neighbour)

        with pytest.raises(InspectionRefused, match="的检查权限内"):
            planning.assign(drawn, [visit], neighbour, planned_on=None)
        visit.refresh_from_db()
        assert visit.inspector is None

    def test_to_somebody_who_is_none_of_the_plan_is_refused(self, drawn, visit):
        with pytest.raises(InspectionRefused, match="不在本次督查的检查人员中"):
            planning.assign(drawn, [visit], UserFactory(), planned_on=None)

    def test_on_a_day_outside_the_plan_is_refused(self, drawn, visit, clerk):
        with pytest.raises(InspectionRefused, match="起止日期之间"):
            planning.assign(drawn, [visit], clerk, planned_on=date(2027, 1, 1))


def test_inspectors_are_those_who_review(county, clerk, township, village):
    reviewing = PostingFactory(unit=township, role=Role.TOWNSHIP_CLERK).user
    PostingFactory(unit=village, role=Role.VILLAGE_MEMBER)
    PostingFactory(unit=county, role=Role.LEADER)

    assert set(inspectors_in(county)) == {clerk, reviewing}
