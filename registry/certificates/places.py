"""What this room hangs into the menu, and what of it the audit log follows."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, register
from registry.certificates.imports import kind
from registry.certificates.inbox import INBOX
from registry.certificates.models import CaseEntry, CertificateCase, CertificateRule, Holiday
from registry.certificates.selectors.cases import case_tally

GROUP = "残疾人"
COPIES = ["updated_at", "pinyin", "id_digest"]


def overdue_cases(scope):
    """Return how many cases are late."""
    return case_tally(scope, timezone.localdate()).overdue


MENU = (
    MenuItem(
        group=GROUP, label="证件业务", url_name="certificates:case_list", permission=Permission.PERSON_VIEW,
        order=402, count=overdue_cases, also=(
            "certificates:case_detail", "certificates:case_create", "certificates:case_arrive",
            "certificates:case_start", "certificates:case_step", "certificates:case_return",
            "certificates:case_withdraw", "certificates:holiday_list",
            "certificates:rule_list", "certificates:rule_edit",
        ),
    ),
    MenuItem(
        group=GROUP, label="到期换领", url_name="certificates:expiry_list",
        permission=Permission.PERSON_VIEW, order=404,
    ),
    MenuItem(
        group=GROUP, label="一户多残", url_name="certificates:household_list",
        permission=Permission.PERSON_VIEW, order=406, also=("certificates:household_detail",),
    ),
)  # fmt: skip


def register_all():
    """Register the menu entries, and the models with the audit log."""
    register(*MENU, INBOX)
    kind.register_all()
    auditlog.register(
        CertificateCase,
        exclude_fields=COPIES,
        mask_fields=["id_number", "phone", "card_number"],
        mask_callable="core.masking.masked",
    )
    auditlog.register(CaseEntry, exclude_fields=["updated_at"])
    auditlog.register(Holiday, exclude_fields=["updated_at"])
    auditlog.register(CertificateRule, exclude_fields=["updated_at"])
