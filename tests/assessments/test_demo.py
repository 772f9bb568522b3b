from datetime import UTC, datetime
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.demo import make_checks
from assessments.models import Check, ClosedQuarter, Evidence
from assessments.selectors import compliance_figures
from core.attachments import content_type_of
from tests.assessments.conftest import TODAY
from tests.factories import CountyFactory, TownshipFactory, UserFactory, VillageFactory

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def bare(appoint):
    """A county with 6 townships of 5 villages, everybody in post, without lists."""
    county = CountyFactory(name="会宁县")
    for township in TownshipFactory.create_batch(6, parent=county):
        appoint(township)
        for village in VillageFactory.create_batch(5, parent=township):
            appoint(village)
    return county


@pytest.fixture
def make(bare):
    def go(seed=1):
        return make_checks(bare, rng=Random(seed), at=AT, by=UserFactory())  # noqa: S311

    return go


def test_it_inspects_five_quarters_and_closes_four(make, bare):
    written = make()

    assert written == Check.objects.count()
    assert set(Check.objects.values_list("year", "quarter").distinct()) == {
        (2025, 4), (2026, 1), (2026, 2), (2026, 3), (2026, 4),
    }  # fmt: skip
    assert ClosedQuarter.objects.filter(county=bare).count() == 4


def test_most_but_not_all_townships_have_everything_that_is_inspected(make):
    make()

    found = Check.objects.filter(item__checklist__code="jiuyou", item__fact="")
    lacking = found.filter(result=Check.Result.NO)
    assert 0 < lacking.count() < found.count() * 0.2
    assert not lacking.filter(note="").exists()


def test_the_same_chance_makes_the_same_checks(make, bare):
    make(seed=7)
    first = list(Check.objects.order_by("pk").values_list("unit", "item", "quarter", "result", "checked_on"))
    Evidence.objects.all().delete()
    Check.objects.all().delete()
    ClosedQuarter.objects.all().delete()

    make(seed=7)

    again = list(Check.objects.order_by("pk").values_list("unit", "item", "quarter", "result", "checked_on"))
    assert again == first


def test_every_override_gives_its_reason_and_no_inspection_lies_ahead(make):
    make()

    overrides = Check.objects.filter(source=Check.Source.OVERRIDE)
    assert overrides.exists()
    assert not overrides.filter(reason="").exists()
    assert not Check.objects.filter(checked_on__gt=TODAY).exists()


def test_the_evidence_is_what_it_says_and_no_two_are_alike(make):
    make()

    files = list(Evidence.objects.all())
    assert {file.content_type for file in files} == {"image/png", "application/pdf"}
    assert len({file.sha256 for file in files}) == len(files)
    with files[0].file.storage.open(files[0].file.name) as stored:
        assert content_type_of(stored.read()) == files[0].content_type


def test_the_figures_can_be_drawn_at_once(make, bare):
    make()

    figures = compliance_figures(bare, 2026, 4, on=TODAY)

    assert [(one.checklist.name, one.total) for one in figures] == [("九有", 6), ("六有", 30)]


def test_it_writes_in_sets(make):
    with CaptureQueriesContext(connection) as queries:
        written = make()

    assert len(queries) < written / 5
