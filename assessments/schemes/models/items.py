import uuid

from django.db import models
from django.db.models import Q

from assessments.schemes.models.schemes import Scheme
from core.models import TimeStamped
from orgs.scoping import HandedDownQuerySet


class SectionQuerySet(HandedDownQuerySet):
    unit_path = "scheme__county__path"


class Section(TimeStamped):
    """A 考核项目: items that belong together, and what they are worth together."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="sections", verbose_name="考核方案")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("考核项目", max_length=60)
    points = models.DecimalField("分值", max_digits=7, decimal_places=2)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "考核项目"
        verbose_name_plural = "考核项目"
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                name="section_points_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="分值不能为负。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.scheme.county.path


class ItemQuerySet(HandedDownQuerySet):
    unit_path = "section__scheme__county__path"

    def in_order(self):
        """Return the items as the table prints them."""
        return self.order_by("section__number", "section_id", "number", "pk")


class Item(TimeStamped):
    """One thing that is scored: its goal in words, what it is worth, and the rule that gives the points.

    `lineage` stays the same in copies and later versions: by it scores of two years are compared.
    `bindings` says which fact answers which question of the rule: {slot key: fact code}.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="items", verbose_name="考核项目")
    number = models.PositiveSmallIntegerField("序号")
    lineage = models.UUIDField("沿革号", default=uuid.uuid4, editable=False)
    name = models.CharField("工作目标", max_length=200)
    criterion = models.TextField("计分办法", blank=True)
    points = models.DecimalField("分值", max_digits=6, decimal_places=2)
    rule = models.CharField("计分规则", max_length=20)
    params = models.JSONField("规则参数", default=dict, blank=True)
    bindings = models.JSONField("系统判定", default=dict, blank=True)
    is_pledged = models.BooleanField("逐单位下达指标", default=False)
    evidence_needed = models.BooleanField("须上传佐证", default=False)
    due_month = models.PositiveSmallIntegerField("完成月份", null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "考核指标"
        verbose_name_plural = "考核指标"
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                name="item_points_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="分值不能为负。",
            ),
            models.CheckConstraint(
                name="item_due_in_a_month",
                condition=Q(due_month=None) | Q(due_month__gte=1, due_month__lte=12),
                violation_error_message="完成月份须在 1 到 12 之间。",
            ),
        ]
        indexes = [models.Index(fields=["lineage"], name="item_lineage")]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.section.scheme.county.path
