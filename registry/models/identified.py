"""What a disabled person and a committee member share: a name, an ID number, a phone, an account."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.encryption import EncryptedTextField, digest
from core.masking import masked_bank_account, masked_id_number, masked_phone
from core.pinyin import initials
from orgs.scoping import UnitScopedQuerySet
from registry.choices import Sex

FEWEST_DIGITS = 7  # of a phone number with neither area code nor mobile prefix; no name has so many


def full_years(born, day):
    """Return the full years on `day` of somebody born on `born`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class IdentifiedQuerySet(UnitScopedQuerySet):
    """Finds people by name, initials or a whole number; `number_digests` are the columns looked up."""

    number_digests = ("id_digest", "phone_digest")

    def matching(self, text):
        """Keep those whose name contains the text, whose initials begin with it, or whose number it is.

        Long digits are a number only, any other text a name only: a name is looked for in all rows, a number
        in the indexes of its digests.
        """
        text = text.strip()
        if not text:
            return self
        number = text.upper().replace(" ", "")
        if number.isascii() and sum(map(str.isdigit, number)) >= FEWEST_DIGITS:
            wanted = digest(number)
            is_it = reduce(or_, (Q(**{column: wanted}) for column in self.number_digests))
            # Apart, because SQLite would otherwise rather read every row of the place than three indexes.
            return self.filter(pk__in=self.model._base_manager.filter(is_it).values("pk"))
        found = Q(name__contains=text)
        if text.isascii() and text.isalpha():
            found |= Q(pinyin__startswith=text.lower())
        return self.filter(found)


class Identified(models.Model):
    """Someone known by an ID number. Sensitive numbers are encrypted, and looked up by their digests."""

    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)
    sex = models.CharField("性别", max_length=10, choices=Sex)
    birth_date = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    id_number = EncryptedTextField("身份证号")
    id_digest = models.CharField(max_length=64, unique=True, editable=False)
    phone = EncryptedTextField("联系电话", blank=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedTextField("银行账号", blank=True)
    bank_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name}（{self.id_number[-4:]}）"

    def save(self, *args, **kwargs):
        self.refresh_copies()
        super().save(*args, **kwargs)

    def refresh_copies(self):
        """Bring digests and initials up to date; bulk writers call it themselves."""
        self.pinyin = initials(self.name)
        self.id_digest = digest(self.id_number)
        self.phone_digest = digest(self.phone)
        self.bank_digest = digest(self.bank_account)

    @property
    def age(self):
        """Return the full years today."""
        return self.age_on(timezone.localdate())

    def age_on(self, day):
        """Return the full years on `day`."""
        return full_years(self.birth_date, day)

    @property
    def masked_id_number(self):
        return masked_id_number(self.id_number)

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    @property
    def masked_bank_account(self):
        return masked_bank_account(self.bank_account)
