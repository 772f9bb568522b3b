from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from registry.models import Petition, PetitionFile, PetitionRule, PetitionShare
from registry.petitions.choices import Form, Outcome, PetitionerKind, Satisfaction, State
from registry.petitions.selectors.rules import county_of
from tests.factories.accounts import UserFactory
from tests.factories.assessments import PNG
from tests.factories.orgs import CountyFactory, VillageFactory

SINCE = datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


class PetitionFactory(DjangoModelFactory):
    """A petition as registering leaves it, shared with its unit and with the one that handles it."""

    class Meta:
        model = Petition
        skip_postgeneration_save = True

    unit = factory.SubFactory(VillageFactory)
    county = factory.LazyAttribute(lambda petition: county_of(petition.unit))
    serial = factory.Sequence(lambda n: n + 1)
    year = factory.LazyAttribute(lambda petition: petition.received_on.year)
    number = factory.LazyAttribute(lambda petition: f"{petition.year}-{petition.serial:04d}")
    form = Form.VISIT
    received_on = date(2026, 11, 2)
    category, category_name = "allowance", "两项补贴"
    petitioner_kind = PetitionerKind.OTHER
    petitioner_name = factory.Sequence(lambda n: f"来访人{n}")
    matter = "护理补贴三月起没有到账。"
    handler_unit = factory.SelfAttribute("unit")
    accept_by = factory.LazyAttribute(lambda petition: petition.received_on + 15 * DAY)
    due_on = factory.SelfAttribute("accept_by")
    remind_on = factory.LazyAttribute(lambda petition: petition.due_on and petition.due_on - 5 * DAY)

    class Params:
        accepted = factory.Trait(
            state=State.ACCEPTED,
            decided_on=factory.LazyAttribute(lambda petition: petition.received_on + DAY),
            settle_by=factory.LazyAttribute(lambda petition: petition.decided_on + 60 * DAY),
            due_on=factory.SelfAttribute("settle_by"),
        )
        replied = factory.Trait(
            accepted=True,
            state=State.REPLIED,
            reply="经核实，已补发。",
            replied_on=factory.LazyAttribute(lambda petition: petition.decided_on + 10 * DAY),
        )
        settled = factory.Trait(
            replied=True,
            state=State.SETTLED,
            due_on=None,
            outcome=Outcome.SOLVED,
            satisfaction=Satisfaction.SATISFIED,
            settled_on=factory.LazyAttribute(lambda petition: petition.replied_on + DAY),
        )

    @factory.post_generation
    def shared(self, create, extracted, **kwargs):
        for unit in {self.unit, self.handler_unit, *(extracted or ())}:
            PetitionShare.objects.create(petition=self, unit=unit, since=SINCE)


class PetitionFileFactory(DjangoModelFactory):
    class Meta:
        model = PetitionFile

    petition = factory.SubFactory(PetitionFactory)
    file = factory.django.FileField(data=PNG, filename="letter")
    name = "来信照片.png"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    content_type = "image/png"
    size = len(PNG)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = SINCE


class PetitionRuleFactory(DjangoModelFactory):
    class Meta:
        model = PetitionRule

    unit = factory.SubFactory(CountyFactory)
    code, name = "inquiry", "政策咨询"
    accept_days, settle_days, extend_days, remind_days = 3, 10, 5, 2
    counting = "working"
    since = date(2024, 1, 1)
