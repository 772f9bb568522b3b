"""What people have said about rosters: columns, spellings and single cells; and whom a roster leaves out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.encryption import EncryptedTextField
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.models.imports import ImportBatch
from registry.models.persons import Person


class ImportMappingQuerySet(UnitScopedQuerySet):
    def newest_first(self):
        return self.select_related("unit", "made_by").order_by("-pk")


class ImportMapping(TimeStamped):
    """What the columns of a sender's rosters are, remembered by the look of their header row."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="import_mappings", verbose_name="导入单位")
    kind = models.CharField("种类", max_length=20, default=ImportBatch.ROSTER)
    look = models.CharField("表头特征", max_length=64)
    titles = models.JSONField("表头", default=list)
    places = models.JSONField("列的对应", default=dict)  # key → index of the column
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="对应人"
    )

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        verbose_name = "列的对应"
        verbose_name_plural = "列的对应"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "look"],
                name="importmapping_once_per_look",
                violation_error_message="这种表头已经对应过。",
            )
        ]

    def __str__(self):
        return "、".join(title for title in self.titles if title)


class ImportAliasQuerySet(UnitScopedQuerySet):
    def newest_first(self):
        related = ("unit", "county", "township", "meant_unit", "meant_unit__parent", "made_by")
        return self.select_related(*related).order_by("-pk")


class ImportAlias(TimeStamped):
    """How somebody writes a value in rosters, and what it means: in the whole county, or for one township.

    `unit` is the unit of the import in which it was said; it counts wherever `county` and `township` say.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="import_aliases", verbose_name="导入单位")
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县（区）")
    township = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="乡镇（街道）"
    )
    key = models.CharField("列", max_length=30)
    spelled = models.CharField("折叠后的写法", max_length=100)
    raw = models.CharField("写法", max_length=100)
    meaning = models.CharField("含义", max_length=30, blank=True)  # empty: as if the cell were blank
    meant_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所指单位"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设定人"
    )

    objects = ImportAliasQuerySet.as_manager()

    class Meta:
        verbose_name = "写法"
        verbose_name_plural = "写法"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "key", "spelled"],
                condition=Q(township=None),
                name="importalias_once_per_county",
                violation_error_message="这个写法已经设定过。",
            ),
            models.UniqueConstraint(
                fields=["township", "key", "spelled"],
                condition=Q(township__isnull=False),
                name="importalias_once_per_township",
                violation_error_message="这个写法已经设定过。",
            ),
        ]

    def __str__(self):
        return self.raw


class ImportAnswerQuerySet(UnitScopedQuerySet):
    unit_path = "batch__unit__path"


class ImportAnswer(models.Model):
    """What a clerk decided about one cell of a batch: which value counts, said by whom and when."""

    class Choice(models.TextChoices):
        PROPOSAL = "proposal", "采用建议"
        FILE = "file", "以表中为准"
        REGISTER = "register", "保留登记表的"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="answers", verbose_name="批次")
    row = models.PositiveIntegerField("行号")
    key = models.CharField("列", max_length=30)
    name = models.CharField("姓名", max_length=60, blank=True)
    choice = models.CharField("决定", max_length=10, choices=Choice)
    value = EncryptedTextField("采用的值", blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人"
    )
    said_at = models.DateTimeField("决定时间")

    objects = ImportAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "逐行决定"
        verbose_name_plural = "逐行决定"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "row", "key"],
                name="importanswer_once_per_cell",
                violation_error_message="这一格已经作过决定。",
            )
        ]

    def __str__(self):
        return f"第 {self.row} 行"


class ImportAbsenceQuerySet(UnitScopedQuerySet):
    unit_path = "person__unit_path"

    def for_list(self):
        return self.filter(person__archived_at=None).select_related(
            "person", "person__unit", "person__unit__parent"
        )


class ImportAbsence(models.Model):
    """Somebody on the register in a village that a roster covers, whom the roster does not name."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="absences", verbose_name="批次")
    person = models.ForeignKey(Person, models.CASCADE, related_name="import_absences", verbose_name="残疾人")
    namesake_row = models.PositiveIntegerField("同名而号码有误的行", null=True, blank=True)

    objects = ImportAbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "在册而表中没有的人"
        verbose_name_plural = "在册而表中没有的人"
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="importabsence_once"),
        ]

    def __str__(self):
        return str(self.person_id)
