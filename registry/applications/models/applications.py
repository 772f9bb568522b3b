import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.kept_files import KeptFile
from core.masking import masked_phone
from core.models import TimeStamped
from orgs.models import Unit
from registry.applications.choices import (
    STATE_TONES,
    Act,
    ApplicantKind,
    DeliveryWay,
    Level,
    State,
    StepKind,
)
from registry.applications.models.doors import ApplicationQuerySet, ThroughApplication
from registry.applications.models.notices import Notice
from registry.applications.procedure import Procedure
from registry.models.persons import Person


class Application(TimeStamped):
    """An application for a benefit: who asks for whom, the step it has come to, and what came of it.

    `plan` is the procedure with which it began. `step_number`, `step_kind`, `step_name` and `handler_unit`
    say what is next and whose it is; `notice` is the one on which it hangs out now. Once it is closed, the
    paper with the result is to be handed out by `handler_unit` until `deliver_by`, where that is asked for.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("顺序号")
    number = models.CharField("编号", max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications", verbose_name="村（社区）")
    person = models.ForeignKey(Person, models.PROTECT, related_name="applications", verbose_name="残疾人")
    kind = models.CharField("待遇", max_length=30)
    kind_name = models.CharField("待遇", max_length=60)

    applicant_kind = models.CharField(
        "申请人", max_length=10, choices=ApplicantKind, default=ApplicantKind.PERSON
    )
    applicant_name = models.CharField("申请人姓名", max_length=60, blank=True)
    relation = models.CharField("与残疾人关系", max_length=30, blank=True)
    phone = EncryptedTextField("申请人电话", blank=True)
    applied_on = models.DateField("申请日期")
    household_size = models.PositiveSmallIntegerField("家庭人口", null=True, blank=True)
    income = models.DecimalField(
        "家庭人均月收入（元）", max_digits=10, decimal_places=2, null=True, blank=True
    )
    reason = models.TextField("申请理由", blank=True)

    plan = models.JSONField("办理程序")
    materials = models.JSONField("已交材料", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    step_number = models.PositiveSmallIntegerField("环节序号", default=0)
    step_kind = models.CharField("环节类型", max_length=10, choices=StepKind)
    step_level = models.CharField("环节层级", max_length=10, choices=Level)
    step_name = models.CharField("当前环节", max_length=30)
    handler_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    since_on = models.DateField("到达本环节日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    remind_on = models.DateField("提醒日期", null=True, blank=True)
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="正在进行的公示"
    )

    tier = models.CharField("档次", max_length=60, blank=True)
    amount = models.DecimalField("月标准（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    persons = models.PositiveSmallIntegerField("保障人数", default=1)
    first_month = models.DateField("起始月份", null=True, blank=True)
    outcome = models.TextField("不予通过的理由", blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    deliver_by = models.DateField("送达期限", null=True, blank=True)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    delivery_way = models.CharField("送达方式", max_length=12, choices=DeliveryWay, blank=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "待遇申请"
        verbose_name_plural = "待遇申请"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "serial"],
                name="application_number_once",
                violation_error_message="该编号已经使用。",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state=State.OPEN),
                name="application_one_open",
                violation_error_message="此人的同一种待遇已有正在办理的申请。",
            ),
            models.CheckConstraint(
                name="application_waits_while_open",
                condition=Q(state=State.OPEN, due_on__isnull=False, remind_on__isnull=False, closed_on=None)
                | (Q(due_on=None, remind_on=None, closed_on__isnull=False) & ~Q(state=State.OPEN)),
                violation_error_message="办理中的必须有期限，办结的必须有日期。",
            ),
            models.CheckConstraint(
                name="application_granted_with_amount",
                condition=~Q(state=State.GRANTED) | Q(amount__isnull=False, first_month__isnull=False),
                violation_error_message="批准须有标准和起始月份。",
            ),
            models.CheckConstraint(
                name="application_delivered_in_a_way",
                condition=Q(delivered_on=None, delivery_way="")
                | (Q(delivered_on__isnull=False, deliver_by__isnull=False) & ~Q(delivery_way="")),
                violation_error_message="送达须有日期和方式。",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-applied_on", "-id"], name="application_list"),
            models.Index(fields=["handler_unit", "due_on"], name="application_due"),
            models.Index(fields=["applied_on"], name="application_applied"),
            models.Index(
                fields=["handler_unit", "deliver_by"],
                condition=Q(deliver_by__isnull=False, delivered_on=None),
                name="application_to_deliver",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("applications:application_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def procedure(self):
        """Return the Procedure with which this application began."""
        return Procedure.from_json(self.plan)

    @property
    def step(self):
        """Return the StepRule of the present step."""
        return self.procedure.steps[self.step_number]

    @property
    def is_open(self):
        return self.state == State.OPEN

    @property
    def is_refused(self):
        return self.state == State.REFUSED

    @property
    def is_granted(self):
        return self.state == State.GRANTED

    @property
    def is_to_deliver(self):
        """True while the paper with the result has not been handed out."""
        return self.deliver_by is not None and self.delivered_on is None

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return STATE_TONES[self.state]

    @property
    def how_far(self):
        """Return the present step in words; once it is closed, what came of it."""
        return self.step_name if self.is_open else self.get_state_display()

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    @property
    def who(self):
        """Return the applicant in words: 李强（儿子）, or 本人."""
        if self.applicant_kind == ApplicantKind.PERSON:
            return "本人"
        relation = self.relation or self.get_applicant_kind_display()
        return f"{self.applicant_name}（{relation}）"

    @property
    def checklist(self):
        """Return the papers asked for, each with `is_there`."""
        return [
            {"name": one.name, "is_required": one.is_required, "is_there": one.code in self.materials}
            for one in self.procedure.materials
        ]

    def due_in_words(self, today):
        """Return (text, tone) for the present deadline on the day `today`; None once all is done."""
        if self.is_to_deliver:
            late = (today - self.deliver_by).days
            return (f"送达超期 {late} 天", "bad") if late > 0 else ("待送达", "warn")
        if self.due_on is None:
            return None
        if self.notice and self.notice.last_day >= today:
            return f"公示至 {self.notice.last_day:%Y-%m-%d}", "info"
        left = (self.due_on - today).days
        if left < 0:
            return f"已超期 {-left} 天", "bad"
        words = "今天到期" if left == 0 else f"还剩 {left} 天"
        return words, "warn" if self.remind_on <= today else "none"


class ApplicationEntry(models.Model):
    """One thing that was done about an application: the entries of its timeline, never changed.

    `facts` hold what the step asked for, as (title, value) pairs in words; `due_on` was the deadline then.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="entries", verbose_name="待遇申请"
    )
    act = models.CharField("事项", max_length=10, choices=Act)
    step_number = models.PositiveSmallIntegerField("环节序号")
    step_name = models.CharField("环节", max_length=30)
    level = models.CharField("层级", max_length=10, choices=Level)
    to_step = models.PositiveSmallIntegerField("退回到", null=True, blank=True)
    on = models.DateField("日期")
    due_on = models.DateField("当时的期限", null=True, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    facts = models.JSONField("内容", default=list, blank=True)
    text = models.TextField("意见", blank=True)

    objects = ThroughApplication.as_manager()

    class Meta:
        verbose_name = "申请办理记录"
        verbose_name_plural = "申请办理记录"
        indexes = [
            models.Index(fields=["application", "id"], name="applicationentry_timeline"),
            models.Index(fields=["on", "act"], name="applicationentry_on"),
        ]

    def __str__(self):
        return f"{self.application}：{self.step_name}{self.get_act_display()}"

    @property
    def unit_path(self):
        return self.application.unit.path


def stored_under(file, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"applications/{file.application.year}/{uuid.uuid4().hex}"


class ApplicationFile(KeptFile, TimeStamped):
    """A scan or a picture that belongs to an application. Its type is read from its content."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="files", verbose_name="待遇申请"
    )
    file = models.FileField("文件", upload_to=stored_under, max_length=200)
    material = models.CharField("材料", max_length=60, blank=True)

    objects = ThroughApplication.as_manager()

    class Meta:
        verbose_name = "申请材料"
        verbose_name_plural = "申请材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["application", "sha256"],
                condition=Q(withdrawn_at=None),
                name="applicationfile_once",
                violation_error_message="这份材料已经上传过。",
            ),
        ]

    @property
    def unit_path(self):
        return self.application.unit.path
