from datetime import date

import factory
from factory.django import DjangoModelFactory

from registry.certificates.choices import CaseKind
from registry.certificates.models import CertificateCase, Holiday
from registry.services.certificates import copy_to_person
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory
from tests.factories.registry import CertificateFactory, PersonFactory

CARD_FACTS = ("number", "category", "grade", "components", "issued_on", "expires_on", "state")


def with_card(**facts):
    """Return a person who holds a certificate; the facts of the certificate are told by their names."""
    card = {name: facts.pop(name) for name in CARD_FACTS if name in facts}
    certificate = CertificateFactory(person=PersonFactory(**facts), **card)
    copy_to_person(certificate.person, certificate).save()
    return certificate.person


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = CertificateCase

    person = factory.LazyFunction(with_card)
    unit = factory.SelfAttribute("person.unit")
    kind = CaseKind.RENEW
    step = "review"
    applied_on = date(2026, 11, 2)
    step_since = date(2026, 11, 2)
    due_on = date(2026, 11, 16)
    started_by = factory.SubFactory(UserFactory)


class HolidayFactory(DjangoModelFactory):
    class Meta:
        model = Holiday

    unit = factory.SubFactory(CountyFactory)
    day = date(2027, 1, 1)
    name = "元旦"
