"""What is known of somebody in a seat or on a list of candidates, as facts of their own."""

from django.db import models

from core.encryption import EncryptedTextField
from core.masking import masked_phone
from orgs.boards.choices import Education, Political, Sex, Tie


class PersonFacts(models.Model):
    """Name and conditions of a person. Numbers of papers are kept as digests only.

    The register of persons stands on a floor above: it finds its own people by these digests
    (`orgs.boards.links`).
    """

    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=10, choices=Sex)
    birth_date = models.DateField("出生日期")
    education = models.CharField("文化程度", max_length=10, choices=Education, blank=True)
    political = models.CharField("政治面貌", max_length=20, choices=Political, blank=True)
    tie = models.CharField("与残疾人的关系", max_length=10, choices=Tie, default=Tie.NONE)
    work = models.CharField("工作单位和职务", max_length=100, blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    id_digest = models.CharField(max_length=64, blank=True, editable=False)
    card_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    FACTS = (
        "name", "sex", "birth_date", "education", "political", "tie", "work", "phone", "id_digest",
        "card_digest",
    )  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def facts(self):
        """Return the facts of the person as keyword arguments for another row."""
        return {name: getattr(self, name) for name in self.FACTS}

    @property
    def is_disabled(self):
        return self.tie == Tie.DISABLED

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    def is_same_person(self, other):
        """True if the other facts are about the same person: by ID number, else by name and birth date."""
        if self.id_digest and other.id_digest:
            return self.id_digest == other.id_digest
        return (self.name, self.birth_date) == (other.name, other.birth_date)
