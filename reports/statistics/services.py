"""Setting the head of a statistical form."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from reports.periods import NotPossible
from reports.statistics.heads import shipped
from reports.statistics.models import StatisticalHead


@transaction.atomic
def save_head(county, form, *, by, at, since, **lines):
    """Let a head hold over a form of a county from the day `since` on, and return the row.

    Documents that were made before keep the head with which they were made.

    :raises NotPossible: not the actor's county, no such form, or a later row exists.
    """
    if not by.scope_of(Permission.STATISTICS_MANAGE).covers(county):
        raise NotPossible(f"您不能设置{county.name}的统计表表头。")
    if form not in shipped():
        raise NotPossible("没有这种统计表，请从“统计表表头”的列表中选择。")
    rows = StatisticalHead.objects.select_for_update().filter(unit=county, form=form)
    return begin_row(
        rows, StatisticalHead(unit=county, form=form, since=since, **lines), refuse=_refuse_before
    )


def _refuse_before(day):
    raise NotPossible(f"{day.year}年{day.month}月{day.day}日起已另有表头，请选择其后的日期。")
