from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedJSONField
from core.masking import masked_id_number
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.comparing.choices import KIND_TONES, Answer, Choice, Kind, RowState
from registry.comparing.fields import STANDING
from registry.comparing.models.comparisons import Comparison
from registry.comparing.models.tasks import ComparisonTask
from registry.models.persons import Person


class ComparisonRowQuerySet(UnitScopedQuerySet):
    unit_path = "path"

    def open(self):
        """Keep those that nobody has settled."""
        return self.exclude(state=RowState.SETTLED)

    def about_field(self, key):
        """Keep those in which a field still waits for a decision."""
        return self.filter(open_diffs__contains=f"|{key}|")

    def for_list(self):
        """Fetch with each what a row of the list shows."""
        return self.select_related("person", "unit__parent", "task__unit")


class ComparisonRow(models.Model):
    """One row of the list beside the person of the register, or one of the two alone.

    `path` says where the row is seen: the person's unit, else the village that the list names, else the unit
    of the comparison; empty for somebody who has left that unit. `content` holds what the list says
    (`name`, `id_number`, `values`, `texts`, `event`) and what the register said then (`ours`).
    """

    comparison = models.ForeignKey(
        Comparison, models.CASCADE, related_name="rows", verbose_name="比对", db_index=False
    )
    kind = models.CharField("结果", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=RowState, default=RowState.OPEN)
    row = models.PositiveIntegerField("名单行号", null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="comparison_rows", verbose_name="残疾人"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在村（社区）"
    )
    path = models.CharField(max_length=40, blank=True, editable=False)
    diffs = models.CharField("不一致的项目", max_length=300, blank=True)
    open_diffs = models.CharField("待处理的项目", max_length=300, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)
    content = EncryptedJSONField("名单内容", null=True, blank=True, default=None)

    task = models.ForeignKey(
        ComparisonTask, models.SET_NULL, null=True, blank=True, related_name="rows", verbose_name="核实任务"
    )
    answer = models.CharField("村级答复", max_length=10, choices=Answer, blank=True)
    answer_note = models.TextField("情况说明", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    is_returned = models.BooleanField("退回重核", default=False)

    objects = ComparisonRowQuerySet.as_manager()

    class Meta:
        verbose_name = "比对结果"
        verbose_name_plural = "比对结果"
        indexes = [
            models.Index(fields=["comparison", "kind", "path", "id"], name="comparisonrow_list"),
            models.Index(fields=["comparison", "path", "kind", "state"], name="comparisonrow_tally"),
        ]

    def __str__(self):
        return f"{self.comparison}：{self.name}"

    def get_absolute_url(self):
        return reverse("comparing:row_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.path

    @property
    def said(self):
        """Return what the list says; empty for a person who is not on it."""
        return self.content or {}

    @property
    def name(self):
        return self.person.name if self.person else self.said.get("name", "") or "（没有姓名）"

    @property
    def masked_id_number(self):
        number = self.person.id_number if self.person else self.said.get("id_number", "")
        return masked_id_number(number)

    @property
    def place_name(self):
        return self.unit.place_name if self.unit else "没有写明村（社区）"

    @property
    def tone(self):
        """Return the badge tone that goes with the kind."""
        return KIND_TONES[self.kind]

    @property
    def keys(self):
        """Return the keys of the fields that differ."""
        return keys_in(self.diffs)

    @property
    def open_keys(self):
        """Return the keys of the fields that still wait for a decision."""
        return keys_in(self.open_diffs)

    @property
    def is_open(self):
        return self.state != RowState.SETTLED

    @property
    def is_settled(self):
        return self.state == RowState.SETTLED

    @property
    def is_tasked(self):
        return self.state == RowState.TASKED

    @property
    def is_possible(self):
        return self.kind == Kind.POSSIBLE

    @property
    def proposes_archiving(self):
        """True if the list speaks for taking the person off the active register."""
        return STANDING in self.open_keys and bool(self.comparison.profile.archive_reason)


def keys_in(joined):
    """Return the keys held in a text like |phone|address|."""
    return [key for key in joined.split("|") if key]


def joined(keys):
    """Return keys as one text in which each can be found: |phone|address|."""
    return f"|{'|'.join(keys)}|" if keys else ""


class ThroughRow(models.QuerySet):
    """Records that hang on a row and are seen where it is."""

    def within(self, scope):
        return self.filter(scope.as_q("row__path"))


class ComparisonTakeover(models.Model):
    """Values of a list taken over into the register in one go, by one person, for one field."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="takeovers", verbose_name="比对")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    field = models.CharField("项目", max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间")
    count = models.PositiveIntegerField("人数", default=0)
    refused = models.PositiveIntegerField("未采用", default=0)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    undone_count = models.PositiveIntegerField("撤回人数", default=0)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "采用名单的值"
        verbose_name_plural = "采用名单的值"

    def __str__(self):
        return f"{self.comparison}（{timezone.localtime(self.at):%m-%d %H:%M}）"

    @property
    def is_undone(self):
        return self.undone_at is not None


class ComparisonDecision(models.Model):
    """What somebody decided about a row: the entries of its history, never changed."""

    row = models.ForeignKey(ComparisonRow, models.CASCADE, related_name="decisions", verbose_name="比对结果")
    choice = models.CharField("处理", max_length=10, choices=Choice)
    field = models.CharField("项目", max_length=30, blank=True)
    note = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间")
    takeover = models.ForeignKey(
        ComparisonTakeover,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="采用",
    )
    change = EncryptedJSONField("改动", null=True, blank=True, default=None)  # before, after

    objects = ThroughRow.as_manager()

    class Meta:
        verbose_name = "比对处理记录"
        verbose_name_plural = "比对处理记录"

    def __str__(self):
        return self.get_choice_display()
