"""What waits in pay runs, for the workbench: each step names those whose turn it is."""

from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from staff.choices import Outcome, RunState
from staff.models import RunTownship, StipendAdjustment, StipendRun

EDIT, APPROVE, EXPORT = Permission.STIPEND_EDIT, Permission.STIPEND_APPROVE, Permission.STIPEND_EXPORT
OVER = (RunState.CLOSED, RunState.CANCELLED)
# What a run waits for, the most urgent first: what is said of it, what is done, and who may.
WAITS = {
    "failed": ("份补贴名册有银行退回的款项", "去重发", "bad", EDIT),
    "approve": ("份补贴名册待终审", "去终审", "warn", APPROVE),
    "review": ("份补贴名册待复核", "去复核", "warn", EDIT),
    "noticed": ("份补贴名册公示期满", "结束公示", "warn", EDIT),
    "export": ("份补贴名册待送银行", "去导出", "warn", EXPORT),
    "return": ("份补贴名册待读入回盘", "去读入", "none", EXPORT),
    "notice": ("份补贴名册待公示", "去公示", "none", EDIT),
    "close": ("份补贴名册待办结", "去办结", "none", EDIT),
    "open": ("份补贴名册待送乡镇确认", "去核对", "none", EDIT),
}


def runs_to_do(scope, day):
    """Return what waits in the runs of the scope. Three queries."""
    parts = RunTownship.objects.within(scope).filter(run__state=RunState.CONFIRMING)
    lines = [
        Todo(
            parts.waiting().count(), "个乡镇（街道）的补贴名册待确认", reverse("staff:run_list"), "去确认",
            "", "warn", Permission.STIPEND_CONFIRM,
        ),
        *_of_runs(scope, day),
        Todo(
            StipendAdjustment.objects.within(scope).proposed().count(), "笔奖励或扣款待审批",
            f"{reverse('staff:adjustment_list')}?state=proposed", "去审批", needs=EDIT,
        ),
    ]  # fmt: skip
    return [line for line in lines if line.number]


def _of_runs(scope, day):
    """Yield a line for each thing that runs of the scope wait for; a single run is led to at once."""
    found = StipendRun.objects.filter(scope.as_q("unit__path")).exclude(state__in=OVER).newest_first()
    found = found.annotate(
        failed=Count("lines", filter=Q(lines__outcome=Outcome.FAILED), distinct=True),
        paid_again=Count("follow_ups", filter=~Q(follow_ups__state__in=OVER), distinct=True),
        unconfirmed=Count("townships", filter=Q(townships__confirmed_at=None), distinct=True),
    )
    runs = defaultdict(list)
    for run in found:
        runs[_waits_for(run, day)].append(run)
    for key, (text, action, tone, needs) in WAITS.items():
        if own := runs[key]:
            url = own[0].get_absolute_url() if len(own) == 1 else reverse("staff:run_list")
            yield Todo(len(own), text, url, action, "", tone, needs)


def _waits_for(run, day):
    """Return the key of what a run waits for on the day `day`; empty while it waits for others."""
    state, is_again = run.state, run.is_follow_up
    if state == RunState.DRAFT:
        return "review" if is_again else "open"
    if state == RunState.CONFIRMING:
        return "" if run.unconfirmed else "review"
    if state == RunState.LOCKED:
        return "export" if is_again else "notice"
    if state == RunState.NOTICE:
        return "noticed" if day > run.notice_until else ""
    if state == RunState.RETURNED:
        return "failed" if run.failed else "" if run.paid_again else "close"
    if state == RunState.READY and not run.amount:
        return "close"
    return {RunState.REVIEWED: "approve", RunState.READY: "export", RunState.EXPORTED: "return"}[state]


INBOX = Inbox(Permission.STIPEND_VIEW, runs_to_do, order=310)
