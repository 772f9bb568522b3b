from registry.needs.models.completions import Completion, CompletionEvidence
from registry.needs.models.needs import Need, NeedStep
from registry.needs.models.projects import Project, Quota

__all__ = ["Completion", "CompletionEvidence", "Need", "NeedStep", "Project", "Quota"]
