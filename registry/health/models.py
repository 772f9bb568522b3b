from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.health.choices import (
    OPEN_STATES,
    SEVERITY_TONES,
    STANDING_STATES,
    STATE_TONES,
    FindingState,
    Severity,
)
from registry.models.persons import Person


class FindingQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"

    def open(self):
        """Keep those that wait for somebody: 待处理 and 已复发."""
        return self.filter(is_open=True)

    def standing(self):
        """Keep those that the last check still saw, whether they wait or are kept for a reason."""
        return self.filter(state__in=STANDING_STATES)

    def for_list(self):
        """Fetch everything one row of the list shows, and nothing that would have to be decrypted."""
        shown = ("name", "unit", "archived_at")
        away = [field.name for field in Person._meta.concrete_fields if field.name not in ("id", *shown)]
        found = self.select_related("person", "unit", "unit__parent")
        return found.defer(*(f"person__{name}" for name in away))

    def for_export(self):
        """Fetch everything one line of the workbook shows."""
        return self.select_related("person", "unit", "unit__parent")


class Finding(TimeStamped):
    """One rule says that something is wrong with one person; it lives on from check to check.

    `detail` holds words fit to show, never a whole number. `fingerprint` stands for the data that the
    finding is about: a reason to keep it holds only as long as the fingerprint does.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="findings", verbose_name="残疾人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="findings", verbose_name="负责单位")
    unit_path = models.CharField(max_length=40, editable=False)
    rule = models.CharField("规则", max_length=40)
    severity = models.PositiveSmallIntegerField("严重程度", choices=Severity)
    weight = models.PositiveSmallIntegerField("扣分")
    state = models.CharField("状态", max_length=10, choices=FindingState, default=FindingState.OPEN)
    is_open = models.BooleanField(default=True, editable=False)
    detail = models.CharField("问题", max_length=300)
    fingerprint = models.CharField(max_length=64, editable=False)
    group = models.CharField(max_length=64, blank=True, editable=False)
    first_seen = models.DateField("首次发现")
    last_seen = models.DateField("最近发现")
    fixed_at = models.DateTimeField("修正时间", null=True, blank=True)
    kept_reason = models.CharField("确认无误的理由", max_length=200, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    kept_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "体检问题"
        verbose_name_plural = "体检问题"
        constraints = [
            models.UniqueConstraint(fields=["person", "rule"], name="finding_once_per_person_and_rule"),
            models.CheckConstraint(
                name="finding_open_follows_state",
                condition=Q(is_open=True, state__in=OPEN_STATES)
                | (Q(is_open=False) & ~Q(state__in=OPEN_STATES)),
            ),
            models.CheckConstraint(
                name="finding_kept_has_reason_and_name",
                condition=~Q(state=FindingState.KEPT)
                | (~Q(kept_reason="") & Q(kept_by__isnull=False, kept_at__isnull=False)),
                violation_error_message="确认无误须写明理由。",
            ),
        ]
        indexes = [
            # What the list, its counts and the tallies of the board read from the index alone.
            models.Index(fields=["is_open", "unit_path", "severity", "rule", "weight"], name="finding_open"),
            models.Index(fields=["state", "unit_path", "severity"], name="finding_state"),
            models.Index(fields=["group"], condition=~Q(group=""), name="finding_group"),
        ]

    def __str__(self):
        return f"{self.person.name}：{self.detail}"

    def get_absolute_url(self):
        return reverse("health:finding_detail", args=[self.pk])

    @property
    def is_kept(self):
        return self.state == FindingState.KEPT

    @property
    def is_fixed(self):
        return self.state == FindingState.FIXED

    @property
    def has_lapsed_reason(self):
        """True if somebody once kept it, and the data has changed since."""
        return self.is_open and bool(self.kept_reason)

    @property
    def severity_badge(self):
        return self.get_severity_display(), SEVERITY_TONES[self.severity]

    @property
    def state_badge(self):
        return self.get_state_display(), STATE_TONES[self.state]


class ScoreQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"


class HealthScore(models.Model):
    """How healthy the register of a unit, with all that lies below it, was on a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="health_scores", verbose_name="单位")
    unit_path = models.CharField(max_length=40, editable=False)
    day = models.DateField("日期")
    persons = models.PositiveIntegerField("在册人数")
    serious = models.PositiveIntegerField("严重")
    ordinary = models.PositiveIntegerField("一般")
    hints = models.PositiveIntegerField("提示")
    points = models.PositiveIntegerField("扣分合计")
    score = models.DecimalField("得分", max_digits=4, decimal_places=1, null=True, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "体检得分"
        verbose_name_plural = "体检得分"
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="health_score_once_a_day"),
            models.CheckConstraint(
                name="health_score_between_0_and_100",
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.day}：{self.score}"

    @property
    def findings(self):
        """Return how many findings were open."""
        return self.serious + self.ordinary + self.hints


class SettingQuerySet(UnitScopedQuerySet):
    def in_force(self, on):
        """Keep those that hold on the day `on`, the latest of each rule last."""
        return self.filter(since__lte=on).order_by("since", "pk")


class RuleSetting(TimeStamped):
    """What a county has decided about one rule, from the day `since` on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rule_settings", verbose_name="县（区）")
    rule = models.CharField("规则", max_length=40)
    since = models.DateField("起始日期")
    is_on = models.BooleanField("启用", default=True)
    severity = models.PositiveSmallIntegerField("严重程度", choices=Severity)
    weight = models.PositiveSmallIntegerField("扣分")
    threshold = models.PositiveIntegerField("界限", null=True, blank=True)

    objects = SettingQuerySet.as_manager()

    class Meta:
        verbose_name = "体检规则设置"
        verbose_name_plural = "体检规则设置"
        constraints = [
            models.UniqueConstraint(fields=["unit", "rule", "since"], name="rule_setting_once_a_day"),
        ]

    def __str__(self):
        return f"{self.rule}（{self.since}）"
