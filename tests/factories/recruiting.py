from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from registry.choices import Education, Sex
from staff.choices import Kinship
from staff.models import (
    Candidate,
    CandidateObjection,
    EligibilityOverride,
    Opening,
    Recruitment,
    RecruitmentNotice,
)
from staff.recruiting.choices import Standing, State
from staff.recruiting.rules import DEFAULT, PRESETS
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory
from tests.factories.registry import id_number
from tests.factories.staff import PostFactory


class RecruitmentFactory(DjangoModelFactory):
    """A recruitment that takes applications in November 2026."""

    class Meta:
        model = Recruitment

    unit = factory.SubFactory(CountyFactory)
    number = factory.Sequence(lambda n: f"ZP2026-{n:04d}")
    title = "招聘残疾人专职委员公告"
    conditions = factory.LazyFunction(lambda: PRESETS[DEFAULT].as_json())
    announced_on = date(2026, 11, 1)
    applies_from = date(2026, 11, 2)
    applies_until = date(2026, 11, 25)
    place = "县残联办公室"
    made_by = factory.SubFactory(UserFactory)


class OpeningFactory(DjangoModelFactory):
    class Meta:
        model = Opening

    recruitment = factory.SubFactory(
        RecruitmentFactory, unit=factory.SelfAttribute("..post.unit.parent.parent")
    )
    post = factory.SubFactory(PostFactory)


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate
        exclude = ("number",)

    number = factory.Sequence(lambda n: n + 5000)
    opening = factory.SubFactory(OpeningFactory)
    recruitment = factory.SelfAttribute("opening.recruitment")
    name = "马小兰"
    sex = Sex.FEMALE
    birth_date = date(1990, 5, 6)
    id_number = factory.LazyAttribute(lambda one: id_number(one.number, one.birth_date))
    applied_on = date(2026, 11, 5)
    kinship = Kinship.SELF
    education = Education.SENIOR
    home = factory.SelfAttribute("opening.post.unit")


class OverrideFactory(DjangoModelFactory):
    class Meta:
        model = EligibilityOverride

    candidate = factory.SubFactory(CandidateFactory)
    code = "education"
    reason = "工作需要"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyAttribute(lambda one: one.candidate.created_at)


def hang(candidate, *, first_day=None, days=7):
    """Put a candidate up on a notice, and return it."""
    first_day = first_day or candidate.recruitment.applies_until + timedelta(days=1)
    recruitment = candidate.recruitment
    notice = RecruitmentNotice.objects.create(
        recruitment=recruitment, unit=recruitment.unit, place="公示栏", first_day=first_day,
        last_day=first_day + timedelta(days=days), posted_by=recruitment.made_by,
        posted_at=candidate.created_at,
    )  # fmt: skip
    candidate.standing, candidate.notice = Standing.CHOSEN, notice
    candidate.save()
    recruitment.state = State.NOTICE
    recruitment.save()
    return notice


class CandidateObjectionFactory(DjangoModelFactory):
    class Meta:
        model = CandidateObjection

    candidate = factory.SubFactory(CandidateFactory)
    notice = factory.LazyAttribute(lambda one: hang(one.candidate))
    raised_on = date(2026, 11, 26)
    matter = "学历与本人所说不符。"
    recorded_by = factory.SubFactory(UserFactory)
