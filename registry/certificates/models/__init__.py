from registry.certificates.models.cases import CaseEntry, CaseQuerySet, CertificateCase, Holiday
from registry.certificates.models.rules import CertificateRule

__all__ = ["CaseEntry", "CaseQuerySet", "CertificateCase", "CertificateRule", "Holiday"]
