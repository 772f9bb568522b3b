from datetime import date, datetime

import factory
from factory.django import DjangoModelFactory

from assessments.models import Pledge, PledgeLine, PledgeScan
from tests.factories.accounts import UserFactory
from tests.factories.assessments import PNG, SHANGHAI
from tests.factories.rounds import SheetFactory


class PledgeFactory(DjangoModelFactory):
    """A pledge that waits for its signatures; `signed=True` has them."""

    class Meta:
        model = Pledge

    sheet = factory.SubFactory(SheetFactory)
    number = factory.Sequence(lambda n: n + 1)
    serial = factory.Sequence(lambda n: n + 1)
    scheme = factory.SelfAttribute("sheet.round.scheme")
    first_party = factory.SelfAttribute("sheet.unit.parent")
    title = "2026年度残疾人工作目标管理责任书"
    body = "甲乙双方约定：\n{指标表}\n本责任书一式两份。"
    issued_by = factory.SubFactory(UserFactory)
    issued_at = datetime(2026, 1, 20, 9, 0, tzinfo=SHANGHAI)

    class Params:
        signed = factory.Trait(
            signed_on=date(2026, 2, 1),
            first_signatory="王建国",
            second_signatory="李文秀",
            signed_by=factory.SelfAttribute("issued_by"),
            signed_at=datetime(2026, 2, 2, 9, 0, tzinfo=SHANGHAI),
        )


class PledgeLineFactory(DjangoModelFactory):
    class Meta:
        model = PledgeLine

    pledge = factory.SubFactory(PledgeFactory)
    number = factory.Sequence(lambda n: n + 1)
    lineage = factory.Faker("uuid4")
    section = "康复工作"
    name = "完成白内障患者检查任务"
    points = 3
    measure = "例"
    target = 12


class PledgeScanFactory(DjangoModelFactory):
    class Meta:
        model = PledgeScan

    pledge = factory.SubFactory(PledgeFactory, signed=True)
    file = factory.django.FileField(data=PNG, filename="scan")
    name = "责任书.png"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content_type = "image/png"
    size = len(PNG)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = datetime(2026, 2, 2, 9, 0, tzinfo=SHANGHAI)
