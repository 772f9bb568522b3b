from datetime import date

import pytest
from django.utils import timezone

from accounts.roles import Role
from registry.choices import CardState
from staff.recruiting.choices import Standing, State
from tests.factories import PersonFactory, PostFactory, PostingFactory
from tests.factories.recruiting import CandidateFactory, OpeningFactory, RecruitmentFactory


def now():
    return timezone.now()


@pytest.fixture
def second_clerk(county):
    return PostingFactory(unit=county, role=Role.COUNTY_CLERK).user


@pytest.fixture
def post(village):
    return PostFactory(unit=village)


@pytest.fixture
def recruitment(county, clerk):
    return RecruitmentFactory(unit=county, made_by=clerk)


@pytest.fixture
def opening(recruitment, post):
    return OpeningFactory(recruitment=recruitment, post=post)


@pytest.fixture
def holder(village):
    """Somebody of the register with a valid certificate, who may apply."""
    return PersonFactory(
        unit=village, name="马小兰", birth_date=date(1990, 5, 6), card_state=CardState.VALID,
        card_expires_on=date(2030, 1, 1), education="senior",
    )  # fmt: skip


@pytest.fixture
def application(opening, holder):
    """What the form hands to the service."""
    return {
        "opening": opening, "way": "application", "recommended_by": "", "applied_on": date(2026, 11, 5),
        "name": holder.name, "id_number": holder.id_number, "sex": holder.sex,
        "birth_date": holder.birth_date, "ethnicity": "汉族", "phone": "", "education": "senior",
        "political": "", "home": None, "kinship": "self", "relative": None, "note": "",
    }  # fmt: skip


@pytest.fixture
def eligible(opening):
    """Make candidates at the exam, best marks first."""

    def make(*totals, **more):
        opening.recruitment.applies_until = date(2026, 11, 10)
        opening.recruitment.state = State.EXAM
        opening.recruitment.save()
        return [
            CandidateFactory(
                opening=opening, recruitment=opening.recruitment, standing=Standing.ELIGIBLE,
                written=total, interview=total, total=total, name=f"考生{place}", **more,
            )
            for place, total in enumerate(totals, 1)
        ]  # fmt: skip

    return make
