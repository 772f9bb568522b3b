import uuid

from django.db import models
from django.db.models import Q

from assessments.models.checks import Check
from core.kept_files import KeptFile
from orgs.scoping import UnitScopedQuerySet


class EvidenceQuerySet(UnitScopedQuerySet):
    unit_path = "check_row__unit__path"

    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)


def stored_under(evidence, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"evidence/{evidence.check_row.year}/{uuid.uuid4().hex}"


class Evidence(KeptFile):
    """A file that proves a check. Its type is read from its content, never from its name."""

    check_row = models.ForeignKey(Check, models.CASCADE, related_name="evidence", verbose_name="查验记录")
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["check_row", "sha256"],
                condition=Q(withdrawn_at=None),
                name="evidence_once_per_check",
                violation_error_message="这份材料已经上传过。",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="evidence_digest")]

    @property
    def unit_path(self):
        return self.check_row.unit.path
