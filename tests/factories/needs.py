from datetime import date, timedelta
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from registry.needs.choices import NeedState, Result
from registry.needs.models import Completion, CompletionEvidence, Need, Project, Quota
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory, TownshipFactory
from tests.factories.registry import PersonFactory


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    person = factory.SubFactory(PersonFactory)
    kind = "aids"
    kind_name = "辅助器具"
    item = "轮椅"
    registered_on = factory.LazyFunction(lambda: days_ago(10))
    due_on = factory.LazyAttribute(lambda need: need.registered_on + timedelta(days=60))

    class Params:
        overdue = factory.Trait(registered_on=factory.LazyFunction(lambda: days_ago(70)))
        solved = factory.Trait(
            state=NeedState.CLOSED, result=Result.SOLVED, closed_on=factory.LazyFunction(lambda: days_ago(1))
        )


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    unit = factory.SubFactory(CountyFactory)
    name = factory.Sequence(lambda n: f"辅具适配项目{n}")
    kind = "aids"
    kind_name = "辅助器具适配"
    measure = "件"
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    target = 10
    standard = Decimal("800.00")
    money = Decimal("8000.00")
    starts_on = factory.LazyAttribute(lambda project: date(project.year, 1, 1))
    due_on = factory.LazyAttribute(lambda project: date(project.year, 12, 31))
    needs = factory.LazyFunction(lambda: ["aids:"])
    again_after = 3


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = Quota

    project = factory.SubFactory(ProjectFactory)
    unit = factory.SubFactory(TownshipFactory)
    target = 5


class CompletionFactory(DjangoModelFactory):
    class Meta:
        model = Completion

    project = factory.SubFactory(ProjectFactory)
    person = factory.SubFactory(PersonFactory)
    unit = factory.LazyAttribute(lambda completion: completion.person.unit)
    done_on = factory.LazyFunction(lambda: days_ago(2))
    amount = Decimal("800.00")
    by = factory.SubFactory(UserFactory)


class CompletionEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = CompletionEvidence

    completion = factory.SubFactory(CompletionFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"\x89PNG\r\n\x1a\n", name="p.png"))
    name = "现场照片.png"
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    content_type = "image/png"
    size = 8
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = factory.LazyFunction(timezone.now)
