from registry.comparing.models.comparisons import Comparison, ComparisonMapping, ComparisonProfile
from registry.comparing.models.rows import ComparisonDecision, ComparisonRow, ComparisonTakeover
from registry.comparing.models.tasks import ComparisonTask

__all__ = [
    "Comparison",
    "ComparisonDecision",
    "ComparisonMapping",
    "ComparisonProfile",
    "ComparisonRow",
    "ComparisonTakeover",
    "ComparisonTask",
]
