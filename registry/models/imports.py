from django.conf import settings
from django.db import models
from django.urls import reverse

from core.encryption import EncryptedJSONField
from core.models import Job, TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.models.persons import Person


class ImportBatchQuerySet(UnitScopedQuerySet):
    def newest_first(self):
        related = ("unit", "uploaded_by", "undone_by", "plan_job", "mark_job", "apply_job", "undo_job")
        return self.select_related(*related).order_by("-pk")


class ImportBatch(TimeStamped):
    """One uploaded table on its way into the product: planned, looked at, applied, perhaps undone.

    `kind` names what sort of table it is (`registry.imports.kinds`), `options` what the sender said of it.
    """

    ROSTER = "roster"

    class State(models.TextChoices):
        PLANNING = "planning", "正在核对"
        MAPPING = "mapping", "待对应列"
        PLANNED = "planned", "待确认"
        REFUSED = "refused", "无法识别"
        CANCELLED = "cancelled", "已取消"
        APPLYING = "applying", "正在写入"
        APPLIED = "applied", "已导入"
        UNDOING = "undoing", "正在撤回"
        UNDONE = "undone", "已撤回"

    TONES = {
        State.MAPPING: "warn",
        State.PLANNED: "warn",
        State.REFUSED: "bad",
        State.APPLIED: "good",
        State.PLANNING: "info",
        State.APPLYING: "info",
        State.UNDOING: "info",
    }

    kind = models.CharField("种类", max_length=20, default=ROSTER)
    options = models.JSONField("上传时的选择", default=dict, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="import_batches", verbose_name="导入单位")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_batches", verbose_name="上传人"
    )
    file = models.FileField("原文件", upload_to="imports/%Y/%m/")
    file_name = models.CharField("文件名", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNING)
    counts = models.JSONField("各类行数", default=dict)
    columns = models.JSONField("识别到的列", default=dict)
    mapping = models.JSONField("人工对应的列", default=dict, blank=True)
    sample = EncryptedJSONField("表的开头几行", blank=True, default=None, null=True)
    message = models.TextField("说明", blank=True)
    is_partial = models.BooleanField("错误行先不导入", default=False)
    plan_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    mark_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    apply_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    undo_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        indexes = [models.Index(fields=["kind", "-id"], name="importbatch_kind")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("registry:import_detail", args=[self.pk])

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return self.TONES.get(self.state, "none")

    @property
    def current_job(self):
        """Return the job that the state speaks of, or None when nothing is under way."""
        jobs = {
            self.State.PLANNING: self.plan_job,
            self.State.APPLYING: self.apply_job,
            self.State.UNDOING: self.undo_job,
        }
        return jobs.get(self.state)

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def awaits_mapping(self):
        """True if the header was not understood and somebody has to say what the columns are."""
        return self.state == self.State.MAPPING

    @property
    def can_be_mapped(self):
        """True if people may say what the columns are: nothing is written, and the rows can be shown."""
        states = (self.State.MAPPING, self.State.PLANNED, self.State.REFUSED)
        return self.state in states and bool(self.sample)

    @property
    def is_refused(self):
        return self.state == self.State.REFUSED

    @property
    def is_applied(self):
        return self.state == self.State.APPLIED

    @property
    def was_written(self):
        """True if the rows are or have been in the register."""
        return self.applied_at is not None

    @property
    def is_cancelled(self):
        return self.state == self.State.CANCELLED

    @property
    def is_undone(self):
        return self.state == self.State.UNDONE

    @property
    def step(self):
        """Return the number of the wizard's step: 选择文件、对应列、核对、完成."""
        ended = (self.State.APPLIED, self.State.UNDOING, self.State.UNDONE)
        if self.state in ended:
            return 4
        return 3 if self.has_preview else 2

    @property
    def refused_tone(self):
        return "bad" if self.refused_count else ""

    @property
    def has_preview(self):
        """True once the rows of the file have been weighed."""
        return bool(self.counts)

    @property
    def importable(self):
        """Return how many rows writing the plan would touch."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    @property
    def passing(self):
        """Return how many rows have no error: new, changed or unchanged."""
        return self.total - self.refused_count

    @property
    def skipped_count(self):
        return sum(self.counts.get("skipped", {}).values())

    @property
    def absent_count(self):
        """Return how many were on the register in the file's villages, but not in the file."""
        return self.counts.get("absent", 0)

    @property
    def total(self):
        return self.counts.get("rows", 0)

    @property
    def new_count(self):
        return self.counts.get("new", 0)

    @property
    def changed_count(self):
        return self.counts.get("changed", 0)

    @property
    def refused_count(self):
        return self.counts.get("refused", 0)


class ImportRowQuerySet(UnitScopedQuerySet):
    unit_path = "batch__unit__path"


class ImportRow(models.Model):
    """What one row of the file means: a new person, a change with before and after, or a refusal.

    Rows without any effect are only counted on the batch. `target` is the key of what a row has written where
    that is not a person; its model follows from the kind of the batch.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "可新增"
        CHANGED = "changed", "有变化"
        REFUSED = "refused", "有错误"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name="批次")
    row = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    name = models.CharField("姓名", max_length=60, blank=True)
    codes = models.CharField("问题代码", max_length=200, blank=True)
    problems = EncryptedJSONField("问题", blank=True, default=None, null=True)
    before = EncryptedJSONField("原值", blank=True, default=None, null=True)
    after = EncryptedJSONField("新值", blank=True, default=None, null=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name="残疾人"
    )
    person_version = models.DateTimeField("写入后的更新时间", null=True, blank=True)
    target = models.PositiveBigIntegerField("所写记录", null=True, blank=True)
    kept_because = models.CharField("撤回时保留的原因", max_length=60, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        indexes = [models.Index(fields=["batch", "outcome", "row"], name="importrow_batch_outcome")]

    def __str__(self):
        return f"第 {self.row} 行"
