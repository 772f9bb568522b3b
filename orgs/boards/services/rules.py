"""What a county sets: years and seats of its bodies, and the departments of its 残工委."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.permissions import Permission
from orgs.boards.defaults import DEPARTMENTS
from orgs.boards.models import BoardRule, MemberDepartment
from orgs.boards.services.refusal import BoardRefused
from orgs.dated import begin_row


def _must_manage(county, by):
    if not by.scope_of(Permission.BOARD_MANAGE).covers(county):
        raise BoardRefused(f"{county.name}的班子设置不在您的权限内。")


def _refuse(noun):
    def refuse(day):
        raise BoardRefused(f"{day:%Y-%m-%d} 起已有另一条{noun}，新的须从那一天或更晚开始。", field="since")

    return refuse


@transaction.atomic
def save_kind(county, code, plan, *, by, at, since):
    """Set years and numbers of seats of a kind of body from the day `since`; terms under way keep theirs.

    :raises BoardRefused: not the actor's county, or a later rule exists.
    """
    _must_manage(county, by)
    rows = BoardRule.objects.select_for_update().filter(unit=county, kind=code)
    new = BoardRule(unit=county, kind=code, plan=plan, since=since)
    return begin_row(rows, new, refuse=_refuse("规定"))


@transaction.atomic
def save_department(county, *, by, at, since, name, duties, order):
    """Let a department belong to 残工委 with these duties from the day `since` and return its row.

    :raises BoardRefused: not the actor's county, or a later row exists.
    """
    _must_manage(county, by)
    rows = MemberDepartment.objects.select_for_update().filter(unit=county, name=name)
    new = MemberDepartment(unit=county, name=name, duties=duties, order=order, since=since)
    return begin_row(rows, new, refuse=_refuse("职责"))


@transaction.atomic
def end_department(department, *, by, at, until):
    """Let a department leave 残工委 after the day `until`, and its representative with it.

    :raises BoardRefused: not the actor's county, before it began, or ended already.
    """
    _must_manage(department.unit, by)
    department = MemberDepartment.objects.select_for_update(of=("self",)).get(pk=department.pk)
    if department.until is not None:
        raise BoardRefused(f"{department.name}已于 {department.until:%Y-%m-%d} 退出。")
    if until < department.since:
        raise BoardRefused(f"{department.name}于 {department.since:%Y-%m-%d} 加入，退出不能更早。", "until")
    department.until = until
    department.save(update_fields=["until", "updated_at"])
    for seat in department.seats.held():
        seat.until, seat.reason = max(until, seat.since), "单位退出残工委"
        seat.save(update_fields=["until", "reason", "updated_at"])
    return department


@transaction.atomic
def take_default_departments(county, *, by, at):
    """Take over the shipped list of departments that the county does not have yet; return how many."""
    _must_manage(county, by)
    today = timezone.localdate(at)
    rows = MemberDepartment.objects.filter(unit=county)
    known = set(rows.filter(Q(until=None) | Q(until__gte=today)).values_list("name", flat=True))
    new = [
        MemberDepartment(unit=county, name=name, duties=duties, order=number * 10, since=today)
        for number, (name, duties) in enumerate(DEPARTMENTS, 1)
        if name not in known
    ]
    MemberDepartment.objects.bulk_create(new)
    return len(new)
