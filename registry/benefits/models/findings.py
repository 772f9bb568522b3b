import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.kept_files import KeptFile
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.benefits.choices import CASE_TONES, FAULT_TONES, UNFINISHED, CaseAct, CaseState, Fault
from registry.benefits.defaults import FAULTS
from registry.benefits.models.kinds import BenefitKind
from registry.models.persons import Person


class BenefitFindingQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)

    def for_list(self):
        """Fetch everything one row of the list shows."""
        return self.select_related("person", "kind", "unit", "unit__parent")


class BenefitFinding(TimeStamped):
    """Months in which a person was paid too much or too little of one benefit, for one sort of reason.

    `lines` holds each month as [month number, due, granted, paid or null, tier, why]; amounts as texts, so
    that cents stay exact. Of a finding either `over` or `missed` is above zero.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="benefit_findings", verbose_name="残疾人")
    kind = models.ForeignKey(BenefitKind, models.PROTECT, related_name="findings", verbose_name="补贴种类")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="户籍所在村（社区）")
    unit_path = models.CharField(max_length=40, editable=False)
    fault = models.CharField("问题", max_length=12, choices=Fault)
    state = models.CharField("状态", max_length=10, choices=CaseState, default=CaseState.OPEN)
    over = models.DecimalField("多发金额", max_digits=11, decimal_places=2, default=0)
    missed = models.DecimalField("漏发金额", max_digits=11, decimal_places=2, default=0)
    months = models.PositiveSmallIntegerField("人次")
    first_month = models.DateField("最早月份")
    last_month = models.DateField("最近月份")
    lines = models.JSONField("各月", default=list)
    summary = models.CharField("说明", max_length=300)
    found_on = models.DateField("首次发现")
    seen_on = models.DateField("最近发现")
    settled = models.DecimalField("已追回或补发", max_digits=11, decimal_places=2, default=0)
    settled_on = models.DateField("办结日期", null=True, blank=True)

    objects = BenefitFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴核查问题"
        verbose_name_plural = "补贴核查问题"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "fault"], name="benefitfinding_once"),
            models.CheckConstraint(
                name="benefitfinding_is_over_or_missed",
                condition=Q(over__gt=0, missed=0) | Q(over=0, missed__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "unit_path", "fault"], name="benefitfinding_list"),
        ]

    def __str__(self):
        return f"{self.person.name}：{self.kind}{self.get_fault_display()}"

    def get_absolute_url(self):
        return reverse("benefits:finding_detail", args=[self.pk])

    @property
    def amount(self):
        """Return what was over or missed, in yuan."""
        return self.over or self.missed

    @property
    def left(self):
        """Return what is still to be recovered or paid up."""
        return max(self.amount - self.settled, 0)

    @property
    def is_over(self):
        return self.over > 0

    @property
    def is_unfinished(self):
        return self.state in UNFINISHED

    @property
    def fault_badge(self):
        return self.get_fault_display(), FAULT_TONES[self.fault]

    @property
    def badge(self):
        return self.get_state_display(), CASE_TONES[self.state]

    @property
    def told(self):
        """Return definition, way of detection and remedy of the fault."""
        return FAULTS[self.fault]


class BenefitFindingEntry(TimeStamped):
    """What was done about a finding: by whom, when, with which words."""

    finding = models.ForeignKey(
        BenefitFinding, models.CASCADE, related_name="entries", verbose_name="补贴核查问题"
    )
    act = models.CharField("办理", max_length=10, choices=CaseAct)
    text = models.CharField("说明", max_length=500, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=11, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = "补贴核查记录"
        verbose_name_plural = "补贴核查记录"

    def __str__(self):
        return self.get_act_display()


def stored_under(file, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"benefits/findings/{file.finding.found_on.year}/{uuid.uuid4().hex}"


class BenefitFindingFileQuerySet(UnitScopedQuerySet):
    unit_path = "finding__unit_path"


class BenefitFindingFile(KeptFile, TimeStamped):
    """A scan or picture that bears out what a village answers. Its type is read from its content."""

    finding = models.ForeignKey(
        BenefitFinding, models.CASCADE, related_name="files", verbose_name="补贴核查问题"
    )
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = BenefitFindingFileQuerySet.as_manager()

    class Meta:
        verbose_name = "核查佐证材料"
        verbose_name_plural = "核查佐证材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["finding", "sha256"],
                condition=Q(withdrawn_at=None),
                name="benefitfindingfile_once",
                violation_error_message="这份材料已经上传过。",
            ),
        ]

    @property
    def unit_path(self):
        return self.finding.unit_path
