from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.models import TimeStamped
from core.pinyin import initials
from orgs.scoping import STEP, UnitScopedQuerySet, below


class UnitQuerySet(UnitScopedQuerySet):
    unit_path = "path"

    def current(self, on=None):
        """Keep the units that exist on the day `on` (today if not given)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def townships(self):
        return self.filter(level=Unit.Level.TOWNSHIP)

    def grassroots(self):
        """Keep villages and communities, the lowest level."""
        return self.filter(level__in=Unit.GRASSROOTS)

    def below(self, unit):
        """Keep `unit` and everything under it."""
        return self.filter(below(unit.path, "path"))

    def in_tree_order(self):
        return self.order_by("path")

    def matching(self, text):
        """Keep the units whose name contains, or whose pinyin initials or code start with, the text."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(name__contains=text) | Q(pinyin__startswith=text.lower()) | Q(code__startswith=text)
        )

    def ever_called(self, text):
        """Keep the units that fit the text by a present or a former name or code, closed ones too."""
        if not (text := text.strip()):
            return self
        former = self.filter(Q(past__name__contains=text) | Q(past__code__startswith=text))
        return self.filter(Q(pk__in=self.matching(text).values("pk")) | Q(pk__in=former.values("pk")))


class Unit(TimeStamped):
    """A place with its organisation of disabled persons: a county, township, village or community."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        COUNTY = "county", "县（区）"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "村"
        COMMUNITY = "community", "社区"

    class Kind(models.TextChoices):
        CITY = "city", "市"
        COUNTY = "county", "县"
        DISTRICT = "district", "区"
        TOWN = "town", "镇"
        RURAL_TOWNSHIP = "rural_township", "乡"
        SUBDISTRICT = "subdistrict", "街道"
        VILLAGE = "village", "村"
        COMMUNITY = "community", "社区"

    GRASSROOTS = (Level.VILLAGE, Level.COMMUNITY)

    name = models.CharField("名称", max_length=60)
    pinyin = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)
    level = models.CharField("层级", max_length=10, choices=Level)
    kind = models.CharField("类型", max_length=20, choices=Kind)
    code = models.CharField("代码", max_length=12, unique=True)
    code_is_provisional = models.BooleanField("代码为暂编", default=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    path = models.CharField("路径", max_length=40, unique=True, editable=False)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    population = models.PositiveIntegerField("户籍人口", null=True, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    note = models.TextField("备注", blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(valid_to=None),
                name="unit_name_unique_among_siblings",
                violation_error_message="同一上级下已有同名单位。",
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="撤销日期不能早于设立日期。",
            ),
        ]
        indexes = [models.Index(fields=["level", "path"], name="unit_level_path")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pinyin = initials(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("orgs:unit_detail", args=[self.pk])

    @property
    def is_grassroots(self):
        return self.level in self.GRASSROOTS

    @property
    def is_township(self):
        return self.level == self.Level.TOWNSHIP

    @property
    def is_county(self):
        return self.level == self.Level.COUNTY

    @property
    def is_closed(self):
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    @property
    def federation_name(self):
        """Return the full name of its organisation: 县、乡镇的残联，村、社区的残协。"""
        return f"{self.name}{'残疾人协会' if self.is_grassroots else '残疾人联合会'}"

    @property
    def place_name(self):
        """Return the name, with the township before a village: two villages may share one name."""
        return f"{self.parent.name} {self.name}" if self.is_grassroots and self.parent else self.name

    @property
    def ancestor_paths(self):
        """Return the paths of the units above, highest first."""
        return [self.path[:end] for end in range(STEP, len(self.path), STEP)]
