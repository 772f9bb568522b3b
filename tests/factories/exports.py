import factory
from django.utils import timezone

from accounts.exports.choices import State
from accounts.models import ExportRequest, ExportRule
from tests.factories.accounts import PostingFactory
from tests.factories.orgs import CountyFactory


class ExportRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExportRule

    unit = factory.SubFactory(CountyFactory)
    since = factory.LazyFunction(timezone.localdate)
    free_rows, valid_days, downloads, growth_percent = 2, 7, 3, 50


class ExportRequestFactory(factory.django.DjangoModelFactory):
    """An application that waits; `granted=True` is one under which somebody may fetch."""

    class Meta:
        model = ExportRequest

    class Params:
        granted = factory.Trait(
            state=State.GRANTED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.LazyAttribute(lambda one: PostingFactory(unit=one.unit).user),
            valid_until=factory.LazyFunction(timezone.localdate),
            downloads=3,
        )

    unit = factory.SubFactory(CountyFactory)
    asked_by = factory.LazyAttribute(lambda one: PostingFactory(unit=one.unit).user)
    asked_at = factory.LazyFunction(timezone.now)
    what = "残疾人登记"
    path = "/people/export/"
    query = "as=xlsx"
    address = factory.Sequence(lambda n: f"{n:064d}")
    filters = [["类别", "肢体残疾"]]
    kinds = "姓名、身份证号"
    persons, most_persons = 300, 330
    reach = factory.LazyAttribute(lambda one: one.unit.path)
    purpose, reason, recipient = "check", "按县民政局通知核对低保名单", "县民政局"
