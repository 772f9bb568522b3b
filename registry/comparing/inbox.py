"""What waits of the rows that villages look into, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.comparing.selectors.figures import lists_leaving, waiting_in


def comparisons_to_do(scope, day):
    """Return what waits: tasks overdue or else rows for villages, answers, lists about to be deleted."""
    waiting, listed = waiting_in(scope, day), reverse("comparing:task_list")
    leaving = lists_leaving(scope, day)
    answering, reviewing = Permission.COMPARISON_EDIT, Permission.COMPARISON_MANAGE
    late = f"{listed}?show=overdue"
    lines = (
        Todo(waiting.overdue, "个数据比对核实任务已超期", late, "去核实", "尽快答复", "bad", answering),
        Todo(0 if waiting.overdue else waiting.rows, "条数据比对待核实", listed, "去核实", needs=answering),
        Todo(
            leaving,
            "份比对名单快到或已过保存期限",
            reverse("comparing:comparison_list"),
            "去查看",
            "到期由系统删除，需要留底的先导出",
            "warn",
            reviewing,
        ),
        Todo(waiting.to_review, "条数据比对答复待审核", listed, "去审核", needs=reviewing),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.COMPARISON_VIEW, comparisons_to_do, order=495)
