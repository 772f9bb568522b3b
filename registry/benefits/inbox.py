"""What waits among the findings of the sentinel, for the workbench."""

from django.db.models import Count, Q
from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.benefits.choices import CaseState
from registry.benefits.selectors.payees import payees_waiting
from registry.models import BenefitFinding

# What is to be done in each state, with which permission, and whose work it is.
STEPS = (
    (CaseState.OPEN, "条补贴核查问题待处理", "去处理", Permission.BENEFIT_CHECK, ""),
    (CaseState.SENT, "条补贴核查问题待村核实", "去核实", Permission.BENEFIT_EDIT, "grassroots"),
    (CaseState.EXPLAINED, "条补贴核查问题待乡镇复核", "去复核", Permission.BENEFIT_CHECK, "township"),
    (CaseState.CHECKED, "条补贴核查问题待县办结", "去办结", Permission.BENEFIT_APPROVE, "county"),
)


def findings_to_do(scope, day):
    """Return the findings that wait for something, by state, and payees. Two queries."""
    states = {state: Count("pk", filter=Q(state=state)) for state, *_ in STEPS}
    counts = BenefitFinding.objects.within(scope).aggregate(**states)
    listed = reverse("benefits:finding_list")
    todos = [
        Todo(counts[state], text, f"{listed}?state={state.value}", action, needs=needs, level=level)
        for state, text, action, needs, level in STEPS
        if counts[state]
    ]
    if waiting := payees_waiting(scope):
        text, where = "名补贴领取人不在登记表", reverse("benefits:payee_list")
        todos.append(Todo(waiting, text, where, "去核对", needs=Permission.BENEFIT_MANAGE))
    return todos


INBOX = Inbox(Permission.BENEFIT_VIEW, findings_to_do, order=440)
