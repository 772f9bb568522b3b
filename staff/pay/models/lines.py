import hashlib
import json
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.masking import masked_bank_account
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.choices import EntryKind, Outcome, Payer, PostType
from staff.models.appointments import Appointment
from staff.models.members import Member
from staff.pay.amounts import CENT

PARTS = (
    "pay", "back_pay", "recovery", "bonus", "deduction", "personal", "employer", "carried_in", "carried_out"
)  # fmt: skip
MAKE_UP = (
    F("pay") + F("back_pay") + F("bonus")
    - F("recovery") - F("deduction") - F("personal") - F("carried_in") + F("carried_out")
)  # fmt: skip

LESS_THAN_A_CENT = Decimal("0.005")  # SQLite reckons in floating point


def yuan_field(name, digits=10):
    return models.DecimalField(name, max_digits=digits, decimal_places=2, default=0)


class StipendLineQuerySet(UnitScopedQuerySet):
    def in_roll_order(self):
        """Order as the roll is printed: by township and village, the township's own people first."""
        return self.order_by("unit__path", "post_type", "pk")

    def counting(self):
        """Leave out the lines whose money another line has taken over, and cancelled runs."""
        return self.exclude(outcome=Outcome.REISSUED).exclude(run__state="cancelled")

    def to_be_paid(self):
        """Keep the lines with money in them: what the bank gets."""
        return self.filter(amount__gt=0)


class StipendLine(models.Model):
    """One payment to a member from one payer in a run, with the account as it stood when it was computed.

    amount = pay + back_pay + bonus − recovery − deduction − personal − carried_in + carried_out, never below
    nought: what is owed beyond is carried out into the next run. The employer's part is only shown.
    """

    run = models.ForeignKey("staff.StipendRun", models.CASCADE, related_name="lines", verbose_name="名册")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="stipend_lines", verbose_name="聘任"
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="stipend_lines", verbose_name="专职委员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stipend_lines", verbose_name="单位")
    name = models.CharField("姓名", max_length=60)
    post_type = models.CharField("岗位类型", max_length=20, choices=PostType)
    payer = models.CharField("资金来源", max_length=20, choices=Payer)
    months = models.PositiveSmallIntegerField("月数")
    pay = yuan_field("应发（元）")
    back_pay = yuan_field("补发（元）")
    recovery = yuan_field("追回（元）")
    bonus = yuan_field("奖励（元）")
    deduction = yuan_field("扣款（元）")
    personal = yuan_field("个人保险（元）")
    employer = yuan_field("单位保险（元）")
    carried_in = yuan_field("上期结转待扣（元）")
    carried_out = yuan_field("结转下期待扣（元）")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    explanation = models.JSONField("计算说明", default=list)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedTextField("银行账号", blank=True)
    bank_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    content_hash = models.CharField("校验值", max_length=64, blank=True)
    outcome = models.CharField("发放结果", max_length=12, choices=Outcome, default=Outcome.WAITING)
    failure = models.CharField("银行退回原因", max_length=200, blank=True)
    paid_on = models.DateField("入账日期", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="重发的明细"
    )

    objects = StipendLineQuerySet.as_manager()

    class Meta:
        verbose_name = "发放明细"
        verbose_name_plural = "发放明细"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "member", "payer"],
                name="line_once_per_member_and_payer",
                violation_error_message="此人同一资金来源已在名册中。",
            ),
            models.CheckConstraint(
                name="line_is_never_negative",
                condition=Q(amount__gte=0, carried_out__gte=0)
                & (Q(amount=0) | Q(carried_out=0))
                & Q(pay__gte=0, back_pay__gte=0, recovery__gte=0)
                & Q(bonus__gte=0, deduction__gte=0, carried_in__gte=0),
                violation_error_message="实发金额不能小于 0。",
            ),
            models.CheckConstraint(
                name="line_adds_up",
                condition=Q(amount__gt=MAKE_UP - LESS_THAN_A_CENT, amount__lt=MAKE_UP + LESS_THAN_A_CENT),
                violation_error_message="实发金额与各项不符。",
            ),
            models.CheckConstraint(
                name="line_outcome_has_its_facts",
                condition=Q(outcome=Outcome.PAID, paid_on__isnull=False)
                | (Q(outcome__in=[Outcome.FAILED, Outcome.REISSUED]) & ~Q(failure=""))
                | Q(outcome__in=[Outcome.WAITING, Outcome.NOTHING_DUE]),
                violation_error_message="已发放的须有入账日期，退回的须有原因。",
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.amount} 元"

    def get_absolute_url(self):
        return reverse("staff:line_detail", args=[self.pk])

    @property
    def masked_bank_account(self):
        return masked_bank_account(self.bank_account)

    @property
    def outcome_tone(self):
        return {Outcome.PAID: "good", Outcome.FAILED: "bad"}.get(self.outcome, "none")

    @property
    def added(self):
        """Return what comes on top of the pay."""
        return self.back_pay + self.bonus

    @property
    def taken_off(self):
        """Return what is taken off the pay."""
        return self.recovery + self.deduction + self.personal + self.carried_in

    @property
    def make_up(self):
        """Yield (name, yuan, sign) of the parts that are not nought, the pay always."""
        signs = {"recovery": "−", "deduction": "−", "personal": "−", "carried_in": "−"}
        for part in PARTS:
            value = getattr(self, part)
            if value or part == "pay":
                name = self._meta.get_field(part).verbose_name.removesuffix("（元）")
                yield name, value, signs.get(part, "+" if part != "employer" else "")

    def reckoned_hash(self):
        """Return the SHA-256 over what the line says: person, months, account, every part and why."""
        told = {part: str(getattr(self, part).quantize(CENT)) for part in (*PARTS, "amount")}
        told |= {
            "member": self.member_id, "unit": self.unit_id, "name": self.name, "post": self.post_type,
            "payer": self.payer, "months": self.months, "bank": self.bank_name, "account": self.bank_digest,
            "why": self.explanation,
        }  # fmt: skip
        content = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


class StipendMonthQuerySet(UnitScopedQuerySet):
    unit_path = "line__unit__path"

    def live(self):
        """Leave out what a failed payment booked and another line has taken over."""
        return self.filter(is_live=True)


class StipendMonth(models.Model):
    """A month booked on a line; the database refuses the pay of the same person's month a second time.

    Back-pay and recoveries of a month are further rows, so that the sum of the live rows is what the person
    has had of it. `amount` is below nought for a recovery.
    """

    line = models.ForeignKey(StipendLine, models.CASCADE, related_name="paid_months", verbose_name="明细")
    member = models.ForeignKey(Member, models.PROTECT, related_name="paid_months", verbose_name="专职委员")
    month = models.DateField("月份")
    kind = models.CharField("类别", max_length=10, choices=EntryKind, default=EntryKind.PAY)
    amount = models.DecimalField("金额（元）", max_digits=9, decimal_places=2)
    personal = yuan_field("个人保险（元）", 9)
    employer = yuan_field("单位保险（元）", 9)
    payer = models.CharField("资金来源", max_length=20, choices=Payer)
    is_live = models.BooleanField("计入", default=True)

    objects = StipendMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "发放月份"
        verbose_name_plural = "发放月份"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "month"],
                condition=Q(kind=EntryKind.PAY, is_live=True),
                name="month_paid_once",
                violation_error_message="此人当月补贴已在名册中，不能重复发放。",
            ),
            models.UniqueConstraint(
                fields=["line", "month", "kind"],
                name="month_once_per_line",
                violation_error_message="同一明细中当月同类只能有一笔。",
            ),
            models.CheckConstraint(
                name="month_is_a_first_day",
                condition=Q(month__day=1),
                violation_error_message="月份须以 1 日表示。",
            ),
            models.CheckConstraint(
                name="month_sign_fits_its_kind",
                condition=Q(kind=EntryKind.PAY, amount__gt=0)
                | Q(kind=EntryKind.BACK_PAY, amount__gte=0)
                | Q(kind=EntryKind.RECOVERY, amount__lte=0),
                violation_error_message="金额的正负与类别不符。",
            ),
        ]
        indexes = [models.Index(fields=["member", "month", "payer"], name="month_of_member")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.amount} 元"
