from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from assessments.models import Check, Checklist, ChecklistItem, ClosedQuarter, Evidence, EvidenceUse
from orgs.models import Unit
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory, TownshipFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
PNG = bytes.fromhex(  # one white pixel
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
)


class ChecklistFactory(DjangoModelFactory):
    class Meta:
        model = Checklist

    county = factory.SubFactory(CountyFactory)
    name = "九有"
    code = "jiuyou"
    levels = factory.LazyFunction(lambda: [Unit.Level.TOWNSHIP.value])
    valid_from = date(2024, 1, 1)

    class Params:
        for_villages = factory.Trait(
            name="六有",
            code="liuyou",
            levels=factory.LazyFunction(lambda: [Unit.Level.VILLAGE.value, Unit.Level.COMMUNITY.value]),
        )


class ChecklistItemFactory(DjangoModelFactory):
    class Meta:
        model = ChecklistItem

    checklist = factory.SubFactory(ChecklistFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = "有残联牌子"
    short_name = "残联牌子"
    valid_from = date(2024, 1, 1)

    class Params:
        by_member = factory.Trait(
            name="有专职委员名单", short_name="专职委员名单", decided_by="fact", fact="member_in_post"
        )
        by_register = factory.Trait(
            name="有残疾人各类数据",
            short_name="残疾人数据",
            decided_by="fact",
            fact="register_complete",
            threshold=90,
        )


class CheckFactory(DjangoModelFactory):
    class Meta:
        model = Check

    unit = None
    item = factory.SubFactory(ChecklistItemFactory)
    year = 2026
    quarter = 4
    result = Check.Result.YES
    source = Check.Source.HAND
    inspector = factory.SubFactory(UserFactory)
    checked_on = date(2026, 11, 1)

    class Params:
        frozen = factory.Trait(
            source=Check.Source.FACT,
            fact_value=Check.FactValue.YES,
            fact_text="在岗：王芳。",
            inspector=None,
            checked_on=None,
        )
        overriding = factory.Trait(
            source=Check.Source.OVERRIDE,
            fact_value=Check.FactValue.NO,
            fact_text="无专职委员在岗。",
            reason="任职文件已下发，人员本周到岗。",
        )


class ClosedQuarterFactory(DjangoModelFactory):
    class Meta:
        model = ClosedQuarter

    county = factory.SubFactory(CountyFactory)
    year = 2026
    quarter = 3
    closed_at = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    closed_by = factory.SubFactory(UserFactory)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    unit = factory.SubFactory(TownshipFactory)
    title = "牌子照片"
    kind = Evidence.Kind.PHOTO
    file = factory.django.FileField(data=PNG, filename="evidence")
    name = "牌子照片.png"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content_type = "image/png"
    size = len(PNG)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)


class EvidenceUseFactory(DjangoModelFactory):
    """A file of the unit that a check is about, hung on that check."""

    class Meta:
        model = EvidenceUse

    check_row = factory.SubFactory(CheckFactory)
    evidence = factory.SubFactory(EvidenceFactory, unit=factory.SelfAttribute("..check_row.unit"))
    linked_by = factory.SelfAttribute("evidence.uploaded_by")
    linked_at = factory.SelfAttribute("evidence.uploaded_at")

    class Params:
        of_item = factory.Trait(
            check_row=None,
            evidence=factory.SubFactory(EvidenceFactory),
            lineage=factory.Faker("uuid4", cast_to=None),
            year=2026,
        )
