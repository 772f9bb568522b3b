"""All certificates of a person, and why the former ones ended."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from registry.certificates.choices import CaseKind, CaseState
from registry.certificates.models import CertificateCase
from registry.certificates.selectors.eligibility import kinds_for
from registry.choices import CardState
from registry.models import Certificate

ENDINGS = {
    CaseKind.RENEW: "换领新证",
    CaseKind.CHANGE: "类别等级变更，换发新证",
    CaseKind.REISSUE: "挂失补办，换发新证",
    CaseKind.NEW: "重新申办新证",
}


@dataclass(frozen=True)
class Held:
    """One certificate of a person, and what became of it."""

    card: Certificate
    ending: str = ""
    case: CertificateCase | None = None

    @property
    def changes(self):
        """Return what the certificate said before its entry was overwritten, the newest first."""
        return sorted(self.card.changes.all(), key=lambda change: (change.since, change.pk), reverse=True)


def certificate_history(person):
    """Return every certificate of the person as `Held`, the current one first. Three queries."""
    cards = list(person.certificates.prefetch_related("changes").order_by("-is_current", "-issued_on", "-pk"))
    ended = CertificateCase.objects.filter(replaced__in=cards, state=CaseState.DONE).order_by("finished_at")
    cases = {case.replaced_id: case for case in ended if case.kind in ENDINGS or case.kind == CaseKind.CANCEL}
    return [Held(card, _ending(card, cases.get(card.pk)), cases.get(card.pk)) for card in cards]


def _ending(card, case):
    if case is not None:
        what = ENDINGS.get(case.kind) or f"注销（{case.get_reason_display()}）"
        day = (case.happened_on if case.kind == CaseKind.CANCEL else None) or localdate(case.finished_at)
        return f"{day.year}年{day.month}月{day.day}日 {what}"
    if card.state == CardState.REPLACED:
        return "已换发新证"
    return ""


@dataclass(frozen=True)
class CertificatePanel:
    """What the page of a person says of certificates and cases, and what may be started there."""

    held: list
    cases: list
    kinds: list
    open_case: CertificateCase | None


def certificate_panel(person, scope, *, may_edit):
    """Return the `CertificatePanel` of a person for somebody who sees cases within `scope`. Four queries.

    :param may_edit: without it nothing is offered.
    """
    cases = list(person.certificate_cases.within(scope).order_by("-pk"))
    unfinished = next((case for case in cases if case.is_unfinished), None)
    kinds = kinds_for(person) if may_edit and unfinished is None else []
    return CertificatePanel(certificate_history(person), cases, kinds, unfinished)
