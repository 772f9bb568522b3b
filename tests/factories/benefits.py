from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from core.encryption import digest
from registry.benefits.models import (
    BenefitFinding,
    BenefitFindingFile,
    BenefitKind,
    BenefitStandard,
    Circumstance,
    Grant,
    Payee,
    Payment,
    PaymentFile,
)
from registry.benefits.selectors.standards import county_of
from registry.benefits.services.setup import install_defaults
from tests.factories.accounts import PostingFactory, UserFactory
from tests.factories.assessments import PNG
from tests.factories.orgs import CountyFactory
from tests.factories.registry import PersonFactory, id_number


def benefits_of(county, since=date(2025, 1, 1)):
    """Give a county the shipped benefits and return {code: kind}."""
    install_defaults(county, by=PostingFactory(unit=county).user, at=timezone.now(), since=since)
    return {kind.code: kind for kind in BenefitKind.objects.filter(unit=county)}


def shipped(county, code):
    """Return one of the shipped kinds of a county, giving it them first if it has none."""
    return BenefitKind.objects.filter(unit=county, code=code).first() or benefits_of(county)[code]


class BenefitKindFactory(DjangoModelFactory):
    class Meta:
        model = BenefitKind

    unit = factory.SubFactory(CountyFactory)
    code = factory.Sequence(lambda n: f"own{n}")
    name = factory.Sequence(lambda n: f"临时补贴{n}")
    short_name = factory.SelfAttribute("name")
    needs_card = False


class BenefitStandardFactory(DjangoModelFactory):
    class Meta:
        model = BenefitStandard

    kind = factory.SubFactory(BenefitKindFactory)
    unit = factory.SelfAttribute("kind.unit")
    tier = "一档"
    amount = Decimal("100.00")
    valid_from = date(2025, 1, 1)


class GrantFactory(DjangoModelFactory):
    """A running 护理补贴 of tier 二级."""

    class Meta:
        model = Grant

    person = factory.SubFactory(PersonFactory)
    kind = factory.LazyAttribute(lambda grant: shipped(county_of(grant.person.unit), "care"))
    tier = "二级"
    amount = Decimal("100.00")
    first_month = date(2026, 1, 1)


class CircumstanceFactory(DjangoModelFactory):
    class Meta:
        model = Circumstance

    person = factory.SubFactory(PersonFactory)
    what = "dibao"


class PaymentFileFactory(DjangoModelFactory):
    class Meta:
        model = PaymentFile

    unit = factory.SubFactory(CountyFactory)
    name = "2026年10月护理补贴发放名册.xlsx"
    digest = factory.Sequence(lambda n: f"{n:064d}")
    file = factory.django.FileField(filename="payments.csv", data="姓名,身份证号,金额\n".encode())
    by = factory.SubFactory(UserFactory)


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = Payment

    person = factory.SubFactory(PersonFactory)
    unit_path = factory.SelfAttribute("person.unit_path")
    kind = factory.LazyAttribute(lambda paid: shipped(county_of(paid.person.unit), "care"))
    month = date(2026, 10, 1)
    amount = Decimal("100.00")


class BenefitFindingFactory(DjangoModelFactory):
    """Two months of 护理补贴 granted though the person had died."""

    class Meta:
        model = BenefitFinding

    person = factory.SubFactory(PersonFactory)
    kind = factory.LazyAttribute(lambda finding: shipped(county_of(finding.person.unit), "care"))
    unit = factory.SelfAttribute("person.unit")
    unit_path = factory.SelfAttribute("person.unit_path")
    fault = "wrong"
    over = Decimal("200.00")
    months = 2
    first_month = date(2026, 9, 1)
    last_month = date(2026, 10, 1)
    lines = [
        [24320, "0.00", "100.00", None, "二级", "于2026年8月3日死亡，次月起停发"],
        [24321, "0.00", "100.00", "100.00", "二级", "于2026年8月3日死亡，次月起停发"],
    ]
    summary = "2026年9月至10月多发 200.00 元：于2026年8月3日死亡，次月起停发。"
    found_on = date(2026, 11, 1)
    seen_on = date(2026, 11, 20)


class BenefitFindingFileFactory(DjangoModelFactory):
    class Meta:
        model = BenefitFindingFile

    finding = factory.SubFactory(BenefitFindingFactory)
    file = factory.django.FileField(data=PNG, filename="scan")
    name = "死亡证明.png"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content_type = "image/png"
    size = len(PNG)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = datetime(2026, 11, 20, 9, tzinfo=UTC)


class PayeeFactory(DjangoModelFactory):
    """Somebody named by a list of payments whom the register does not know."""

    class Meta:
        model = Payee

    unit = factory.SubFactory(CountyFactory)
    name = "李四光"
    id_number = factory.Sequence(lambda n: id_number(n, date(1948, 3, 5)))
    digest = factory.LazyAttribute(lambda payee: digest(payee.id_number))
