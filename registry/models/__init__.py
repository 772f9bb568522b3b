"""All models of the register; Django finds those of the rooms through these imports."""

from registry.applications.models import (
    Application,
    ApplicationEntry,
    ApplicationFile,
    ApplicationRule,
    Notice,
    NoticeEntry,
    Objection,
)
from registry.benefits.models import (
    BenefitFinding,
    BenefitFindingEntry,
    BenefitKind,
    BenefitRule,
    BenefitStandard,
    Circumstance,
    Grant,
    GrantEntry,
    Payment,
    PaymentFile,
)
from registry.certificates.models import CaseEntry, CertificateCase, Holiday
from registry.comparing.models import (
    Comparison,
    ComparisonDecision,
    ComparisonMapping,
    ComparisonProfile,
    ComparisonRow,
    ComparisonTakeover,
    ComparisonTask,
)
from registry.certificates.models import CaseEntry, CertificateCase, CertificateRule, Holiday
from registry.health.models import Finding, HealthScore, RuleSetting
from registry.ledgers.models import (
    DiaryEntry,
    LedgerBook,
    LedgerException,
    LedgerField,
    LedgerLock,
    LedgerPrint,
    LedgerRow,
    LedgerType,
)
from registry.models.certificates import Certificate
from registry.models.import_answers import ImportAbsence, ImportAlias, ImportAnswer, ImportMapping
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person
from registry.needs.models import Completion, CompletionEvidence, Need, NeedStep, Project, Quota
from registry.petitions.models import Petition, PetitionFile, PetitionRule, PetitionShare, PetitionStep

__all__ = [
    "Application",
    "ApplicationEntry",
    "ApplicationFile",
    "ApplicationRule",
    "BenefitFinding",
    "BenefitFindingEntry",
    "BenefitKind",
    "BenefitRule",
    "BenefitStandard",
    "CaseEntry",
    "Certificate",
    "CertificateCase",
    "Circumstance",
    "Comparison",
    "ComparisonDecision",
    "ComparisonMapping",
    "ComparisonProfile",
    "ComparisonRow",
    "ComparisonTakeover",
    "ComparisonTask",
    "CertificateRule",
    "Completion",
    "CompletionEvidence",
    "DiaryEntry",
    "Finding",
    "Grant",
    "GrantEntry",
    "HealthScore",
    "Holiday",
    "ImportAbsence",
    "ImportAlias",
    "ImportAnswer",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "LedgerBook",
    "LedgerException",
    "LedgerField",
    "LedgerLock",
    "LedgerPrint",
    "LedgerRow",
    "LedgerType",
    "Need",
    "NeedStep",
    "Notice",
    "NoticeEntry",
    "Objection",
    "Payment",
    "PaymentFile",
    "Person",
    "Petition",
    "PetitionFile",
    "PetitionRule",
    "PetitionShare",
    "PetitionStep",
    "Project",
    "Quota",
    "RuleSetting",
]
