"""The demo county's survey holds together as if it had been filled in page by page."""

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from registry.models import SurveyLine
from registry.survey.choices import LineState
from registry.survey.demo import make_surveys
from registry.survey.services.entry import what_is_missing
from tests.factories import CountyFactory, TownshipFactory, UserFactory, VillageFactory
from tests.factories.certificates import with_card

NOW = datetime(2026, 11, 26, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def lines(db):
    village = VillageFactory(parent=TownshipFactory(parent=CountyFactory()))
    for _ in range(3):
        with_card(unit=village, phone="13900005678", address="道口村一社")
        with_card(unit=village, phone="", address="")
    with time_machine.travel(NOW, tick=False):
        make_surveys(village.parent.parent, rng=random.Random(1), at=NOW, by=UserFactory())  # noqa: S311
    return list(SurveyLine.objects.select_related("round"))


def test_what_is_finished_lacks_no_answer(lines):
    finished = [line for line in lines if line.state in (LineState.DONE, LineState.APPROVED)]

    assert len(finished) > 6
    assert {what_is_missing(line) for line in finished} == {""}


def test_a_phone_is_kept_encrypted(lines):
    assert not any("13900005678" in str(line.answers) for line in lines)
