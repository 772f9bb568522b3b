"""The list of shortcomings under its filters."""

from django.db.models import Q

from assessments.inspections.models import InspectionFinding


def findings_found(values, scope, on):
    """Return the findings of a scope that fit the filters `q` and `state`, those due first on top."""
    findings = InspectionFinding.objects.within(scope).standing().for_list()
    if text := (values.get("q") or "").strip():
        findings = findings.filter(
            Q(visit__unit__name__contains=text) | Q(text__contains=text) | Q(responsible__contains=text)
        )
    if (state := values.get("state")) == "overdue":
        findings = findings.overdue(on)
    elif state:
        findings = findings.filter(state=state)
    return (
        findings.order_by("settled_on", "due_on", "pk")
        if state == "mended"
        else findings.order_by("due_on", "pk")
    )
