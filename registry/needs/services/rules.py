"""Setting how a county deals with the kinds of need."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from registry.needs.models import NeedRule
from registry.needs.services.refusal import NeedRefused


@transaction.atomic
def save_rule(county, kind, *, by, at, since, **facts):
    """Let a kind of need be dealt with so in the county from the day `since` on, and return the row.

    The row in force until then ends the day before; needs registered earlier keep their deadline.

    :param kind: the code of a shipped kind.
    :raises NeedRefused: the actor does not manage services in this county, or a later row exists.
    """
    if not county.is_county or not by.scope_of(Permission.SERVICE_MANAGE).covers(county):
        raise NeedRefused("需求办理规定由县残联设置。")
    rows = NeedRule.objects.select_for_update().filter(unit=county, kind=kind)
    return begin_row(rows, NeedRule(unit=county, kind=kind, since=since, **facts), refuse=_refuse_before)


def _refuse_before(day):
    raise NeedRefused(
        f"自{day.year}年{day.month}月{day.day}日起已另有规定，请选择其后的日期。", field="since"
    )
