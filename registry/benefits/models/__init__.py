from registry.benefits.models.findings import BenefitFinding, BenefitFindingEntry
from registry.benefits.models.grants import Circumstance, Grant, GrantEntry
from registry.benefits.models.kinds import BenefitKind, BenefitRule, BenefitStandard
from registry.benefits.models.payments import Payment, PaymentFile

__all__ = [
    "BenefitFinding",
    "BenefitFindingEntry",
    "BenefitKind",
    "BenefitRule",
    "BenefitStandard",
    "Circumstance",
    "Grant",
    "GrantEntry",
    "Payment",
    "PaymentFile",
]
