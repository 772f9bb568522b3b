"""From the plan to the draw: what is announced is fixed, what is drawn is never drawn again."""

from django.db import transaction

from assessments.inspections import lottery
from assessments.inspections.choices import PlanState, SeedSource
from assessments.inspections.models import InspectionPlan, Visit
from assessments.inspections.selectors.pools import entries_of, pool_of
from assessments.inspections.services.refusal import InspectionRefused, refuse_outsider

SEED_LENGTH = InspectionPlan._meta.get_field("seed").max_length


@transaction.atomic
def save_plan(plan, inspectors, *, by):
    """Write a plan down, or the changes of one that is not announced yet, and return it.

    :raises InspectionRefused: it is announced already, names no items, or mixes levels.
    """
    if plan.pk and not _locked(plan).is_draft:
        raise InspectionRefused("抽签办法公布后，计划不能再修改；确需更改的，请作废后另立计划。")
    if plan.round_id and not plan.lineages:
        raise InspectionRefused("请至少选择一项考核指标。")
    if plan.round_id and plan.checklist_id and not set(plan.checklist.levels) <= _levels(plan.round):
        raise InspectionRefused("所选清单和考核方案的对象层级不同，请分别立计划。")
    if not plan.pk:
        plan.created_by = by
    plan.save()
    plan.inspectors.set(inspectors)
    return plan


@transaction.atomic
def announce(plan, source, *, by, at, promise=""):
    """Fix the list of units and the way to the seed, and return the plan.

    :param promise: which public number of which day is to be the seed; only for `SeedSource.PUBLIC`.
    :raises InspectionRefused: it is announced already, there is nobody to draw from, or nothing is promised.
    """
    plan = _locked(plan)
    if not plan.is_draft:
        raise InspectionRefused("抽签办法已经公布，不能重复公布。")
    pool = pool_of(plan)
    if not pool:
        raise InspectionRefused("没有可抽取的单位，请检查清单或方案的适用层级。")
    if source == SeedSource.PUBLIC and not promise.strip():
        raise InspectionRefused("请写明用哪一天的哪个公开号码作种子。")
    if source == SeedSource.COMMITTED:
        plan.seed = lottery.new_seed()
        plan.commitment = lottery.commitment_of(plan.seed)
    plan.seed_source, plan.seed_promise = source, promise.strip() if source == SeedSource.PUBLIC else ""
    plan.pool, plan.pool_digest = pool, lottery.digest_of(entries_of(pool))
    plan.state, plan.announced_by, plan.announced_at = PlanState.ANNOUNCED, by, at
    plan.save()
    return plan


@transaction.atomic
def draw(plan, *, by, at, number=""):
    """Draw the units of an announced plan, once, and return the `Visit`s.

    :param number: the public number, where one was promised.
    :raises InspectionRefused: it is not announced, or drawn already, or the number is missing.
    """
    plan = _locked(plan)
    if plan.is_drawn:
        raise InspectionRefused("已经抽过签，结果不能重抽；确有差错的，请作废后另立计划。")
    if not plan.is_announced:
        raise InspectionRefused("请先公布抽签办法，再抽签。")
    if not plan.is_committed:
        plan.seed = number.strip()[:SEED_LENGTH]
        if not plan.seed:
            raise InspectionRefused("请填写约定的公开号码。")
    unit_ids = {code: pk for _, code, _, pk in plan.pool}
    drawn = lottery.draw(plan.seed, entries_of(plan.pool), plan.per_stratum)
    visits = Visit.objects.bulk_create(
        Visit(
            plan=plan,
            unit_id=unit_ids[one.entry.code],
            stratum=one.entry.stratum,
            ticket=one.ticket,
            rank=one.rank,
        )
        for one in drawn
    )
    plan.state, plan.drawn_by, plan.drawn_at = PlanState.DRAWN, by, at
    plan.save()
    return visits


@transaction.atomic
def void(plan, reason, *, by, at):
    """Void a plan for a reason. It stays in view with everything that was drawn and found.

    :raises InspectionRefused: no reason, or void already.
    """
    plan = _locked(plan)
    if plan.state == PlanState.VOID:
        raise InspectionRefused("这份计划已经作废。")
    if not reason.strip():
        raise InspectionRefused("请写明作废理由。")
    plan.state, plan.void_reason = PlanState.VOID, reason.strip()
    plan.voided_by, plan.voided_at = by, at
    plan.save()
    return plan


@transaction.atomic
def add_unit(plan, unit, reason, *, by):
    """Add a unit that was not drawn, for a reason that is shown beside it. Return the `Visit`.

    :raises InspectionRefused: not drawn yet, no reason, another level, or it is on the list already.
    """
    plan = _locked(plan)
    if not plan.is_drawn:
        raise InspectionRefused("请在抽签以后再指定检查单位。")
    if unit.level not in plan.levels or not unit.path.startswith(plan.county.path):
        raise InspectionRefused(f"{unit.name}不属于本次督查的对象。")
    if not reason.strip():
        raise InspectionRefused("不是抽中的单位，须写明指定检查的理由。")
    if plan.visits.filter(unit=unit).exists():
        raise InspectionRefused(f"{unit.name}已在本次督查名单中。")
    return Visit.objects.create(plan=plan, unit=unit, stratum="指定检查", added_reason=reason.strip())


@transaction.atomic
def assign(plan, visits, inspector, *, planned_on):
    """Give visits that are not done yet to an inspector of the plan for a day. Return how many.

    :raises InspectionRefused: the plan is void, the inspector is none of its, a unit lies outside the
        inspector's scope, or the day outside the plan.
    """
    plan = _locked(plan)
    if not plan.is_drawn:
        raise InspectionRefused("只有已抽签的计划可以派工。")
    if not plan.inspectors.filter(pk=inspector.pk).exists():
        raise InspectionRefused(f"{inspector}不在本次督查的检查人员中。")
    if planned_on and not plan.starts_on <= planned_on <= plan.ends_on:
        raise InspectionRefused("计划日期须在督查的起止日期之间。")
    waiting = [visit for visit in visits if not visit.is_done]
    for visit in waiting:
        refuse_outsider(inspector, visit.unit)
    for visit in waiting:
        visit.inspector, visit.planned_on = inspector, planned_on
        visit.save()
    return len(waiting)


def _locked(plan):
    rows = InspectionPlan.objects.select_for_update(of=("self",))
    return rows.select_related("county", "checklist", "round__scheme").get(pk=plan.pk)


def _levels(round_):
    return set(round_.scheme.subject_kind.levels)
