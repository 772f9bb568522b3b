from datetime import date

import factory
from factory.django import DjangoModelFactory

from registry.health.choices import FindingState, Severity
from registry.health.models import Finding
from tests.factories.registry import PersonFactory


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    person = factory.SubFactory(PersonFactory)
    unit = factory.LazyAttribute(lambda finding: finding.person.unit)
    unit_path = factory.LazyAttribute(lambda finding: finding.unit.path)
    rule = "missing_phone"
    severity = Severity.ORDINARY
    weight = 3
    state = FindingState.OPEN
    detail = "没有联系电话。"
    fingerprint = "0" * 64
    first_seen = date(2026, 11, 1)
    last_seen = factory.LazyAttribute(lambda finding: finding.first_seen)
