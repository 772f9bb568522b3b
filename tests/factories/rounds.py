from datetime import date, datetime

import factory
from factory.django import DjangoModelFactory

from assessments.models import Appeal, Mark, Round, Sheet, Target
from assessments.rounds.choices import Phase, Stage
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.orgs import TownshipFactory
from tests.factories.schemes import ItemFactory, SchemeFactory


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    scheme = factory.SubFactory(SchemeFactory, published=True)
    county = factory.SelfAttribute("scheme.county")
    year = factory.SelfAttribute("scheme.year")
    subject = factory.SelfAttribute("scheme.subject")
    phase = Phase.OPEN
    self_from = date(2026, 11, 1)
    self_until = date(2026, 11, 30)
    review_until = date(2026, 12, 20)
    meeting_on = date(2026, 12, 25)
    appeal_until = date(2026, 12, 31)


class SheetFactory(DjangoModelFactory):
    class Meta:
        model = Sheet

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(TownshipFactory, parent=factory.SelfAttribute("..round.county"))


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    sheet = factory.SubFactory(SheetFactory)
    lineage = factory.LazyFunction(lambda: ItemFactory(by_task=True).lineage)
    value = 10


class MarkFactory(DjangoModelFactory):
    class Meta:
        model = Mark

    sheet = factory.SubFactory(SheetFactory)
    item = factory.SubFactory(ItemFactory, section__scheme=factory.SelfAttribute("...sheet.round.scheme"))
    lineage = factory.SelfAttribute("item.lineage")
    stage = Stage.SELF
    answers = factory.LazyFunction(lambda: {"missed": 1})
    points = 4
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)


class AppealFactory(DjangoModelFactory):
    class Meta:
        model = Appeal

    sheet = factory.SubFactory(SheetFactory, round__phase=Phase.NOTICE)
    lineage = factory.LazyFunction(lambda: ItemFactory().lineage)
    item_name = "按时参加会议"
    points_before = 3
    claimed = 5
    reason = "12 月的会议有请假条，不应扣分。"
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 12, 26, 9, 0, tzinfo=SHANGHAI)
