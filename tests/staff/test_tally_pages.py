"""Posts due against posts filled, unit by unit: narrowed, exported, printed."""

import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from staff.models import AllocationRule
from tests.factories import AppointmentFactory, PostFactory, VillageFactory

LIST = reverse("staff:tally_list")


@pytest.fixture(autouse=True)
def two_villages(sign_in, county, township, village):
    """南什村 has two where the rule gives one, 北咀村 has none."""
    AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0, township_members=0)
    for number in (1, 2):
        AppointmentFactory(post=PostFactory(unit=village, number=number))
    VillageFactory(parent=township, name="北咀村")
    sign_in(county)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["会师镇", "南什村", "北咀村"]),
        ({"state": "short"}, ["北咀村"]),
        ({"state": "surplus"}, ["南什村"]),
        ({"state": "nonsense"}, ["会师镇", "南什村", "北咀村"]),
    ],
)
def test_lists_the_units_with_a_want_or_too_many(client, query, names):
    rows = client.get(LIST, query).context["rows"]

    assert sorted(row.unit.name for row in rows) == sorted(names)


def test_shows_the_sums_of_what_it_lists(client):
    page = client.get(LIST, {"state": "surplus"})

    total = page.context["total"].members
    assert (total.due, total.held, total.short, total.surplus) == (1, 2, 0, 1)
    assert "合计" in page.text


def test_costs_the_same_for_many(township, assert_flat_queries):
    assert_flat_queries(LIST, lambda: VillageFactory.create_batch(5, parent=township))


def test_exports_what_it_shows_with_the_sums_below(client):
    response = client.get(reverse("staff:tally_export"), {"state": "short"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert [row[:7] for row in rows[2:]] == [["会师镇", "北咀村", 1, 0, 0, 1, 0], ["合计", "", 1, 0, 0, 1, 0]]
    assert AuditEntry.objects.filter(event=AuditEntry.Event.EXPORT).exists()


def test_prints_it(client):
    response = client.get(reverse("staff:tally_print"), {"state": "short"})

    assert response.content.startswith(b"%PDF")
