from django.conf import settings
from django.db import models
from django.urls import reverse

from core.encryption import EncryptedJSONField
from core.models import Job, TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.ledgers.choices import WorkKind
from registry.ledgers.models.books import UnitPathQuerySet
from registry.ledgers.models.types import LedgerType


class DiaryQuerySet(UnitPathQuerySet):
    def matching(self, text):
        """Keep the entries that mention the text anywhere."""
        text = text.strip()
        if not text:
            return self
        places = ("place", "content", "visited", "problems", "handling", "note")
        found = models.Q()
        for place in places:
            found |= models.Q(**{f"{place}__icontains": text})
        return self.filter(found)


class DiaryEntry(TimeStamped):
    """One day's work in the 工作记录册: what was done where, with whom, and what came of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="diary_entries", verbose_name="单位")
    unit_path = models.CharField(max_length=40, editable=False)
    day = models.DateField("日期")
    kind = models.CharField("工作类别", max_length=10, choices=WorkKind, default=WorkKind.VISIT)
    place = models.CharField("天气、地点", max_length=100, blank=True)
    content = models.TextField("工作内容", max_length=2000)
    visited = models.CharField("走访对象", max_length=200, blank=True)
    problems = models.TextField("发现问题", max_length=1000, blank=True)
    handling = models.TextField("处理情况", max_length=1000, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )

    objects = DiaryQuerySet.as_manager()

    class Meta:
        verbose_name = "工作记录"
        verbose_name_plural = "工作记录"
        indexes = [models.Index(fields=["unit_path", "-day"], name="diaryentry_newest")]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        self.unit_path = self.unit.path
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("ledgers:diary_edit", args=[self.pk])


class LedgerPrint(models.Model):
    """A printed form: the rows as they stood, frozen, and the PDF made of them (docs/adr/0011)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_prints", verbose_name="单位")
    ledger_type = models.ForeignKey(
        LedgerType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="台账类型"
    )
    start = models.DateField("期初")
    title = models.CharField("题名", max_length=150)
    content = EncryptedJSONField("内容")
    file = models.FileField("文件", upload_to="ledgers/%Y/%m/", blank=True)
    pages = models.PositiveIntegerField("页数", default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="打印人"
    )
    made_at = models.DateTimeField("生成时间")

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "台账打印件"
        verbose_name_plural = "台账打印件"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("ledgers:print_detail", args=[self.pk])

    @property
    def rows(self):
        """Return how many rows are printed on it; most of them are about persons."""
        return sum(len(sheet["rows"]) for sheet in self.content.get("sheets", ()))

    @property
    def file_name(self):
        return f"{self.title}.pdf".replace(" ", "")
