"""What the workbench says of rows that villages look into."""

from django.urls import reverse

from core.permissions import Permission
from registry.comparing.selectors.figures import waiting_in
from reports.workbench.pieces import Todo


def show_comparisons(picture, scope, day):
    """Add the rows that wait for villages, those to be reviewed, and the tasks overdue."""
    waiting = waiting_in(scope, day)
    listed = reverse("comparing:task_list")
    if waiting.overdue:
        text = "个数据比对核实任务已超期"
        where = f"{listed}?show=overdue"
        needs = Permission.COMPARISON_EDIT
        picture.todos.append(Todo(waiting.overdue, text, where, "去核实", "尽快答复", "bad", needs))
    elif waiting.rows:
        needs = Permission.COMPARISON_EDIT
        picture.todos.append(Todo(waiting.rows, "条数据比对待核实", listed, "去核实", needs=needs))
    if waiting.to_review:
        needs = Permission.COMPARISON_MANAGE
        picture.todos.append(Todo(waiting.to_review, "条数据比对答复待审核", listed, "去审核", needs=needs))
