from registry.models.certificates import Certificate
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person

__all__ = ["Certificate", "ImportBatch", "ImportRow", "Person"]
