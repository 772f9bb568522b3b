"""Accounts and the audit log on the workbench of the three administrators."""

from datetime import timedelta

from django.urls import reverse

from accounts.models import AuditEntry
from accounts.selectors import accounts_of
from reports.workbench.pieces import Tile, Todo

DORMANT_DAYS = 90


def show_accounts(picture, scope, day):
    """Add how many accounts there are, which see nothing, and which nobody uses."""
    accounts = accounts_of(scope).filter(is_active=True)
    url = reverse("accounts:user_list")
    picture.tiles.append(Tile("启用的账号", accounts.count(), "一人一号，专人专用", url))
    if idle := accounts.filter(postings=None).count():
        picture.todos.append(Todo(idle, "个账号还没有授权", url, "去授权", "", "warn"))
    limit = day - timedelta(days=DORMANT_DAYS)
    if dormant := accounts.filter(last_login__date__lt=limit).count():
        picture.todos.append(
            Todo(dormant, "个账号超过 90 天没有登录", f"{url}?sort=seen", "去核对", "长期不用应停用", "warn")
        )


def show_audit(picture, scope, day):
    """Add what happened today and how many sign-ins failed."""
    today = AuditEntry.objects.within(scope).filter(timestamp__date=day)
    url = reverse("accounts:audit_list")
    picture.tiles.append(Tile("今日审计记录", today.count(), "查看、导出、修改都在内", f"{url}?since={day}"))
    if failed := today.filter(event=AuditEntry.Event.SIGN_IN_FAILED).count():
        picture.todos.append(
            Todo(failed, "次登录失败", f"{url}?event=sign_in_failed", "去查看", "今天", "warn")
        )
