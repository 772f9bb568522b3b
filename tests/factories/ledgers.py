from datetime import date

import factory
from factory.django import DjangoModelFactory

from registry.ledgers.choices import FieldKind, PeriodKind
from registry.ledgers.models import DiaryEntry, LedgerBook, LedgerField, LedgerRow, LedgerType
from tests.factories.accounts import PostingFactory
from tests.factories.orgs import CountyFactory, VillageFactory


class LedgerTypeFactory(DjangoModelFactory):
    class Meta:
        model = LedgerType

    county = factory.SubFactory(CountyFactory)
    code = factory.Sequence(lambda n: f"type{n}")
    number = "表4"
    name = "扶残助残活动记录表"
    period = PeriodKind.MONTH


class LedgerFieldFactory(DjangoModelFactory):
    class Meta:
        model = LedgerField

    ledger_type = factory.SubFactory(LedgerTypeFactory)
    key = factory.Sequence(lambda n: f"c{n}")
    title = "主题"
    kind = FieldKind.TEXT
    valid_from = date(2020, 1, 1)


class LedgerBookFactory(DjangoModelFactory):
    class Meta:
        model = LedgerBook

    unit = factory.SubFactory(VillageFactory)
    ledger_type = factory.LazyAttribute(lambda book: LedgerTypeFactory(county=book.unit.parent.parent))
    start = date(2026, 10, 1)


class LedgerRowFactory(DjangoModelFactory):
    class Meta:
        model = LedgerRow

    book = factory.SubFactory(LedgerBookFactory)
    order = 1
    cells = factory.LazyFunction(dict)


class DiaryEntryFactory(DjangoModelFactory):
    class Meta:
        model = DiaryEntry

    unit = factory.SubFactory(VillageFactory)
    day = date(2026, 10, 8)
    content = "入户走访两户，讲解补贴政策。"
    written_by = factory.LazyAttribute(
        lambda entry: PostingFactory(unit=entry.unit, role="village_member").user
    )
