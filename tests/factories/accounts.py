import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Posting, User
from accounts.roles import Role
from tests.factories.orgs import CountyFactory


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"用户{n}")
    must_change_password = False
    password_changed_at = factory.LazyFunction(timezone.now)


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(CountyFactory)
    role = Role.COUNTY_CLERK

    class Params:
        as_manager = factory.Trait(role=Role.COUNTY_MANAGER)
        as_township_clerk = factory.Trait(role=Role.TOWNSHIP_CLERK)
        as_village_member = factory.Trait(role=Role.VILLAGE_MEMBER)
        as_leader = factory.Trait(role=Role.LEADER)
        as_finance = factory.Trait(role=Role.FINANCE)
        as_auditor = factory.Trait(role=Role.AUDIT_ADMIN)
