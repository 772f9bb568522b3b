"""What this room hangs into the import and the audit log; its job registers itself."""

from auditlog.registry import auditlog

from orgs.proofs.papers import register_papers
from registry.imports.aliases import register_words
from registry.imports.kinds import register_kind
from staff.models import TrainingPlan, TrainingRule
from staff.trainings import tasks
from staff.trainings.forms.uploads import SignedUploadForm
from staff.trainings.imports.kind import COLUMNS, AttendanceKind
from staff.trainings.proving import CERTIFICATE

WORDS = {"passed": (("yes", "合格"), ("no", "不合格")), "signed": (("yes", "已签"), ("no", "未到"))}
JOBS = (tasks.PRINT_CERTIFICATES,)


def register_all():
    """Register the audit log, the signed list as a kind of import, and the words of its columns."""
    for model in (TrainingPlan, TrainingRule):
        auditlog.register(model, exclude_fields=["updated_at"])
    register_papers(CERTIFICATE)
    register_kind(AttendanceKind(), form=SignedUploadForm)
    for key, words in WORDS.items():
        register_words(key, COLUMNS.titles[key], words)
