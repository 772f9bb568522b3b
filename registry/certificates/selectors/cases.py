"""Cases on lists and in to-dos."""

from dataclasses import dataclass

from django.db.models import Count, Q

from registry.certificates.choices import UNFINISHED, CaseState
from registry.certificates.defaults import KINDS
from registry.certificates.models import CertificateCase

COUNTY_STEPS = sorted({step.key for kind in KINDS.values() for step in kind.steps if step.needs_review})


@dataclass(frozen=True)
class CaseTally:
    """How many cases of a scope are under way, wait for the county, are late, or were sent back."""

    open: int = 0
    for_review: int = 0
    overdue: int = 0
    returned: int = 0


def case_tally(scope, on):
    """Count the unfinished cases of the scope as of the day `on`. One query."""
    opened = Q(state=CaseState.OPEN)
    counts = (
        CertificateCase.objects.within(scope)
        .filter(state__in=UNFINISHED)
        .aggregate(
            open=Count("pk", filter=opened),
            for_review=Count("pk", filter=opened & Q(step__in=COUNTY_STEPS)),
            overdue=Count("pk", filter=opened & Q(due_on__lt=on)),
            returned=Count("pk", filter=Q(state=CaseState.RETURNED)),
        )
    )
    return CaseTally(**counts)


def entries_of(case):
    """Return what was done in a case, oldest first. One query."""
    entries = list(case.entries.select_related("by").order_by("pk"))
    for entry in entries:
        entry.case = case  # its steps name the entries
    return entries
