from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import codes
from orgs.models.units import Unit
from orgs.scoping import UnitScopedQuerySet


class ProofQuerySet(UnitScopedQuerySet):
    def standing(self):
        """Keep those that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)


class Proof(models.Model):
    """The code of one paper: what sort it is, whose, from when, and of which data.

    It holds nothing about persons: everybody who has the paper may look at it. `reference` names the period
    or thing that the paper is about; a newer paper of the same kind, unit and reference, about the same row,
    takes its place.
    """

    pages = 0  # of the paper that has just been printed with it

    code = models.CharField("验真码", max_length=codes.LENGTH, unique=True, default=codes.new_code)
    kind = models.CharField("种类", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="proofs", verbose_name="单位")
    reference = models.CharField("所属期间或事项", max_length=60, blank=True)
    about = models.CharField("对象", max_length=60, blank=True)  # what it was made of, as run:12; never shown
    as_of = models.DateField("数据截止日期")
    digest = models.CharField("数据摘要", max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="生成人",
    )  # fmt: skip
    made_at = models.DateTimeField("生成时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="作废人",
    )  # fmt: skip
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = "验真码"
        verbose_name_plural = "验真码"
        constraints = [
            models.CheckConstraint(
                name="proof_withdrawn_with_reason",
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                violation_error_message="作废要写明原因。",
            ),
        ]
        indexes = [models.Index(fields=["kind", "unit", "reference", "-id"], name="proof_newest")]

    def __str__(self):
        return self.shown_code

    @property
    def about_pk(self):
        """Return the key of the row that it was made of; None where there is none."""
        _, _, key = self.about.partition(":")
        return int(key) if key.isdigit() else None

    @property
    def shown_code(self):
        return codes.shown(self.code)

    @property
    def path(self):
        """Return the address on which everybody may look at it."""
        return reverse("proofs:proof_detail", args=[self.code])

    @property
    def address(self):
        """Return the whole address that the QR code holds."""
        return f"{settings.PUBLIC_URL.rstrip('/')}{self.path}"


class ProofFile(models.Model):
    """A file that was handed out under a code; its digest tells whether a copy is unchanged."""

    proof = models.ForeignKey(Proof, models.CASCADE, related_name="files", verbose_name="验真码")
    sha256 = models.CharField("文件校验值", max_length=64, db_index=True)
    pages = models.PositiveIntegerField("页数")

    class Meta:
        verbose_name = "已验真的文件"
        verbose_name_plural = "已验真的文件"
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "sha256"], name="proof_file_once",
                violation_error_message="这个文件已经登记。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.sha256[:16]
