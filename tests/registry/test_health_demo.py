"""The demo county is checked, has faults of many kinds, and a past."""

from random import Random

import pytest
from django.utils import timezone

from orgs.demo import make_units
from orgs.models import Unit
from registry.demo import make_persons
from registry.health.choices import FindingState
from registry.health.demo import MONTHS, make_health
from registry.health.models import Finding, HealthScore
from registry.health.services.checking import check_unit
from tests.factories import UserFactory

NOW = timezone.now()


@pytest.fixture
def county():
    county, _ = make_units(at=NOW)
    by = UserFactory()
    make_persons(county, count=1500, rng=Random(1), at=NOW, by=by)  # noqa: S311
    make_health(county, rng=Random(2), at=NOW, by=by)  # noqa: S311
    return county


def test_the_demo_has_faults_reasons_and_a_past(county):
    rules = set(Finding.objects.values_list("rule", flat=True))
    kept = Finding.objects.filter(state=FindingState.KEPT)

    assert {"card_expired", "phone_shared", "sex_mismatch", "birth_mismatch"} <= rules
    assert kept.exists()
    assert HealthScore.objects.filter(unit=county).count() == MONTHS + 1
    assert HealthScore.objects.values("day").distinct().count() == MONTHS + 1


def test_its_figures_stand_up_to_another_check(county):
    before = HealthScore.objects.order_by("-day").filter(unit=county).values_list("points", "score").first()

    outcome = check_unit(county, by=None, at=NOW)

    after = HealthScore.objects.order_by("-day").filter(unit=county).values_list("points", "score").first()
    assert (outcome.new, outcome.fixed) == (0, 0)
    assert after == before


def test_the_rows_of_a_past_month_add_up(county):
    day = HealthScore.objects.order_by("day").values_list("day", flat=True).first()
    rows = HealthScore.objects.filter(day=day)

    townships = rows.filter(unit__level=Unit.Level.TOWNSHIP)
    assert sum(row.points for row in townships) == rows.get(unit=county).points > 0
