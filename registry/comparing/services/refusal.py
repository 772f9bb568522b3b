"""What every service of this room asks first: may this person do this here, now."""

from core.permissions import Permission
from registry.comparing.choices import State
from registry.models import Comparison, ComparisonRow, ComparisonTask


class ComparisonRefused(Exception):
    """The step cannot be taken; the message is fit to show to the user. `field` names the place."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


NOT_YOURS = "这条比对结果不在您的管辖范围内。"
NOT_YOUR_COMPARISON = "这次比对不是您的单位发起的，不能办理。"


def locked(comparison):
    """Return the comparison as it is now, locked until the transaction ends."""
    return Comparison.objects.select_for_update(of=("self",)).select_related("unit").get(pk=comparison.pk)


def locked_rows(rows):
    """Return rows as they are now, locked in the order of their keys."""
    keys = rows.order_by().values("pk")
    found = ComparisonRow.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(found.select_related("person__unit", "unit", "comparison__unit", "task").order_by("pk"))


def locked_row(row):
    """Return one row as it is now, locked.

    :raises ComparisonRefused: it has been deleted or compared anew since.
    """
    found = locked_rows(ComparisonRow.objects.filter(pk=row.pk))
    if not found:
        raise ComparisonRefused("这条比对结果已重新生成，请返回后再办理。")
    return found[0]


def locked_task(task):
    """Return the task as it is now, locked."""
    tasks = ComparisonTask.objects.select_for_update(of=("self",))
    return tasks.select_related("unit", "comparison__unit").get(pk=task.pk)


def may_own(user, comparison):
    """True if the user manages comparisons at its unit: its file, its columns, its end."""
    return user.scope_of(Permission.COMPARISON_MANAGE).covers(comparison.unit)


def must_own(user, comparison):
    """Refuse whoever does not manage comparisons at its unit.

    :raises ComparisonRefused: always, then.
    """
    if not may_own(user, comparison):
        raise ComparisonRefused(NOT_YOUR_COMPARISON)


def must_be_open(comparison):
    """Refuse a comparison that is closed, or not read yet.

    :raises ComparisonRefused: it is.
    """
    if comparison.state != State.READY:
        raise ComparisonRefused(f"这次比对{comparison.get_state_display()}，不能再处理。")


def must_cover(user, row, permission=Permission.COMPARISON_MANAGE):
    """Refuse whoever does not hold the permission where the row is.

    :raises ComparisonRefused: always, then.
    """
    if not row.path or not user.scope_of(permission).covers_path(row.path):
        raise ComparisonRefused(NOT_YOURS)
