from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from registry.ledgers.choices import BookState, FieldKind, PeriodKind
from registry.ledgers.models import (
    DiaryEntry,
    LedgerBook,
    LedgerField,
    LedgerPrint,
    LedgerRow,
    LedgerType,
)
from tests.factories.accounts import PostingFactory, UserFactory
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

    class Params:
        reported = factory.Trait(
            state=BookState.REPORTED,
            reported_by=factory.SubFactory(UserFactory),
            reported_at=datetime(2026, 11, 2, 2, tzinfo=UTC),
            due_on=date(2026, 11, 5),
        )


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


class LedgerPrintFactory(DjangoModelFactory):
    class Meta:
        model = LedgerPrint

    unit = factory.SubFactory(VillageFactory)
    start = date(2026, 10, 1)
    title = "台账"
    content = factory.LazyFunction(dict)
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF", name="ledger.pdf"))
    pages = 1
    made_by = factory.LazyAttribute(lambda one: PostingFactory(unit=one.unit, role="village_member").user)
    made_at = datetime(2026, 11, 3, 2, tzinfo=UTC)
