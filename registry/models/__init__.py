from registry.certificates.models import CaseEntry, CertificateCase, Holiday
from registry.models.certificates import Certificate
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person

__all__ = [
    "CaseEntry",
    "Certificate",
    "CertificateCase",
    "Holiday",
    "ImportBatch",
    "ImportRow",
    "Person",
]
