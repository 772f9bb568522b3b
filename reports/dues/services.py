"""Setting when something of the catalogue has to be handed in."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from orgs.models import Unit
from reports.catalogue import entry_of
from reports.dues.models import DueRule
from reports.periods import NotPossible


@transaction.atomic
def save_due_rule(county, entry, *, by, at, since, **facts):
    """Let due days hold for a thing of the catalogue in a county from the day `since` on; return the row.

    :raises NotPossible: not the actor's county, no such thing, or a later row exists.
    """
    if county.level != Unit.Level.COUNTY or not by.scope_of(Permission.STATISTICS_MANAGE).covers(county):
        raise NotPossible(f"您不能设置{county.name}的报送日期。")
    if entry_of(entry) is None:
        raise NotPossible("目录里没有这项材料，请从“报送日期”的列表中选择。")
    rows = DueRule.objects.select_for_update().filter(unit=county, entry=entry)
    return begin_row(rows, DueRule(unit=county, entry=entry, since=since, **facts), refuse=_refuse_before)


def _refuse_before(day):
    raise NotPossible(f"{day.year}年{day.month}月{day.day}日起已另有报送日期，请选择其后的日期。")
