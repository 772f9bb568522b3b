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
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person

__all__ = [
    "Certificate",
    "DiaryEntry",
    "ImportBatch",
    "ImportRow",
    "LedgerBook",
    "LedgerException",
    "LedgerField",
    "LedgerImport",
    "LedgerLock",
    "LedgerPrint",
    "LedgerRow",
    "LedgerType",
    "Person",
]
