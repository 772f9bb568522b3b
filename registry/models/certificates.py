from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.encryption import EncryptedTextField, digest
from core.masking import masked_card_number
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet
from registry.choices import CardState, Category, Grade
from registry.models.persons import Person


class CertificateQuerySet(UnitScopedQuerySet):
    unit_path = "person__unit_path"

    def current(self):
        return self.filter(is_current=True)


class Certificate(TimeStamped):
    """A 残疾人证: number, category, grade, dates and state. A person has many over time, one current.

    Valid for ten years (办法 art. 19, domain.md §1.3). 多重残疾 names its components and takes the
    grade of the most severe (art. 13).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="certificates", verbose_name="持证人")
    number = EncryptedTextField("残疾人证号", blank=True)
    number_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    category = models.CharField("残疾类别", max_length=1, choices=Category)
    grade = models.CharField("残疾等级", max_length=1, choices=Grade)
    components = models.CharField(
        "多重残疾构成", max_length=60, blank=True, help_text="如：视力一级、肢体三级"
    )
    issued_on = models.DateField("发证日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=CardState, default=CardState.VALID)
    is_current = models.BooleanField("当前证件", default=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "残疾人证"
        verbose_name_plural = "残疾人证"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_current=True),
                name="certificate_one_current",
                violation_error_message="每人只能有一本当前残疾人证。",
            ),
            models.UniqueConstraint(
                fields=["number_digest"],
                condition=Q(is_current=True) & ~Q(number_digest=""),
                name="certificate_number_unique",
                violation_error_message="该残疾人证号已登记在其他人名下。",
            ),
            models.CheckConstraint(
                name="certificate_ends_after_it_begins",
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gt=models.F("issued_on")),
                violation_error_message="有效期止不能早于发证日期。",
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()}{self.get_grade_display()}（{self.person.name}）"

    def save(self, *args, **kwargs):
        self.number_digest = digest(self.number)
        super().save(*args, **kwargs)

    @property
    def unit_path(self):
        return self.person.unit_path

    @property
    def masked_number(self):
        return masked_card_number(self.number)

    @property
    def is_expired(self):
        return self.expires_on is not None and self.expires_on < timezone.localdate()


class CertificateChangeQuerySet(UnitScopedQuerySet):
    unit_path = "certificate__person__unit_path"


class CertificateChange(TimeStamped):
    """What a certificate said until a day: kept whenever its entry is overwritten, by whomever.

    From `since` on counts what the certificate says now, or the next change. Without it the months before an
    import would be reckoned with a grade that nobody had then.
    """

    certificate = models.ForeignKey(
        Certificate, models.CASCADE, related_name="changes", verbose_name="残疾人证"
    )
    since = models.DateField("从何日起改变")
    category = models.CharField("此前的类别", max_length=1, choices=Category)
    grade = models.CharField("此前的等级", max_length=1, choices=Grade)
    issued_on = models.DateField("此前的发证日期", null=True, blank=True)
    expires_on = models.DateField("此前的有效期至", null=True, blank=True)

    objects = CertificateChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "残疾人证变动"
        verbose_name_plural = "残疾人证变动"

    def __str__(self):
        return f"{self.get_category_display()}{self.get_grade_display()}（{self.since} 前）"
