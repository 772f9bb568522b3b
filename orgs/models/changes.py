"""Changes of the tree of units (机构变更)."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.models import TimeStamped
from orgs.models.units import Unit
from orgs.scoping import UnitScopedQuerySet


class UnitChangeQuerySet(UnitScopedQuerySet):
    unit_path = "county__path"

    def due(self, on):
        """Keep the confirmed changes whose day has come."""
        return self.filter(state=UnitChange.State.PLANNED, effective_on__lte=on).order_by(
            "effective_on", "pk"
        )

    def newest_first(self):
        return self.order_by("-effective_on", "-pk")

    def with_parts(self):
        """Fetch the units before and after, and who made it."""
        units = ("before", "after", "parent_before", "parent_after", "change")
        parts = models.Prefetch("parts", UnitChangePart.objects.select_related(*units))
        return self.select_related("county", "made_by", "confirmed_by").prefetch_related(parts)

    def matching(self, text):
        """Keep the changes whose paper or whose units, before or after, have the text in their name."""
        parts = UnitChangePart.objects.filter(change=models.OuterRef("pk"))
        named = parts.filter(Q(name_before__contains=text) | Q(name_after__contains=text))
        return self.filter(Q(document__contains=text) | models.Exists(named))


class UnitChange(TimeStamped):
    """One change of the tree by date: what is changed, on whose paper, what moved, and that totals agree.

    `result` holds what the last run found: of a draft the preview, afterwards the counts before and after.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", "更名"
        UPGRADE = "upgrade", "改制升格"
        TRANSFER = "transfer", "划转"
        MERGE = "merge", "合并"
        SPLIT = "split", "撤销分解"

    class State(models.TextChoices):
        DRAFT = "draft", "待确认"
        PLANNED = "planned", "已确认，待生效"
        DONE = "done", "已生效"
        TAKEN_BACK = "taken_back", "已撤回"
        DROPPED = "dropped", "已作废"

    TONES = {State.DRAFT: "warn", State.PLANNED: "info", State.DONE: "good"}

    county = models.ForeignKey(Unit, models.PROTECT, related_name="unit_changes", verbose_name="县（区）")
    kind = models.CharField("变更种类", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    effective_on = models.DateField("生效日期")
    document = models.CharField("批文名称和文号", max_length=120)
    note = models.TextField("说明", blank=True)
    result = models.JSONField("核对结果", default=dict, encoder=DjangoJSONEncoder)
    problem = models.TextField("未能生效的原因", blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟办人"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    carried_out_at = models.DateTimeField("办理时间", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    taken_back_because = models.CharField("撤回原因", max_length=300, blank=True)

    objects = UnitChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "机构变更"
        verbose_name_plural = "机构变更"
        constraints = [
            models.CheckConstraint(
                name="unitchange_confirmed_before_it_counts",
                condition=Q(state__in=["draft", "dropped"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="生效的变更须有确认人和确认时间。",
            ),
            models.CheckConstraint(
                name="unitchange_done_with_time",
                condition=~Q(state__in=["done", "taken_back"]) | Q(carried_out_at__isnull=False),
                violation_error_message="生效的变更须有办理时间。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.document}"

    def get_absolute_url(self):
        return reverse("orgs:change_detail", args=[self.pk])

    @property
    def tone(self):
        return self.TONES.get(self.state, "none")

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def is_done(self):
        return self.state == self.State.DONE

    @property
    def by_one_person(self):
        """True if the same person drafted and confirmed it, as in a county with one manager."""
        return self.confirmed_by_id is not None and self.confirmed_by_id == self.made_by_id

    @property
    def hands(self):
        """Return who drafted and who confirmed it, as one sentence for papers."""
        if self.confirmed_by is None:
            return f"拟办：{self.made_by.full_name}"
        same = "（同一人拟办和确认）" if self.by_one_person else ""
        return f"拟办：{self.made_by.full_name}　确认：{self.confirmed_by.full_name}{same}"

    @property
    def is_waiting(self):
        """True if it was confirmed, its day has come, and it has not been carried out yet."""
        return self.is_planned and self.effective_on <= timezone.localdate()

    @property
    def summary(self):
        """Return the units before and after as one text, each named once."""
        parts = list(self.parts.all())
        before = "、".join(dict.fromkeys(part.name_before for part in parts))
        after = "、".join(dict.fromkeys(part.name_after for part in parts))
        if self.kind == self.Kind.TRANSFER:
            after = f"{parts[0].parent_after.name}{after}"
        return f"{before} → {after}"

    @property
    def lines(self):
        """Return what was counted of each sort of data, people first."""
        return self.result.get("rows", [])

    @property
    def moved(self):
        """Return how many rows of all sorts went along."""
        return sum(line["moved"] for line in self.lines)

    @property
    def left(self):
        """Return how many rows of all sorts stay with units that cease."""
        return sum(line["left"] for line in self.lines)

    @property
    def level_lines(self):
        """Return (level, units before, units after) for the levels of a county."""
        before, after = self.result.get("levels_before", {}), self.result.get("levels_after", {})
        return [(Unit.Level(level).label, number, after.get(level, 0)) for level, number in before.items()]

    @property
    def outcome(self):
        """Return what came of it, or will come of it, as one sentence."""
        people = next((line for line in self.lines if line["key"] == "registry.Person.unit"), None)
        if self.kind not in (self.Kind.MERGE, self.Kind.SPLIT):
            first = f"残疾人 {people['before']:,} 人，" if people else ""
            return f"{first}各类记录共 {self.moved:,} 条随单位不动，变更前后数字一致。"
        first = f"随迁残疾人 {people['moved']:,} 人，" if people else ""
        return f"{first}各类记录共随迁 {self.moved:,} 条，留在原单位 {self.left:,} 条，变更前后数字一致。"

    @property
    def is_merge(self):
        return self.kind == self.Kind.MERGE

    @property
    def is_split(self):
        return self.kind == self.Kind.SPLIT


class UnitChangePart(models.Model):
    """One unit before and after a change; a new unit has its `after` only once the change is carried out.

    Of a split `words` are the words in an address that send somebody to this successor, and `is_main` marks
    the successor that takes everybody else and what belonged to the unit itself.
    """

    change = models.ForeignKey(UnitChange, models.CASCADE, related_name="parts", verbose_name="机构变更")
    order = models.PositiveSmallIntegerField("次序", default=1)
    before = models.ForeignKey(Unit, models.PROTECT, related_name="changes_from", verbose_name="原单位")
    after = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="changes_into", verbose_name="变更后单位"
    )
    makes_unit = models.BooleanField("新设单位", default=False)
    name_before = models.CharField("原名称", max_length=60)
    code_before = models.CharField("原代码", max_length=12)
    kind_before = models.CharField("原类型", max_length=20, choices=Unit.Kind)
    parent_before = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="原上级")
    name_after = models.CharField("新名称", max_length=60)
    code_after = models.CharField("新代码", max_length=12, blank=True)
    kind_after = models.CharField("新类型", max_length=20, choices=Unit.Kind)
    parent_after = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="新上级")
    words = models.CharField("住址含有", max_length=300, blank=True)
    is_main = models.BooleanField("承接单位", default=False)

    objects = models.Manager()

    class Meta:
        verbose_name = "变更明细"
        verbose_name_plural = "变更明细"
        ordering = ("order", "pk")

    def __str__(self):
        return f"{self.name_before} → {self.name_after}"

    @property
    def code_now(self):
        """Return the new code that the last run gave: of a draft the one it would get."""
        return self.change.result.get("codes", {}).get(str(self.pk)) or self.code_after

    @property
    def word_list(self):
        """Return the words that send an address to this successor."""
        return [
            word for word in self.words.replace("，", "、").replace(",", "、").split("、") if word.strip()
        ]


class UnitChangeMove(models.Model):
    """Which rows of one sort a change moved between two units: what taking it back puts where it was.

    `restores` holds rows that had to give way, as [model, key, {field: value before}].
    """

    change = models.ForeignKey(UnitChange, models.CASCADE, related_name="moves", verbose_name="机构变更")
    follower = models.CharField("数据", max_length=60)
    before = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="原单位")
    after = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="变更后单位")
    keys = models.JSONField("记录", default=list)
    restores = models.JSONField("让位的记录", default=list, encoder=DjangoJSONEncoder)

    objects = models.Manager()

    class Meta:
        verbose_name = "随迁记录"
        verbose_name_plural = "随迁记录"

    def __str__(self):
        return f"{self.follower}：{len(self.keys)}"
