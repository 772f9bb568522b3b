"""The superior's workbook: what was asked, how its columns were read, and what was given back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedJSONField
from core.models import Job, TimeStamped
from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from reports.answers.choices import STATE_TONES, State


def stored_under(answer, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"answers/{timezone.localdate().year}/{uuid.uuid4().hex}"


class AnswerRecipe(TimeStamped):
    """What the columns of a form mean in a county, remembered by the look of its heads. No personal data."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("名称", max_length=100)
    look = models.CharField("表头特征", max_length=64)
    columns = models.JSONField("各列的对应", default=list)
    uses = models.PositiveIntegerField("使用次数", default=0)
    used_at = models.DateTimeField("最近使用", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="对应人"
    )

    objects = HandedDownQuerySet.as_manager()

    class Meta:
        verbose_name = "回填方案"
        verbose_name_plural = "回填方案"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "look"],
                name="answerrecipe_once",
                violation_error_message="这种表已经有回填方案。",
            )
        ]

    def __str__(self):
        return self.name


class AnswerQuerySet(UnitScopedQuerySet):
    def shown_to(self, user):
        """Keep those without persons, the user's own, and those of whose persons the user may take lists."""
        persons = user.scope_of(Permission.PERSON_EXPORT)
        if persons.everywhere:
            return self
        return self.filter(Q(has_persons=False) | Q(uploaded_by=user) | persons.as_q("unit__path"))

    def for_list(self):
        return self.select_related("unit", "uploaded_by", "job", "recipe")


class Answer(TimeStamped):
    """One workbook of the superior: its file, what was found in it, what was chosen, and the filled file.

    `found` holds the sheets with their heads and the columns' choices; `troubles` what could not be filled.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="answers", verbose_name="填报单位")
    as_of = models.DateField("数据截止日期")
    options = models.JSONField("填报范围", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="answers", verbose_name="上传人"
    )
    file = models.FileField("原表", upload_to=stored_under, max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    look = models.CharField("表头特征", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.READING)
    message = models.TextField("说明", blank=True)
    has_persons = models.BooleanField("含个人信息", default=True)
    found = EncryptedJSONField("识别到的表", blank=True, default=None, null=True)
    troubles = EncryptedJSONField("没有填的内容", blank=True, default=None, null=True)
    counts = models.JSONField("填写数", default=dict)
    needs = models.JSONField("下载所需权限", default=list)
    recipe = models.ForeignKey(
        AnswerRecipe, models.SET_NULL, null=True, blank=True, related_name="answers", verbose_name="回填方案"
    )
    snapshot = models.ForeignKey(
        "reports.Snapshot", models.PROTECT, null=True, blank=True, related_name="answers",
        verbose_name="数据快照",
    )  # fmt: skip
    result = models.FileField("回填后的表", upload_to=stored_under, max_length=200, blank=True)
    filled_at = models.DateTimeField("回填时间", null=True, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "上级表格"
        verbose_name_plural = "上级表格"
        indexes = [models.Index(fields=["unit", "-id"], name="answer_unit_newest")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("answers:answer_detail", args=[self.pk])

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return STATE_TONES.get(self.state, "none")

    @property
    def is_busy(self):
        return self.state in (State.READING, State.FILLING)

    @property
    def is_ready(self):
        return self.state == State.READY

    @property
    def can_be_mapped(self):
        """True if people may say what the columns are."""
        return self.state in (State.MAPPING, State.READY) and bool(self.found)

    @property
    def is_stuck(self):
        """True if the job under way will not end by itself: broken off, cancelled or failed."""
        return self.is_busy and (self.job is None or self.job.can_restart)

    @property
    def tables(self):
        """Return the sheets in which a table was found."""
        return [sheet for sheet in self.found or [] if sheet["columns"]]

    @property
    def answer_name(self):
        """Return the name under which the filled file is downloaded, without its ending."""
        return f"{self.file_name.rpartition('.')[0] or self.file_name}（已回填）"
