import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.checks import Check
from core.attachments import is_picture, is_shown_inline
from orgs.scoping import UnitScopedQuerySet


class EvidenceQuerySet(UnitScopedQuerySet):
    unit_path = "check_row__unit__path"

    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)


def stored_under(evidence, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"evidence/{evidence.check_row.year}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """A file that proves a check. Its type is read from its content, never from its name."""

    check_row = models.ForeignKey(Check, models.CASCADE, related_name="evidence", verbose_name="查验记录")
    file = models.FileField("文件", upload_to=stored_under, max_length=200)
    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤下人",
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        constraints = [
            models.UniqueConstraint(
                fields=["check_row", "sha256"],
                condition=Q(withdrawn_at=None),
                name="evidence_once_per_check",
                violation_error_message="这份材料已经上传过。",
            ),
            models.CheckConstraint(
                name="evidence_withdrawn_at_and_by_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="撤下时间和撤下人必须同时填写。",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="evidence_digest")]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.check_row.unit.path

    @property
    def is_picture(self):
        return is_picture(self.content_type)

    @property
    def is_shown_inline(self):
        """True if the browser may show it in place; everything else is a download."""
        return is_shown_inline(self.content_type)
