from registry.needs.models.completions import Completion, CompletionEvidence
from registry.needs.models.needs import Need, NeedStep
from registry.needs.models.projects import Project, Quota
from registry.needs.models.rules import NeedRule, ProjectRule

__all__ = [
    "Completion",
    "CompletionEvidence",
    "Need",
    "NeedRule",
    "NeedStep",
    "Project",
    "ProjectRule",
    "Quota",
]
