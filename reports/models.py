"""Frozen figures and the documents made of them. A snapshot never changes; a document keeps its file."""

import base64
import json
import zlib

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core import letterheads
from core.encryption import EncryptedTextField, decrypt, encrypt
from core.models import Job
from orgs.models import Proof, Unit
from orgs.scoping import UnitScopedQuerySet
from reports.answers.models import Answer, AnswerRecipe
from reports.dues.models import DueRule
from reports.modules.models import TextModule
from reports.schedules.models import Delivery, Schedule, ScheduledRun
from reports.statistics.models import StatisticalHead

__all__ = [
    "Answer", "AnswerRecipe", "Delivery", "Document", "DueRule", "Manuscript", "Schedule", "ScheduledRun",
    "Snapshot", "SnapshotList", "StatisticalHead", "TextModule",
]  # fmt: skip


class Unchangeable(TypeError):
    """Somebody tried to change or delete what is frozen."""


class FrozenQuerySet(UnitScopedQuerySet):
    """Rows that are added once and never changed: their whole use is to stay as they were."""

    def update(self, **kwargs):
        raise Unchangeable("快照只能新增，不能修改。")

    def delete(self):
        raise Unchangeable("快照只能新增，不能删除。")

    def bulk_update(self, *args, **kwargs):
        raise Unchangeable("快照只能新增，不能修改。")


class Frozen(models.Model):
    """A row that can be saved once."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise Unchangeable("快照只能新增，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Unchangeable("快照只能新增，不能删除。")


class PackedRowsField(EncryptedTextField):
    """A long JSON list, compressed and encrypted as a whole."""

    def get_prep_value(self, value):
        packed = zlib.compress(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).encode(), 6)
        return encrypt(base64.b64encode(packed).decode())

    def from_db_value(self, value, expression, connection):
        return json.loads(zlib.decompress(base64.b64decode(decrypt(value)))) if value else []

    def to_python(self, value):
        return value


class PackedContentField(PackedRowsField):
    """A large JSON object, compressed and encrypted as a whole: tables of a paper may name people."""


class Snapshot(Frozen):
    """The figures of one report on one unit, as they were on one day, and what is said about them.

    The digest covers the figures, the text and every list behind them: the same data on the same day give
    the same digest.
    """

    renewed_at_once = 10

    kind = models.CharField("报表种类", max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="snapshots", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", null=True, blank=True)
    about = models.CharField("对象", max_length=40, blank=True)  # one row of the unit, as person:12
    as_of = models.DateField("数据截止日期")
    content = PackedContentField("内容")
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="生成人",
    )
    made_at = models.DateTimeField("生成时间")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = "数据快照"
        verbose_name_plural = "数据快照"
        constraints = [
            models.CheckConstraint(
                name="snapshot_quarter_is_real",
                condition=Q(quarter=None) | Q(quarter__gte=1, quarter__lte=4),
                violation_error_message="季度应在 1 到 4 之间。",
            ),
        ]
        indexes = [models.Index(fields=["kind", "unit", "year", "-id"], name="snapshot_newest")]

    def __str__(self):
        return f"{self.unit.name} {self.year} 年快照 {self.digest[:8]}"

    def get_absolute_url(self):
        return reverse("reports:snapshot_detail", args=[self.pk])

    @property
    def figures(self):
        """Return the figures by key, each with label, value, unit and text."""
        return self.content["figures"]

    @property
    def short_digest(self):
        return self.digest[:16]


class SnapshotListQuerySet(FrozenQuerySet):
    unit_path = "snapshot__unit__path"


class SnapshotList(Frozen):
    """One frozen list behind the figures of a snapshot; a figure is a count or sum over some of its rows."""

    renewed_at_once = 1  # a whole register may be in one

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="lists", verbose_name="快照")
    key = models.CharField("清单", max_length=30)
    label = models.CharField("名称", max_length=50)
    permission = models.CharField("查看权限", max_length=30)
    columns = models.JSONField("列")
    rows = PackedRowsField("行")
    size = models.PositiveIntegerField("行数")

    objects = SnapshotListQuerySet.as_manager()

    class Meta:
        verbose_name = "快照清单"
        verbose_name_plural = "快照清单"
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "key"],
                name="snapshot_list_once",
                violation_error_message="快照中已有这份清单。",
            ),
        ]

    def __str__(self):
        return self.label


class ManuscriptQuerySet(UnitScopedQuerySet):
    unit_path = "snapshot__unit__path"


class Manuscript(models.Model):
    """The text of a report of prose while people edit it; its figures are those of the snapshot."""

    snapshot = models.OneToOneField(
        Snapshot, models.PROTECT, related_name="manuscript", verbose_name="数据快照"
    )
    blocks = models.JSONField("段落", encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField("修改次数", default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="修改人",
    )  # fmt: skip
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        verbose_name = "稿子"
        verbose_name_plural = "稿子"

    def __str__(self):
        return self.snapshot.content["title"]

    def get_absolute_url(self):
        return reverse("reports:manuscript_edit", args=[self.pk])


class DocumentQuerySet(UnitScopedQuerySet):
    def newest_first(self):
        return self.select_related("unit", "snapshot", "made_by", "proof__withdrawn_by").order_by("-pk")


class Document(models.Model):
    """A printed document: its file, the snapshot it states, and who made it when."""

    shapeless = ()  # characters that could only be spelled out, known to who makes it

    kind = models.CharField("报表种类", max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", null=True, blank=True)
    about = models.CharField("对象", max_length=40, blank=True)
    title = models.CharField("标题", max_length=150)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="documents", verbose_name="数据快照")
    proof = models.ForeignKey(
        Proof, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="验真码"
    )
    blocks = models.JSONField("改过的文字", null=True, blank=True, encoder=DjangoJSONEncoder)
    masthead = models.CharField("版头", max_length=10, choices=letterheads.Form, default="", blank=True)
    number = models.CharField("发文字号", max_length=40, blank=True)
    addressee = models.CharField("主送机关", max_length=100, blank=True)
    copied_to = models.CharField("抄送机关", max_length=200, blank=True)
    printer = models.CharField("印发机关", max_length=60, blank=True)
    is_upward = models.BooleanField("上行文", default=False)
    signers = models.CharField("签发人", max_length=100, blank=True)
    copy_number = models.CharField("份号", max_length=6, blank=True)
    urgency = models.CharField("紧急程度", max_length=2, choices=letterheads.Urgency, default="", blank=True)
    note = models.CharField("附注", max_length=100, blank=True)
    is_indexed = models.BooleanField("附数据索引", default=False)
    file = models.FileField("文件", upload_to="documents/%Y/%m/", max_length=200)
    sha256 = models.CharField("文件校验值", max_length=64)
    pages = models.PositiveSmallIntegerField("页数")
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="任务"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="生成人",
    )
    made_at = models.DateTimeField("生成时间")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        indexes = [models.Index(fields=["unit", "-id"], name="document_unit_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:document_detail", args=[self.pk])

    @property
    def stated(self):
        """Return the content of its snapshot, with its own text if that was edited."""
        content = self.snapshot.content
        return content if self.blocks is None else content | {"blocks": self.blocks}

    @property
    def has_tables(self):
        """True if it can be had as a workbook."""
        return bool(self.snapshot.content["tables"])

    @property
    def letterhead(self):
        """Return the head over the document, or None."""
        if not self.masthead:
            return None
        return letterheads.Letterhead(
            self.masthead, self.unit.federation_name, number=self.number, addressee=self.addressee,
            imprint=self.imprint, signers=tuple(filter(None, self.signers.split("、"))),
            copy_number=self.copy_number, urgency=self.urgency, note=self.note,
        )  # fmt: skip

    @property
    def imprint(self):
        """Return the 版记 at its end, or None; without a printer of its own the issuer has it printed."""
        if not self.copied_to and not self.printer:
            return None
        day = timezone.localtime(self.made_at).date()
        return letterheads.Imprint(self.printer or self.unit.federation_name, day, self.copied_to)

    @property
    def file_name(self):
        """Return the name under which the file is downloaded: its title, and the day if that has no year."""
        day = self.snapshot.as_of
        return f"{self.title}.pdf" if f"{day.year}年" in self.title else f"{self.title}{day:%Y%m%d}.pdf"
