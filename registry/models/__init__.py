from registry.health.models import Finding, HealthScore, RuleSetting
from registry.models.certificates import Certificate
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person

__all__ = [
    "Certificate",
    "Finding",
    "HealthScore",
    "ImportBatch",
    "ImportRow",
    "Person",
    "RuleSetting",
]
