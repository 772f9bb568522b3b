"""What waits among certificates and the cases about them, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.certificates.selectors.cases import case_tally
from registry.certificates.selectors.expiry import EXPIRED, expiry_totals, spans_within


def certificates_to_do(scope, day):
    """Return the certificates that have run out or soon will, and the cases that wait. Three queries."""
    return [line for line in (*_expiring(scope, day), *_cases(scope, day)) if line.number]


def _expiring(scope, day):
    spans = spans_within(scope, day)
    totals, listed = expiry_totals(scope, spans, day), reverse("certificates:expiry_list")
    needs, note = Permission.PERSON_EDIT, "过期会停发两项补贴"
    for place, span in enumerate(spans.values()):
        url, number = f"{listed}?span={span.key}", totals[span.key]
        if span.key == EXPIRED:
            yield Todo(number, "本残疾人证已过期", url, "去换领", note, "bad", needs)
        else:  # the nearest deadline is the urgent one
            text, tone = f"本残疾人证 {span.label}到期", "warn" if place == 1 else "none"
            yield Todo(number, text, url, "去通知", "提前办理换领", tone, needs)


def _cases(scope, day):
    tally, listed = case_tally(scope, day), reverse("certificates:case_list")
    review, edit = Permission.CERTIFICATE_REVIEW, Permission.PERSON_EDIT
    late, tone = (f"超期 {tally.overdue} 件", "bad") if tally.overdue else ("", "warn")
    url = f"{listed}?state=review"
    yield Todo(tally.for_review, "件证件业务待县残联办理", url, "去审核", late, tone, review)
    url = f"{listed}?state=returned"
    yield Todo(tally.returned, "件证件业务被退回", url, "去补正", "", "warn", edit)


INBOX = Inbox(Permission.PERSON_VIEW, certificates_to_do, order=402)
