"""What a list means in a county, from a day on."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit
from registry.comparing.defaults import PROFILES
from registry.comparing.services.refusal import ComparisonRefused
from registry.models import ComparisonProfile

DAY = timedelta(days=1)


@transaction.atomic
def save_profile(county, *, by, at, code, since, **facts):
    """Set what a kind of list means in a county from the day `since` on; the row before it ends.

    :raises ComparisonRefused: not the actor's county, no such kind, or a day in the past.
    """
    if county.level != Unit.Level.COUNTY or not by.scope_of(Permission.COMPARISON_MANAGE).covers(county):
        raise ComparisonRefused("只有县级可以规定名单的含义。")
    if code not in PROFILES:
        raise ComparisonRefused("没有这种名单。")
    if since < timezone.localdate(at):
        raise ComparisonRefused("执行日期不能早于今天。", field="since")
    Unit.objects.select_for_update().get(pk=county.pk)
    rows = ComparisonProfile.objects.filter(unit=county, code=code)
    rows.filter(since__gt=since).delete()
    rows.filter(since__lt=since, until=None).update(until=since - DAY)
    row, _ = rows.update_or_create(unit=county, code=code, since=since, defaults=facts | {"until": None})
    return row
