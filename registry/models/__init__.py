from registry.models.certificates import Certificate
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person
from registry.needs.models import Completion, CompletionEvidence, Need, NeedStep, Project, Quota

__all__ = [
    "Certificate",
    "Completion",
    "CompletionEvidence",
    "ImportBatch",
    "ImportRow",
    "Need",
    "NeedStep",
    "Person",
    "Project",
    "Quota",
]
