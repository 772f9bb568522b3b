"""Plans for weak units: made by those above, worked on by the unit, closed with what came of it."""

from django.db import transaction
from django.utils import timezone

from assessments.grading.models import WeakPlan, WeakPlanNote
from assessments.grading.services.refusal import GradingRefused
from core.permissions import Permission


def may_plan(user, sheet):
    """True if the user is above the unit and so may make and close its plan."""
    return user.scope_of(Permission.ASSESSMENT_REVIEW).covers(sheet.unit.parent)


def may_note(user, sheet):
    """True if the user may write down progress: the unit itself and those above."""
    return user.scope_of(Permission.ASSESSMENT_SCORE).covers(sheet.unit)


@transaction.atomic
def save_plan(sheet, *, by, at, tier, **facts):
    """Make the plan of a weak unit, or change one that is under way, and return it.

    :param facts: measures, responsible, helper, due_on.
    :raises GradingRefused: not the actor's, closed, or a deadline that is over already.
    """
    if not may_plan(by, sheet):
        raise GradingRefused("整改提升计划由上级单位制定。")
    plan = WeakPlan.objects.select_for_update().filter(sheet=sheet).first() or WeakPlan(
        sheet=sheet, tier=tier
    )
    if plan.closed_on:
        raise GradingRefused("计划已经销号，不能再改。")
    if facts["due_on"] < timezone.localdate(at) and facts["due_on"] != plan.due_on:
        raise GradingRefused("完成期限不能早于今天。", field="due_on")
    for name, value in facts.items():
        setattr(plan, name, value)
    plan.by = by
    plan.save()
    return plan


@transaction.atomic
def note_progress(plan, *, by, at, text):
    """Write down a step of progress and return it.

    :raises GradingRefused: not the actor's, closed, or empty.
    """
    if not may_note(by, plan.sheet):
        raise GradingRefused("只能填写本单位和下级单位的进展。")
    if plan.closed_on:
        raise GradingRefused("计划已经销号，不再填写进展。")
    if not text.strip():
        raise GradingRefused("请填写进展。", field="text")
    return WeakPlanNote.objects.create(plan=plan, text=text.strip(), by=by, at=at)


@transaction.atomic
def close_plan(plan, *, by, at, outcome):
    """Close a plan with what came of it.

    :raises GradingRefused: not the actor's, closed already, or nothing said.
    """
    plan = WeakPlan.objects.select_for_update().get(pk=plan.pk)
    if not may_plan(by, plan.sheet):
        raise GradingRefused("整改提升计划由上级单位销号。")
    if plan.closed_on:
        raise GradingRefused("计划已经销号。")
    if not outcome.strip():
        raise GradingRefused("请写明整改结果。", field="outcome")
    plan.closed_on, plan.outcome = timezone.localdate(at), outcome.strip()
    plan.save()
    return plan
