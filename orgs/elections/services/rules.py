"""What a county sets for its elections from a day on; those under way keep their rules."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from orgs.elections.models import ElectionRule
from orgs.elections.plan import PlanNotSound, must_be_sound
from orgs.elections.services.refusal import ElectionRefused


@transaction.atomic
def save_plan(county, plan, *, by, at, since):
    """Let the elections of a county that begin from the day `since` on go by `plan`; return the row.

    :raises ElectionRefused: not the actor's county, not sound, or a later rule exists.
    """
    if not by.scope_of(Permission.BOARD_MANAGE).covers(county):
        raise ElectionRefused(f"{county.name}的换届规定不在您的权限内。")
    try:
        must_be_sound(plan)
    except PlanNotSound as problem:
        raise ElectionRefused(str(problem)) from problem

    def refuse(day):
        raise ElectionRefused(f"{day:%Y-%m-%d} 起已有另一条规定，新的须从那一天或更晚开始。", field="since")

    rows = ElectionRule.objects.select_for_update().filter(unit=county)
    return begin_row(rows, ElectionRule(unit=county, plan=plan.as_json(), since=since), refuse=refuse)
