"""What this room hangs into the menu, the search, the unit page and the audit log."""

from auditlog.registry import auditlog

from registry.benefits.services.circumstances import listen_to_register
from registry.changes import listen
from registry.models import BenefitKind, BenefitRule, BenefitStandard, Circumstance, Grant


def register_all():
    """Register the audit log, and follow what is written to the register."""
    for model in (BenefitKind, BenefitStandard, BenefitRule, Circumstance):
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(Grant, exclude_fields=["updated_at", "unit_path"])
    listen(listen_to_register)
