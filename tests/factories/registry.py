from datetime import date

import factory
from factory.django import DjangoModelFactory

from registry.choices import Category, Grade, Sex
from registry.models import Certificate, CertificateChange, Person
from tests.factories.orgs import VillageFactory

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(sequence, birth=date(1970, 1, 1)):
    """Return a well-formed number under the unassigned prefix 620499."""
    stem = f"620499{birth:%Y%m%d}{sequence % 1000:03d}"
    return stem + "10X98765432"[sum(int(d) * w for d, w in zip(stem, WEIGHTS, strict=True)) % 11]


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person
        exclude = ("number",)

    number = factory.Sequence(lambda n: n)
    name = "王芳"
    sex = factory.LazyAttribute(lambda person: Sex.MALE if int(person.id_number[16]) % 2 else Sex.FEMALE)
    birth_date = factory.LazyAttribute(lambda person: date(1950 + person.number // 1000 % 50, 1, 1))
    id_number = factory.LazyAttribute(lambda person: id_number(person.number, person.birth_date))
    unit = factory.SubFactory(VillageFactory)


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = Certificate

    person = factory.SubFactory(PersonFactory)
    category = Category.PHYSICAL
    grade = Grade.TWO
    number = factory.LazyAttribute(lambda card: f"{card.person.id_number}{card.category}{card.grade}")
    issued_on = date(2022, 5, 1)
    expires_on = date(2032, 5, 1)


class CertificateChangeFactory(DjangoModelFactory):
    """A certificate of grade two that was of grade three until June."""

    class Meta:
        model = CertificateChange

    certificate = factory.SubFactory(CertificateFactory)
    since = date(2026, 6, 10)
    category = Category.PHYSICAL
    grade = Grade.THREE
    issued_on = date(2022, 5, 1)
    expires_on = date(2032, 5, 1)
