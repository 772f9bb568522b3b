from registry.models.certificates import Certificate
from registry.models.import_answers import ImportAbsence, ImportAlias, ImportAnswer, ImportMapping
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person

__all__ = [
    "Certificate",
    "ImportAbsence",
    "ImportAlias",
    "ImportAnswer",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Person",
]
