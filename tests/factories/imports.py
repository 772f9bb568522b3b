import factory
from factory.django import DjangoModelFactory

from registry.models import ImportAbsence, ImportAlias, ImportBatch, ImportMapping
from tests.factories.accounts import UserFactory
from tests.factories.orgs import TownshipFactory, VillageFactory
from tests.factories.registry import PersonFactory


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    unit = factory.SubFactory(TownshipFactory)
    uploaded_by = factory.SubFactory(UserFactory)
    file_name = "花名册.xlsx"


class ImportAliasFactory(DjangoModelFactory):
    class Meta:
        model = ImportAlias

    unit = factory.SubFactory(VillageFactory)
    county = factory.LazyAttribute(lambda alias: alias.unit.parent.parent)
    key = "ethnicity"
    raw = factory.Sequence(lambda n: f"第{n}族")
    spelled = factory.LazyAttribute(lambda alias: alias.raw)
    meaning = "汉族"


class ImportMappingFactory(DjangoModelFactory):
    class Meta:
        model = ImportMapping

    unit = factory.SubFactory(VillageFactory)
    look = factory.Sequence(lambda n: f"{n:064d}")
    titles = ["甲", "乙"]
    places = {"name": 0, "id_number": 1}


class ImportAbsenceFactory(DjangoModelFactory):
    class Meta:
        model = ImportAbsence

    person = factory.SubFactory(PersonFactory)
