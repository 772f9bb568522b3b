"""All models of the register; Django finds those of the rooms through these imports."""

from registry.certificates.models import CaseEntry, CertificateCase, Holiday
from registry.health.models import Finding, HealthScore, RuleSetting
from registry.ledgers.models import (
    DiaryEntry,
    LedgerBook,
    LedgerException,
    LedgerField,
    LedgerImport,
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
from registry.survey.models import (
    SurveyChange,
    SurveyCheck,
    SurveyCheckLine,
    SurveyImport,
    SurveyLine,
    SurveyRound,
    SurveySave,
    SurveyVillage,
)

__all__ = [
    "CaseEntry",
    "Certificate",
    "CertificateCase",
    "Completion",
    "CompletionEvidence",
    "DiaryEntry",
    "Finding",
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
    "LedgerImport",
    "LedgerLock",
    "LedgerPrint",
    "LedgerRow",
    "LedgerType",
    "Need",
    "NeedStep",
    "Person",
    "Petition",
    "PetitionFile",
    "PetitionRule",
    "PetitionShare",
    "PetitionStep",
    "Project",
    "Quota",
    "RuleSetting",
    "SurveyChange",
    "SurveyCheck",
    "SurveyCheckLine",
    "SurveyImport",
    "SurveyLine",
    "SurveyRound",
    "SurveySave",
    "SurveyVillage",
]
