import uuid

from django.db import models
from django.db.models import Q

from assessments.pledges.models.pledges import Pledge
from core.kept_files import KeptFile
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet


class PledgeScanQuerySet(UnitScopedQuerySet):
    unit_path = "pledge__sheet__unit__path"

    def standing(self):
        """Leave out what was taken down."""
        return self.filter(withdrawn_at=None)


def stored_under(scan, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"pledges/{scan.pledge.scheme.year}/{uuid.uuid4().hex}"


class PledgeScan(KeptFile, TimeStamped):
    """A scan or picture of the signed paper."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="scans", verbose_name="责任书")
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = PledgeScanQuerySet.as_manager()

    class Meta:
        verbose_name = "责任书扫描件"
        verbose_name_plural = "责任书扫描件"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["pledge", "sha256"],
                condition=Q(withdrawn_at=None),
                name="pledgescan_once",
                violation_error_message="这份扫描件已经上传过。",
            ),
        ]

    @property
    def unit_path(self):
        return self.pledge.sheet.unit.path
