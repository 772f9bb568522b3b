"""The demo county's ledgers: plausible, with gaps, set by set."""

from datetime import UTC, datetime
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.ledgers.choices import BookState
from registry.ledgers.demo import make_ledgers
from registry.ledgers.models import DiaryEntry, LedgerBook, LedgerLock, LedgerRow
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture
def county():
    county = CountyFactory()
    township = TownshipFactory(parent=county)
    for _ in range(12):
        PersonFactory(unit=VillageFactory(parent=township))
    return county


def make(county):
    return make_ledgers(county, rng=Random(1), at=NOW, by=PostingFactory(unit=county).user)  # noqa: S311


def test_there_are_gaps_late_ones_unchanged_ones_and_a_lock(county):
    count = make(county)

    books = LedgerBook.objects.all()
    assert count == books.count() > 100
    assert books.filter(is_unchanged=True).exists()
    assert books.filter(state=BookState.DRAFT).exists()
    assert any(book.reported_at.date() > book.due_on for book in books.exclude(state=BookState.DRAFT))
    assert (
        books.filter(start__gte="2026-08-01", start__lte="2026-10-01", due_on__lt="2026-11-22").count() < 144
    )
    assert LedgerLock.objects.get().period.label == "2026 年 7 月"
    assert DiaryEntry.objects.count() >= 24


def test_no_book_counts_rows_that_are_not_there(county):
    make(county)

    assert sum(LedgerBook.objects.values_list("row_count", flat=True)) == LedgerRow.objects.count() > 0
    assert not LedgerBook.objects.filter(is_unchanged=True, row_count__gt=0).exists()


def test_nothing_happens_after_the_present_moment(county):
    make(county)

    assert not LedgerBook.objects.filter(reported_at__gt=NOW).exists()
    assert not DiaryEntry.objects.filter(day__gt="2026-11-22").exists()


def test_more_villages_cost_no_more_queries(county):
    with CaptureQueriesContext(connection) as few:
        make(county)
    other = CountyFactory()
    township = TownshipFactory(parent=other)
    for _ in range(40):
        PersonFactory(unit=VillageFactory(parent=township))
    with CaptureQueriesContext(connection) as many:
        make(other)

    assert len(many) - len(few) <= 3
