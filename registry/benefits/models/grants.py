from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.benefits.choices import GRANT_TONES, Circumstances, GrantAct, GrantState
from registry.benefits.models.kinds import BenefitKind
from registry.models.persons import Person


class GrantQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"

    def running(self):
        return self.filter(last_month=None)

    def in_month(self, month):
        """Keep those that are granted for the month that begins on `month`."""
        return self.filter(Q(last_month=None) | Q(last_month__gte=month), first_month__lte=month)

    def for_list(self):
        """Fetch everything one row of the list shows."""
        return self.select_related("person", "kind", "unit", "unit__parent")


class Grant(TimeStamped):
    """A benefit granted to a person: a tier and yuan per month, from a month until a month.

    A change of tier or amount ends the row and begins another (`follows`), so that every row holds one
    amount. Months are first days; `last_month` is the last one granted, empty while it runs. Of a benefit for
    households the amount is that of all `persons`.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", verbose_name="残疾人")
    kind = models.ForeignKey(BenefitKind, models.PROTECT, related_name="grants", verbose_name="补贴种类")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name="户籍所在村（社区）")
    unit_path = models.CharField(max_length=40, editable=False)
    tier = models.CharField("档次", max_length=40)
    amount = models.DecimalField("每月金额（元）", max_digits=9, decimal_places=2)
    persons = models.PositiveSmallIntegerField("保障人数", default=1)
    first_month = models.DateField("起始月份")
    last_month = models.DateField("最后月份", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=GrantState, default=GrantState.RUNNING)
    reason = models.CharField("变更或停发原因", max_length=200, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    rechecked_on = models.DateField("年度复核日期", null=True, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="原核定"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴核定"
        verbose_name_plural = "补贴核定"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(last_month=None),
                name="grant_one_running",
                violation_error_message="该人员已在享受这种补贴。",
            ),
            models.CheckConstraint(
                name="grant_runs_while_without_end",
                condition=Q(last_month=None, state=GrantState.RUNNING)
                | (Q(last_month__isnull=False) & ~Q(state=GrantState.RUNNING)),
                violation_error_message="停发须有最后月份。",
            ),
            models.CheckConstraint(
                name="grant_amount_not_negative",
                condition=Q(amount__gte=0, persons__gte=1),
                violation_error_message="金额不能小于 0，人数至少为 1。",
            ),
        ]
        indexes = [
            # What the board counts and sums, from the index alone.
            models.Index(
                fields=["unit_path", "kind", "state", "last_month", "amount", "first_month", "rechecked_on"],
                name="grant_board",
            ),
            models.Index(fields=["kind", "first_month"], name="grant_kind_month"),
        ]

    def __str__(self):
        return f"{self.person.name} {self.kind}"

    def save(self, *args, **kwargs):
        self.refresh_copies()
        super().save(*args, **kwargs)

    def refresh_copies(self):
        """Bring unit and path up to date; bulk writers call it themselves."""
        self.unit, self.unit_path = self.person.unit, self.person.unit_path

    def get_absolute_url(self):
        return reverse("benefits:grant_detail", args=[self.pk])

    @property
    def is_running(self):
        return self.last_month is None

    @property
    def badge(self):
        return self.get_state_display(), GRANT_TONES[self.state]


class GrantEntry(TimeStamped):
    """What was done about a grant: by whom, when, and why."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="entries", verbose_name="补贴核定")
    act = models.CharField("办理", max_length=10, choices=GrantAct)
    text = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = "补贴办理记录"
        verbose_name_plural = "补贴办理记录"

    def __str__(self):
        return self.get_act_display()


class CircumstanceQuerySet(UnitScopedQuerySet):
    unit_path = "person__unit_path"

    def standing(self):
        return self.filter(until=None)


class Circumstance(TimeStamped):
    """Something about a person that decides on benefits, with its dates: from a day to a day, both included.

    Without `since` it has been so from the beginning as far as the register knows; without `until` it stands.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="circumstances", verbose_name="残疾人")
    what = models.CharField("情况", max_length=20, choices=Circumstances)
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    objects = CircumstanceQuerySet.as_manager()

    class Meta:
        verbose_name = "影响补贴的情况"
        verbose_name_plural = "影响补贴的情况"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what"],
                condition=Q(until=None),
                name="circumstance_one_standing",
                violation_error_message="这种情况已经登记，还没有终止。",
            ),
            models.CheckConstraint(
                name="circumstance_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=models.F("since")),
                violation_error_message="终止日期不能早于起始日期。",
            ),
        ]

    def __str__(self):
        return self.get_what_display()
