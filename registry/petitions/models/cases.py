import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.encryption import EncryptedTextField, digest
from core.masking import masked_phone
from core.models import TimeStamped
from orgs.models import Unit
from registry.models.persons import Person
from registry.petitions.choices import (
    OPEN_STATES,
    STATE_TONES,
    Form,
    Outcome,
    PetitionerKind,
    Satisfaction,
    State,
)
from registry.petitions.defaults import GROUP_FROM
from registry.petitions.models.doors import PetitionQuerySet, ThroughPetition


class Petition(TimeStamped):
    """A letter, visit or call: who came with what, who deals with it until when, and what came of it.

    `due_on` and `remind_on` belong to the step that is next; both are empty once nothing is left to do.
    Petitions of the same petitioner share a `cluster`.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("顺序号")
    number = models.CharField("编号", max_length=30)
    cluster = models.UUIDField("重复信访", default=uuid.uuid4, editable=False, db_index=True)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="petitions", verbose_name="登记单位")
    form = models.CharField("形式", max_length=10, choices=Form)
    received_on = models.DateField("日期")
    category = models.CharField("类别", max_length=30)
    category_name = models.CharField("类别", max_length=30)
    people = models.PositiveSmallIntegerField("人数", default=1)
    assigned_by = models.CharField("转办机关和文号", max_length=120, blank=True)
    matter = models.TextField("反映问题")
    demand = models.TextField("诉求", blank=True)
    is_confidential = models.BooleanField("保密", default=False)

    petitioner_kind = models.CharField("信访人", max_length=10, choices=PetitionerKind)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name="残疾人"
    )
    petitioner_name = models.CharField("姓名", max_length=60)
    relation = models.CharField("与残疾人关系", max_length=30, blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    handler_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="petitions_handled", verbose_name="承办单位"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.REGISTERED)
    accept_by = models.DateField("受理期限")
    decided_on = models.DateField("受理或不予受理日期", null=True, blank=True)
    settle_by = models.DateField("办理期限", null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField("延期天数", default=0)
    due_on = models.DateField("当前期限", null=True, blank=True)
    remind_on = models.DateField("提醒日期", null=True, blank=True)
    supervised_on = models.DateField("督办日期", null=True, blank=True)

    reply = models.TextField("答复内容", blank=True)
    reply_number = models.CharField("答复文号", max_length=60, blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=10, choices=Outcome, blank=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction, blank=True)
    settled_on = models.DateField("办结日期", null=True, blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = "来信来访"
        verbose_name_plural = "来信来访"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "serial"],
                name="petition_number_once",
                violation_error_message="该编号已经使用。",
            ),
            models.CheckConstraint(
                name="petition_has_people",
                condition=Q(people__gte=1),
                violation_error_message="人数至少为 1。",
            ),
            models.CheckConstraint(
                name="petition_waits_while_open",
                condition=Q(due_on__isnull=False, remind_on__isnull=False, state__in=OPEN_STATES)
                | (Q(due_on=None, remind_on=None) & ~Q(state__in=OPEN_STATES)),
                violation_error_message="未办结的必须有期限，已办结的不再计期限。",
            ),
            models.CheckConstraint(
                name="petition_settled_with_result",
                condition=(Q(settled_on__isnull=False) & ~Q(outcome="") & Q(state=State.SETTLED))
                | (Q(settled_on=None) & ~Q(state=State.SETTLED)),
                violation_error_message="办结须有日期和结果。",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-received_on", "-id"], name="petition_list"),
            models.Index(fields=["received_on"], name="petition_received"),
            models.Index(fields=["due_on", "handler_unit"], name="petition_due"),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        self.refresh_copies()
        super().save(*args, **kwargs)

    def refresh_copies(self):
        """Bring the digest up to date; bulk writers call it themselves."""
        self.phone_digest = digest(self.phone)

    def get_absolute_url(self):
        return reverse("petitions:petition_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return STATE_TONES[self.state]

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def is_settled(self):
        return self.state == State.SETTLED

    @property
    def is_group(self):
        """True for 集体访."""
        return self.people >= GROUP_FROM

    @property
    def who(self):
        """Return the petitioner in words: 王芳（残疾人李强的母亲）."""
        if self.petitioner_kind == PetitionerKind.RELATIVE and self.person:
            return f"{self.petitioner_name}（{self.person.name}的{self.relation or '亲属'}）"
        return self.petitioner_name

    def due_in_words(self, today):
        """Return (text, tone) for the present deadline on the day `today`; None once nothing is due."""
        if self.due_on is None:
            return None
        what = "受理" if self.state == State.REGISTERED else "办理"
        left = (self.due_on - today).days
        if left < 0:
            return f"{what}已超期 {-left} 天", "bad"
        words = f"{what}今天到期" if left == 0 else f"{what}还剩 {left} 天"
        return words, "warn" if self.remind_on <= today else "none"

    @property
    def was_in_time(self):
        """True if it was settled within its deadline, extension included; None while it is not settled."""
        return self.settled_on <= self.settle_by if self.is_settled else None


class PetitionShare(models.Model):
    """A unit that a petition has been with: it registered it, or it was passed to it, and so it sees it."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="shares", verbose_name="信访件")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="经办单位")
    since = models.DateTimeField("起始时间")

    objects = ThroughPetition.as_manager()

    class Meta:
        verbose_name = "信访经办单位"
        verbose_name_plural = "信访经办单位"
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "unit"],
                name="petitionshare_once",
                violation_error_message="该单位已经是经办单位。",
            )
        ]

    def __str__(self):
        return f"{self.petition}：{self.unit.name}"
