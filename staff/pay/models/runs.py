from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.choices import (
    FIRM_STATES,
    OPEN_STATES,
    RUN_TONES,
    Half,
    RunAct,
    RunKind,
    RunState,
)
from staff.pay.models.lines import StipendLine
from staff.pay.periods import months_between, name_of

USER = settings.AUTH_USER_MODEL


def somebody(verbose_name):
    """Return a link to the user who took a step, empty until then."""
    return models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=verbose_name
    )


class StipendRunQuerySet(UnitScopedQuerySet):
    def within(self, scope):
        """Keep the runs of the scope's counties, and those with a line inside the scope."""
        if scope.everywhere:  # an empty condition would vanish beside another
            return self
        lines = StipendLine.objects.within(scope).values("run")
        return self.filter(scope.as_q(self.unit_path) | Q(pk__in=lines))

    def newest_first(self):
        return self.order_by("-first_month", "-last_month", "-number", "unit__path")

    def standing(self):
        """Leave out the cancelled."""
        return self.exclude(state=RunState.CANCELLED)

    def regular(self):
        return self.standing().filter(kind=RunKind.REGULAR)

    def for_page(self):
        """Fetch everything that the head of its page shows."""
        return self.select_related(
            "unit", "made_by", "reviewed_by", "approved_by", "closed_by", "follows", "follows__unit"
        )


class StipendRun(TimeStamped):
    """A pay run: the roll of a county for a month, a quarter or a half-year on its way to the bank.

    The maker computes it, townships confirm their own people, a second person reviews it, above a sum a third
    approves it; from then on its lines are locked. A follow-up run pays the failed lines of `follows` again.
    Months are first days, amounts yuan.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stipend_runs", verbose_name="县（区）")
    kind = models.CharField("类别", max_length=10, choices=RunKind, default=RunKind.REGULAR)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="重发的名册"
    )
    number = models.PositiveSmallIntegerField("重发次数", default=0)
    year = models.PositiveSmallIntegerField("年度")
    half = models.PositiveSmallIntegerField("期间", choices=Half)
    first_month = models.DateField("起始月份")
    last_month = models.DateField("最后月份")
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.DRAFT)
    people = models.PositiveIntegerField("人数", default=0)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, default=0)
    unpaid = models.JSONField("在岗不计发的人", default=list, blank=True)
    inputs = models.CharField("造册依据校验值", max_length=64, blank=True, editable=False)
    seal = models.CharField("名册校验值", max_length=64, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="造册人")
    made_at = models.DateTimeField("造册时间")
    reviewed_by = somebody("复核人")
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    needs_second = models.BooleanField("须终审", default=False)
    approved_by = somebody("终审人")
    approved_at = models.DateTimeField("终审时间", null=True, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    notice_from = models.DateField("公示起", null=True, blank=True)
    notice_until = models.DateField("公示止", null=True, blank=True)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    closed_by = somebody("办结人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = StipendRunQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴发放"
        verbose_name_plural = "补贴发放"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "first_month", "last_month"],
                condition=Q(kind=RunKind.REGULAR) & ~Q(state=RunState.CANCELLED),
                name="run_once_per_period",
                violation_error_message="该期间已有发放名册。",
            ),
            models.UniqueConstraint(
                fields=["follows"],
                condition=~Q(state=RunState.CANCELLED),
                name="run_one_follow_up",
                violation_error_message="退回的款项已有重发名册。",
            ),
            models.CheckConstraint(
                name="run_maker_is_not_reviewer",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("made_by")),
                violation_error_message="造册人不能复核自己的名册。",
            ),
            models.CheckConstraint(
                name="run_approver_is_a_third",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("made_by")) & ~Q(approved_by=F("reviewed_by"))),
                violation_error_message="终审人须是造册人、复核人以外的第三人。",
            ),
            models.CheckConstraint(
                name="run_months_in_order",
                condition=Q(first_month__day=1, last_month__day=1, last_month__gte=F("first_month")),
                violation_error_message="起止月份不对。",
            ),
            models.CheckConstraint(
                name="run_follow_up_has_its_run",
                condition=Q(kind=RunKind.REGULAR, follows=None)
                | Q(kind=RunKind.FOLLOW_UP, follows__isnull=False),
                violation_error_message="重发名册须指明原名册。",
            ),
            models.CheckConstraint(
                name="run_state_fits_its_steps",
                condition=Q(state=RunState.CANCELLED)
                | Q(state__in=OPEN_STATES, reviewed_by=None, locked_at=None)
                | Q(state=RunState.REVIEWED, reviewed_by__isnull=False, needs_second=True, locked_at=None)
                | (
                    Q(state__in=[*FIRM_STATES, RunState.CLOSED])
                    & Q(reviewed_by__isnull=False, locked_at__isnull=False)
                    & (Q(needs_second=False) | Q(approved_by__isnull=False))
                ),
                violation_error_message="名册状态与复核、终审、锁定不符。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.period}"

    def get_absolute_url(self):
        return reverse("staff:run_detail", args=[self.pk])

    @property
    def period(self):
        name = name_of(self.first_month, self.last_month)
        return (
            f"{name}退回重发" + (f"（第 {self.number} 次）" if self.number > 1 else "")
            if self.number
            else name
        )

    @property
    def months(self):
        """Return the first days of the months that it pays."""
        return months_between(self.first_month, self.last_month)

    @property
    def is_follow_up(self):
        return self.kind == RunKind.FOLLOW_UP

    @property
    def is_open(self):
        """True while its lines are a proposal."""
        return self.state in OPEN_STATES

    @property
    def is_draft(self):
        return self.state == RunState.DRAFT

    @property
    def is_closed(self):
        return self.state == RunState.CLOSED

    @property
    def is_locked(self):
        return self.state in FIRM_STATES or self.is_closed

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return RUN_TONES[self.state]

    def set_period(self, first_month, last_month):
        """Take over the months, and the year and half-year in which they begin."""
        self.first_month, self.last_month = first_month, last_month
        self.year = first_month.year
        self.half = Half.FIRST if first_month < date(first_month.year, 7, 1) else Half.SECOND


class RunEntry(TimeStamped):
    """What was done about a run: by whom, when, and why."""

    run = models.ForeignKey(StipendRun, models.CASCADE, related_name="entries", verbose_name="名册")
    act = models.CharField("办理", max_length=12, choices=RunAct)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "发放办理记录"
        verbose_name_plural = "发放办理记录"

    def __str__(self):
        return self.get_act_display()
