from django.conf import settings
from django.db import models
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.masking import masked_id_number
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.benefits.choices import PAYEE_TONES, PayeeState
from registry.models.persons import Person


class PayeeQuerySet(UnitScopedQuerySet):
    unit_path = "unit__path"


class Payee(TimeStamped):
    """Somebody whom a list of payments names and whom the county's register did not know.

    What is settled here holds for lists to come as well: under a mistyped number `person` is meant.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payees", verbose_name="县（区）")
    digest = models.CharField(max_length=64, editable=False)
    name = EncryptedTextField("姓名", blank=True)
    id_number = EncryptedTextField("身份证号", blank=True)
    state = models.CharField("状态", max_length=10, choices=PayeeState, default=PayeeState.OPEN)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="payees", verbose_name="登记表里的人"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    settled_on = models.DateField("处理日期", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    objects = PayeeQuerySet.as_manager()

    class Meta:
        verbose_name = "不在登记表的领取人"
        verbose_name_plural = "不在登记表的领取人"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "digest"],
                name="payee_once",
                violation_error_message="这个领取人已经列出。",
            ),
        ]
        indexes = [models.Index(fields=["digest", "state"], name="payee_digest")]

    def __str__(self):
        return self.masked_name or "（没有姓名）"

    def get_absolute_url(self):
        return reverse("benefits:payee_detail", args=[self.pk])

    @property
    def masked_name(self):
        """Return the surname with stars for the rest."""
        return self.name[:1] + "*" * (len(self.name) - 1)

    @property
    def masked_id_number(self):
        return masked_id_number(self.id_number)

    @property
    def is_open(self):
        return self.state == PayeeState.OPEN

    @property
    def may_be_reopened(self):
        """True if what was said of the payee can be taken back; who is on the register stays there."""
        return self.state in (PayeeState.ELSEWHERE, PayeeState.MISTYPED)

    @property
    def badge(self):
        return self.get_state_display(), PAYEE_TONES[self.state]
