"""Setting what is paid and how months are counted; a new standard ends the one before."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from staff.choices import RunState
from staff.models import StipendMonth, StipendRule, StipendStandard
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "只有县（区）残联可以设置补贴标准。"


@transaction.atomic
def add_standard(county, *, by, at, post_type, monthly_amount, payer, since, source=""):
    """Set the monthly amount of a type of post from the first of a month on, and return the standard.

    The standard that was open ends the day before.
    :raises StaffRefused: outside the actor's scope, not the first of a month, not after the standard
        before, or months from then on are on a roll already.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    _must_be_a_first_day(since)
    if monthly_amount <= 0:
        raise StaffRefused("月标准须大于 0。", field="monthly_amount")
    own = StipendStandard.objects.select_for_update().filter(unit=county, post_type=post_type)
    newest = own.order_by("-since").first()
    if newest is not None and newest.since >= since:
        _refuse_before(newest.since)
    _must_not_touch_paid_months(county, since, post_type)
    standard = StipendStandard(
        unit=county,
        post_type=post_type,
        monthly_amount=monthly_amount,
        payer=payer,
        since=since,
        source=source,
    )
    return begin_row(own, standard, refuse=_refuse_before)


def _refuse_before(day):
    raise StaffRefused(f"已有 {day:%Y-%m-%d} 起的标准，新标准须从此后的月份起。", field="since")


@transaction.atomic
def set_rule(county, *, by, at, since, proration, cutoff_day, source=""):
    """Set how the months of joining and leaving are counted from the first of a month on.

    :raises StaffRefused: outside the actor's scope, not the first of a month, or set already.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    _must_be_a_first_day(since)
    if StipendRule.objects.filter(unit=county, since__gte=since).exists():
        raise StaffRefused("已有从这个月或更晚起的计发规则，请改用之后的月份。", field="since")
    _must_not_touch_paid_months(county, since)
    return StipendRule.objects.create(
        unit=county, since=since, proration=proration, cutoff_day=cutoff_day, source=source
    )


def _must_be_a_first_day(since):
    if since.day != 1:
        raise StaffRefused("起始日期须为某月 1 日。", field="since")


def _must_not_touch_paid_months(county, since, post_type=None):
    """A frozen roll keeps what it says: a change that reaches back would need back-pay."""
    frozen = StipendMonth.objects.filter(line__run__unit=county, month__gte=since).exclude(
        line__run__state=RunState.DRAFT
    )
    if post_type:
        frozen = frozen.filter(line__post_type=post_type)
    if frozen.exists():
        raise StaffRefused("此后的月份已有复核过的名册，不能追溯调整。", field="since")
