import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.models.checks import Check
from assessments.periods import FIRST_YEAR, LAST_YEAR
from core.attachments import DOCX, EXTENSIONS, PDF, XLSX
from core.kept_files import KeptFile
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet


class EvidenceQuerySet(UnitScopedQuerySet):
    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)


def stored_under(evidence, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"evidence/{uuid.uuid4().hex}"


class Evidence(KeptFile):
    """A file of a unit that proves something. Its type is read from its content, never from its name.

    The same content is kept once per unit; what it proves is told by its uses.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", "照片"
        SCAN = "scan", "扫描件"
        SHEET = "sheet", "表格"
        PAPER = "paper", "文件"

    class TakenSource(models.TextChoices):
        PICTURE = "picture", "照片自带"
        HAND = "hand", "人工填写"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evidence", verbose_name="单位")
    title = models.CharField("名称", max_length=100)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    taken_on = models.DateField("拍摄日期", null=True, blank=True)
    taken_source = models.CharField("拍摄日期来源", max_length=10, choices=TakenSource, blank=True)
    file = models.FileField("文件", upload_to=stored_under, max_length=200)
    thumbnail = models.FileField("缩略图", upload_to=stored_under, max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "sha256"],
                condition=Q(withdrawn_at=None),
                name="evidence_once_per_unit",
                violation_error_message="这份材料已在本单位的佐证库中。",
            ),
            models.CheckConstraint(
                name="evidence_taken_on_names_source",
                condition=Q(taken_on=None, taken_source="")
                | (Q(taken_on__isnull=False) & ~Q(taken_source="")),
                violation_error_message="拍摄日期须写明来源。",
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="evidence_digest"),
            models.Index(fields=["unit", "-uploaded_at"], name="evidence_of_unit"),
        ]

    def __str__(self):
        return self.title or self.name

    def get_absolute_url(self):
        return reverse("library:evidence_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @property
    def extension(self):
        """Return the sort of file as its name ends, in capitals: PDF, XLSX."""
        return EXTENSIONS[self.content_type].upper()


KINDS_BY_TYPE = {PDF: Evidence.Kind.SCAN, XLSX: Evidence.Kind.SHEET, DOCX: Evidence.Kind.PAPER}


def kind_of(content_type):
    """Return what a file of this type most likely is; its uploader may say otherwise."""
    return KINDS_BY_TYPE.get(content_type, Evidence.Kind.PHOTO)


class EvidenceUseQuerySet(UnitScopedQuerySet):
    unit_path = "evidence__unit__path"

    def standing(self):
        """Leave out what was withdrawn, be it the use or the file."""
        return self.filter(withdrawn_at=None)

    def for_list(self):
        """Fetch what a line about a use shows along with it."""
        return self.select_related(
            "evidence__unit__parent", "evidence__uploaded_by", "check_row__item", "check_row__unit",
            "finding__visit__plan", "linked_by", "withdrawn_by",
        )  # fmt: skip


class EvidenceUse(models.Model):
    """What a file proves: a check of a list, a finding of an inspection, or an item of a scheme in a year.

    An item is named by its lineage, which stays the same in every version and copy of a scheme; what it is
    called is put into `item_name` by who reads uses (`assessments.library.selectors`).
    """

    item_name = ""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses", verbose_name="佐证材料")
    check_row = models.ForeignKey(
        Check, models.CASCADE, null=True, blank=True, related_name="evidence_uses", verbose_name="查验记录"
    )
    finding = models.ForeignKey(
        "assessments.InspectionFinding",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence_uses",
        verbose_name="督查问题",
    )
    lineage = models.UUIDField("方案项目", null=True, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="关联人"
    )
    linked_at = models.DateTimeField("关联时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤下人",
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = EvidenceUseQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证用途"
        verbose_name_plural = "佐证用途"
        constraints = [
            models.CheckConstraint(
                name="evidence_use_proves_one_thing",
                condition=Q(check_row__isnull=False, finding=None, lineage=None, year=None)
                | Q(check_row=None, finding__isnull=False, lineage=None, year=None)
                | Q(
                    check_row=None,
                    finding=None,
                    lineage__isnull=False,
                    year__gte=FIRST_YEAR,
                    year__lte=LAST_YEAR,
                ),
                violation_error_message="一条用途只对应一项查验、一个督查问题，或一个方案项目和年度。",
            ),
            models.CheckConstraint(
                name="evidence_use_withdrawn_at_and_by_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="撤下时间和撤下人必须同时填写。",
            ),
            models.UniqueConstraint(
                fields=["evidence", "check_row"],
                condition=Q(withdrawn_at=None),
                name="evidence_use_once_per_check",
                violation_error_message="这份材料已用于这项查验。",
            ),
            models.UniqueConstraint(
                fields=["evidence", "finding"],
                condition=Q(withdrawn_at=None),
                name="evidence_use_once_per_finding",
                violation_error_message="这份材料已用于这个督查问题。",
            ),
            models.UniqueConstraint(
                fields=["evidence", "lineage", "year"],
                condition=Q(withdrawn_at=None),
                name="evidence_use_once_per_item",
                violation_error_message="这份材料已用于这个项目。",
            ),
        ]
        indexes = [models.Index(fields=["lineage", "year"], name="evidence_use_of_item")]

    def __str__(self):
        return f"{self.evidence}：{self.check_row or f'{self.year} 年度'}"

    @property
    def unit_path(self):
        return self.evidence.unit.path

    @property
    def words(self):
        """Return in words what the file proves."""
        if self.check_row_id:
            return f"{self.check_row.item.name}（{self.check_row.period.label}）"
        if self.finding_id:
            return f"督查问题：{self.finding.subject}（{self.finding.visit.plan.period.label}）"
        return f"{self.item_name or '考核指标'}（{self.year} 年度）"

    @property
    def target_url(self):
        """Return the page of what the file proves."""
        if self.check_row_id:
            return self.check_row.get_absolute_url()
        if self.finding_id:
            return self.finding.get_absolute_url()
        return reverse("library:item_evidence", args=[self.evidence.unit_id, self.lineage, self.year])
