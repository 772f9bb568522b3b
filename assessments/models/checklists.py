from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet


def in_force(day, prefix=""):
    """Return the condition that dated configuration holds on `day`."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    )


class ChecklistQuerySet(HandedDownQuerySet):
    unit_path = "county__path"

    def in_force(self, on):
        """Keep the lists that hold on the day `on`."""
        return self.filter(in_force(on))


class Checklist(TimeStamped):
    """What a county demands of every unit of some levels: 九有, 六有 and the like (domain.md §0.2)."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="checklists", verbose_name="县（区）")
    name = models.CharField("名称", max_length=30)
    code = models.SlugField("代码", max_length=30)
    levels = models.JSONField("适用层级", default=list)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    note = models.TextField("说明", blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = "达标清单"
        verbose_name_plural = "达标清单"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code"],
                condition=Q(valid_to=None),
                name="checklist_code_unique",
                violation_error_message="该县已有这份清单。",
            ),
            models.CheckConstraint(
                name="checklist_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("assessments:checklist_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.county.path

    @property
    def is_for_grassroots(self):
        return Unit.Level.VILLAGE in self.levels

    def applies_to(self, unit):
        """True if `unit` is measured by this list."""
        return unit.level in self.levels and unit.path.startswith(self.county.path)


class ChecklistItemQuerySet(HandedDownQuerySet):
    unit_path = "checklist__county__path"

    def in_force(self, on):
        """Keep the items that hold on the day `on`."""
        return self.filter(in_force(on))


class ChecklistItem(TimeStamped):
    """One thing of a list. Once checks name it, it is never reworded: it gets an end date and a successor."""

    class DecidedBy(models.TextChoices):
        HAND = "hand", "人工查验"
        FACT = "fact", "系统按事实判定"

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items", verbose_name="达标清单")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("项目", max_length=50)
    short_name = models.CharField("表头简称", max_length=12)
    decided_by = models.CharField("判定方式", max_length=10, choices=DecidedBy, default=DecidedBy.HAND)
    fact = models.CharField("判定依据", max_length=50, blank=True)
    threshold = models.DecimalField("达标线（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    criterion = models.TextField("判定标准", blank=True)
    evidence_needed = models.BooleanField("须上传佐证", default=False)
    points = models.DecimalField("分值", max_digits=5, decimal_places=2, default=1)  # for lists with stars
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        verbose_name = "达标项目"
        verbose_name_plural = "达标项目"
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"],
                condition=Q(valid_to=None),
                name="checklist_item_number_unique",
                violation_error_message="清单中已有这个序号的项目。",
            ),
            models.CheckConstraint(
                name="checklist_item_fact_named",
                condition=(Q(decided_by="fact") & ~Q(fact="")) | Q(decided_by="hand", fact=""),
                violation_error_message="由系统判定的项目须选择判定依据，人工查验的项目不选。",
            ),
            models.CheckConstraint(
                name="checklist_item_points_not_negative",
                condition=Q(points__gte=0),
                violation_error_message="分值不能为负。",
            ),
            models.CheckConstraint(
                name="checklist_item_threshold_is_percent",
                condition=Q(threshold=None) | Q(threshold__gte=0, threshold__lte=100),
                violation_error_message="达标线须在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                name="checklist_item_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.checklist.county.path

    @property
    def is_fact(self):
        """True if the system decides it."""
        return self.decided_by == self.DecidedBy.FACT


class StarBandQuerySet(HandedDownQuerySet):
    unit_path = "checklist__county__path"

    def in_force(self, on):
        """Keep the bands that hold on the day `on`."""
        return self.filter(in_force(on))


class StarBand(TimeStamped):
    """From how many points of met items on a unit has so many stars (domain.md §0.2: 星级评定).

    A band ends where the next higher one begins. Bands are never changed: they end, and others begin.
    """

    checklist = models.ForeignKey(
        Checklist, models.CASCADE, related_name="star_bands", verbose_name="达标清单"
    )
    stars = models.PositiveSmallIntegerField("星数")
    from_points = models.DecimalField("起始分", max_digits=7, decimal_places=2)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    objects = StarBandQuerySet.as_manager()

    class Meta:
        verbose_name = "星级标准"
        verbose_name_plural = "星级标准"
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "stars"],
                condition=Q(valid_to=None),
                name="star_band_once",
                violation_error_message="这一星级已有标准。",
            ),
            models.CheckConstraint(
                name="star_band_sound",
                condition=Q(stars__gte=1, stars__lte=5, from_points__gte=0),
                violation_error_message="星数须在 1 到 5 之间，起始分不能为负。",
            ),
            models.CheckConstraint(
                name="star_band_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self):
        return star_name(self.stars)

    @property
    def unit_path(self):
        return self.checklist.county.path


NUMERALS = "零一二三四五"


def star_name(stars):
    """Return 五星, 四星 …; 未评星 for none."""
    return f"{NUMERALS[stars]}星" if stars else "未评星"
