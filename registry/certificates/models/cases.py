from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedTextField, digest
from core.masking import masked_id_number, masked_phone
from core.models import TimeStamped
from core.pinyin import initials
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.certificates.choices import UNFINISHED, Act, CancelReason, CaseKind, CaseState
from registry.certificates.defaults import KINDS
from registry.choices import Category, Grade
from registry.models.certificates import Certificate
from registry.models.persons import Person


class CaseQuerySet(UnitScopedQuerySet):
    def open(self):
        """Keep the cases under way, leaving out those sent back."""
        return self.filter(state=CaseState.OPEN)

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)

    def overdue(self, on):
        """Keep the cases whose present step should have been taken before the day `on`."""
        return self.open().filter(due_on__lt=on)

    def for_review(self):
        """Keep the cases that wait for the county."""
        keys = {step.key for kind in KINDS.values() for step in kind.steps if step.needs_review}
        return self.open().filter(step__in=sorted(keys))

    def matching(self, text):
        """Keep those whose applicant's name contains, or initials begin with, the text, or whose ID it is."""
        text = text.strip()
        if not text:
            return self
        found = Q(name__contains=text) | Q(id_digest=digest(text.upper().replace(" ", "")))
        if text.isascii() and text.isalpha():
            found |= Q(pinyin__startswith=text.lower())
        return self.filter(found)

    def for_list(self):
        """Fetch everything one row of the list shows."""
        return self.select_related("unit", "unit__parent")


class CertificateCase(TimeStamped):
    """One application about a certificate on its way through the steps of its kind (domain.md §1.3).

    The applicant is on the register (`person`), or not yet: 新办 and 迁入 carry the facts of somebody whom
    the last step puts there. One person has one unfinished case at most.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="certificate_cases", verbose_name="所在村（社区）"
    )
    kind = models.CharField("业务", max_length=10, choices=CaseKind)
    state = models.CharField("状态", max_length=10, choices=CaseState, default=CaseState.OPEN)
    step = models.CharField("环节", max_length=10)
    step_since = models.DateField("本环节开始日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    applied_on = models.DateField("申请日期")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="受理人"
    )
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="certificate_cases", verbose_name="残疾人"
    )
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)
    id_number = EncryptedTextField("身份证号", blank=True)
    id_digest = models.CharField(max_length=64, db_index=True, editable=False)
    phone = EncryptedTextField("联系电话", blank=True)
    address = models.CharField("住址", max_length=200, blank=True)

    reason = models.CharField("注销原因", max_length=20, choices=CancelReason, blank=True)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    place = models.CharField("迁出地或迁往地", max_length=100, blank=True)
    note = models.TextField("申请事由", blank=True)

    card_number = EncryptedTextField("原残疾人证号", blank=True)
    category = models.CharField("残疾类别", max_length=1, choices=Category, blank=True)
    grade = models.CharField("残疾等级", max_length=1, choices=Grade, blank=True)
    components = models.CharField("多重残疾构成", max_length=60, blank=True)
    agency = models.CharField("评定机构", max_length=100, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)

    replaced = models.ForeignKey(
        Certificate, models.SET_NULL, null=True, blank=True, related_name="ending_cases", verbose_name="原证"
    )
    certificate = models.ForeignKey(
        Certificate, models.SET_NULL, null=True, blank=True, related_name="making_cases", verbose_name="新证"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "证件业务"
        verbose_name_plural = "证件业务"
        constraints = [
            models.UniqueConstraint(
                fields=["id_digest"],
                condition=Q(state__in=UNFINISHED),
                name="case_one_unfinished",
                violation_error_message="此人已有正在办理的证件业务。",
            ),
            models.CheckConstraint(
                name="case_done_at_by_together",
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                violation_error_message="办结时间和办结人必须同时填写。",
            ),
            models.CheckConstraint(
                name="case_has_kind_and_state",
                condition=Q(kind__in=CaseKind.values, state__in=CaseState.values),
                violation_error_message="业务类型或状态不对。",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="case_state_due")]

    def __str__(self):
        return f"{self.name}{self.get_kind_display()}"

    def save(self, *args, **kwargs):
        self.refresh_copies()
        super().save(*args, **kwargs)

    def refresh_copies(self):
        """Bring name, initials and digest up to date; bulk writers call it themselves."""
        if self.person is not None:
            self.name, self.id_digest = self.person.name, self.person.id_digest
        else:
            self.id_digest = digest(self.id_number)
        self.pinyin = initials(self.name)

    def get_absolute_url(self):
        return reverse("certificates:case_detail", args=[self.pk])

    @property
    def spec(self):
        """Return the steps and rules of its kind."""
        return KINDS[self.kind]

    @property
    def current_step(self):
        """Return the step that it waits for, or was ended in."""
        return self.spec.step(self.step)

    @property
    def is_open(self):
        return self.state == CaseState.OPEN

    @property
    def is_returned(self):
        return self.state == CaseState.RETURNED

    @property
    def is_done(self):
        return self.state == CaseState.DONE

    @property
    def is_unfinished(self):
        return self.state in UNFINISHED

    @property
    def days_overdue(self):
        """Return by how many days the present step is late today; 0 if it is not."""
        if not self.is_open or self.due_on is None:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)

    @property
    def overdue_text(self):
        return f"超期 {self.days_overdue} 天"

    @property
    def badge(self):
        """Return (text, tone) of where it stands."""
        if self.is_open:
            return f"待{self.current_step.label}", "warn" if self.days_overdue else "info"
        tones = {CaseState.DONE: "good", CaseState.RETURNED: "bad"}
        return self.get_state_display(), tones.get(self.state, "none")

    @property
    def masked_id_number(self):
        return self.person.masked_id_number if self.person else masked_id_number(self.id_number)

    @property
    def masked_phone(self):
        return self.person.masked_phone if self.person else masked_phone(self.phone)


class CaseEntryQuerySet(UnitScopedQuerySet):
    unit_path = "case__unit__path"


class CaseEntry(TimeStamped):
    """What was done in a case: which step, when, by whom, with what remark."""

    case = models.ForeignKey(CertificateCase, models.CASCADE, related_name="entries", verbose_name="证件业务")
    act = models.CharField("办理", max_length=10, choices=Act, default=Act.TAKEN)
    step = models.CharField("环节", max_length=10)
    began_on = models.DateField("开始日期", null=True, blank=True)
    done_on = models.DateField("办理日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    note = models.CharField("说明", max_length=300, blank=True)

    objects = CaseEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"

    def __str__(self):
        return self.title

    @property
    def unit(self):
        return self.case.unit

    @property
    def title(self):
        """Return the entry's heading: the step, or what was done instead of it."""
        step = self.case.spec.step(self.step).label
        if self.act == Act.TAKEN:
            return step
        return f"{self.get_act_display()}（{step}环节）"


class Holiday(TimeStamped):
    """A day that a county has declared free or working, over what weekday and public holidays say."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holidays", verbose_name="县（区）")
    day = models.DateField("日期")
    is_working = models.BooleanField("当天上班", default=False)
    name = models.CharField("说明", max_length=40)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日"
        verbose_name_plural = "节假日"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"], name="holiday_once", violation_error_message="这一天已经登记过。"
            ),
        ]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}"
