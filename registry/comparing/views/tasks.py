from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_pdf
from registry.comparing.paper import task_pdf
from registry.comparing.selectors.figures import waiting_in
from registry.comparing.selectors.rows import told
from registry.comparing.services import tasking
from registry.comparing.services.refusal import ComparisonRefused
from registry.comparing.views.asking import task_of
from registry.forms.filters import PlaceFilter
from registry.models import Comparison, ComparisonTask

LONG_KEY = 18  # digits that no key has


@page(Permission.COMPARISON_VIEW)
def task_list(request):
    """The tasks of the villages of the scope: what waits and how far each is."""
    today = timezone.localdate()
    filters = PlaceFilter(request.GET, scope=request.scope)
    scope = request.scope.narrowed_to(filters.place) if filters.place else request.scope
    tasks = ComparisonTask.objects.within(scope).for_list()
    comparison = _asked_comparison(request)
    if comparison is not None:
        tasks = tasks.filter(comparison=comparison)
    shown = request.GET.get("show", "open")
    if shown == "overdue":
        tasks = tasks.overdue(today)
    elif shown != "all":
        tasks, shown = tasks.open(), "open"
    rows = page_of(tasks.with_progress().order_by("due_on", "unit__path", "pk"), request)
    for task in rows.object_list:
        task.due = task.due_in_words(today)
    context = {
        "tasks": rows,
        "filters": filters,
        "shown": shown,
        "comparison": comparison,
        "waiting": waiting_in(request.scope, today),
    }
    return render(request, "registry/comparing/task_list.html", context, fragment="results")


def _asked_comparison(request):
    asked = request.GET.get("comparison", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < LONG_KEY):
        return None
    return get_object_or_404(Comparison.objects.within(request.scope), pk=asked)


@page(Permission.COMPARISON_VIEW)
def task_detail(request, pk):
    """One village's task: its rows, what was answered, what was returned."""
    task = task_of(request, pk)
    found = task.rows.within(request.scope).for_list().order_by("is_returned", "answer", "pk")
    rows = page_of(found, request)
    for row in rows.object_list:
        row.comparison = task.comparison
    rows.object_list = told(rows.object_list)
    user = request.user
    context = {
        "task": task,
        "rows": rows,
        "progress": f"已答复 {task.answered} / {task.total} 条",
        "due": task.due_in_words(timezone.localdate()),
        "may_answer": task.is_open and user.scope_of(Permission.COMPARISON_EDIT).covers(task.unit),
        "may_manage": task.is_open and user.scope_of(Permission.COMPARISON_MANAGE).covers(task.unit),
    }
    request.after_response(lambda: audit.record(audit.Event.VIEW, by=user, about=task, request=request))
    return render(request, "registry/comparing/task_detail.html", context, fragment="task")


@page(Permission.COMPARISON_MANAGE, methods=["POST"])
def task_act(request, pk):
    """Accept every answer of a task, or close it."""
    task = task_of(request, pk)
    try:
        if request.POST.get("act") == "accept":
            count = tasking.accept_all(task, by=request.user, at=timezone.now())
            messages.success(request, f"已审核通过 {count} 条答复。")
        elif request.POST.get("act") == "close":
            tasking.close_task(task, by=request.user, at=timezone.now())
            messages.success(request, "任务已办结。")
    except ComparisonRefused as problem:
        messages.error(request, str(problem))
    return redirect(task)


@page(Permission.COMPARISON_VIEW)
def task_print(request, pk):
    """Send the task as a paper list to carry from door to door, with room for a signature."""
    task = task_of(request, pk)
    content, rows = task_pdf(task, request.scope)
    name = f"核实清单{task.unit.name}"
    return send_pdf(request, name, content, persons=rows, fields=("身份证号",), about=task, rows=rows)
