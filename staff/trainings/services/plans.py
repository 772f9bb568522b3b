"""Planning the trainings of a year, and what a county wants of training from a day on."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from staff.services.refusal import StaffRefused, must_cover
from staff.trainings.models import TrainingPlan, TrainingRule

OUTSIDE = "该单位不在您的管辖范围内。"


@transaction.atomic
def save_plan(plan, *, by, at):
    """Write a new or changed plan and return it.

    :raises StaffRefused: outside the actor's scope, or planned already.
    """
    must_cover(by, Permission.STAFF_EDIT, plan.unit, OUTSIDE)
    same = TrainingPlan.objects.filter(unit=plan.unit, year=plan.year, month=plan.month, title=plan.title)
    if same.exclude(pk=plan.pk).exists():
        raise StaffRefused("该单位当月已有同一内容的培训计划。", field="title")
    plan.save()
    return plan


@transaction.atomic
def remove_plan(plan, *, by, at):
    """Take a plan back of which no training has come.

    :raises StaffRefused: outside the actor's scope, or a training belongs to it.
    """
    must_cover(by, Permission.STAFF_EDIT, plan.unit, OUTSIDE)
    if plan.trainings.exists():
        raise StaffRefused("已按这项计划安排培训，不能删除。")
    plan.delete()


@transaction.atomic
def set_training_rule(county, *, by, at, since, **facts):
    """Want this much training in the county from the day `since` on, and return the row.

    :raises StaffRefused: outside the actor's scope, or a later row exists.
    """
    must_cover(by, Permission.STAFF_EDIT, county, OUTSIDE)
    rows = TrainingRule.objects.select_for_update().filter(unit=county)
    return begin_row(rows, TrainingRule(unit=county, since=since, **facts), refuse=_refuse_before)


def _refuse_before(day):
    raise StaffRefused(f"自 {day:%Y-%m-%d} 起已另有要求，请选择其后的日期。", field="since")
