import factory
from factory.django import DjangoModelFactory

from reports.models import TextModule
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory


class TextModuleFactory(DjangoModelFactory):
    """A paragraph at the beginning of the plans of a year summary."""

    class Meta:
        model = TextModule

    unit = factory.SubFactory(CountyFactory)
    name = factory.Sequence(lambda n: f"指导思想{n}")
    kinds = factory.LazyFunction(lambda: ["year_summary"])
    section = "plans"
    text = "围绕在册残疾人【登记残疾人】的需求安排工作。"
    edited_by = factory.SubFactory(UserFactory)
