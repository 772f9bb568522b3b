"""Setting the procedure of a county."""

from datetime import timedelta

from django.db import transaction

from core.permissions import Permission
from registry.applications.models import ApplicationRule
from registry.applications.procedure import ProcedureNotSound, must_be_sound
from registry.applications.services.refusal import ApplicationRefused


@transaction.atomic
def save_procedure(county, kind, procedure, *, by, at, since):
    """Set the procedure of a kind of benefit from the day `since` on and return the row.

    The row in force until then ends the day before; applications under way keep theirs.

    :raises ApplicationRefused: not the actor's, the steps make no procedure, or a later row exists.
    """
    if not by.scope_of(Permission.BENEFIT_MANAGE).covers(county):
        raise ApplicationRefused("该县（区）不在您的管辖范围内。")
    try:
        must_be_sound(procedure.steps)
    except ProcedureNotSound as problem:
        raise ApplicationRefused(str(problem)) from problem
    rows = ApplicationRule.objects.select_for_update().filter(unit=county, kind=kind)
    latest = rows.order_by("-since").first()
    if latest and latest.since > since:
        day = latest.since
        raise ApplicationRefused(
            f"该待遇自{day.year}年{day.month}月{day.day}日起已另有规定，请选择其后的日期。", field="since"
        )
    plan = procedure.as_json()
    if latest and latest.since == since:
        latest.plan = plan
        latest.save(update_fields=["plan", "updated_at"])
        return latest
    if latest:
        latest.until = since - timedelta(days=1)
        latest.save(update_fields=["until", "updated_at"])
    return ApplicationRule.objects.create(unit=county, kind=kind, plan=plan, since=since)
