from registry.benefits.models.findings import BenefitFinding, BenefitFindingEntry, BenefitFindingFile
from registry.benefits.models.grants import Circumstance, Grant, GrantEntry
from registry.benefits.models.kinds import BenefitKind, BenefitRule, BenefitStandard
from registry.benefits.models.payees import Payee
from registry.benefits.models.payments import Payment, PaymentFile

__all__ = [
    "BenefitFinding",
    "BenefitFindingEntry",
    "BenefitFindingFile",
    "BenefitKind",
    "BenefitRule",
    "BenefitStandard",
    "Circumstance",
    "Grant",
    "GrantEntry",
    "Payee",
    "Payment",
    "PaymentFile",
]
