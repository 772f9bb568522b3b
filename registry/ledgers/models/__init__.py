from registry.ledgers.models.books import LedgerBook, LedgerException, LedgerLock, LedgerRow
from registry.ledgers.models.papers import DiaryEntry, LedgerPrint
from registry.ledgers.models.types import LedgerField, LedgerType

__all__ = [
    "DiaryEntry",
    "LedgerBook",
    "LedgerException",
    "LedgerField",
    "LedgerLock",
    "LedgerPrint",
    "LedgerRow",
    "LedgerType",
]
