from itertools import chain

import pytest
from django.db.models import Count, Exists, OuterRef
from django.test import RequestFactory

from core.paging import first_of, page_of
from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.models import Person
from tests.factories import PersonFactory, VillageFactory


@pytest.fixture
def villages():
    """Two villages of different townships with thirty persons each; names run against their keys."""
    villages = [VillageFactory(), VillageFactory()]
    for number in range(30):
        for village in villages:
            PersonFactory(unit=village, name=f"王{59 - number:02}", grade=str(1 + number % 2))
    return villages


def scoped(villages):
    return Person.objects.within(UnitScope(paths=frozenset({villages[0].path}))).order_by("name")


def severe_of(villages):
    return scoped(villages).filter(grade="1").for_list()


def through_the_unit(villages):
    return Person.objects.filter(unit__parent=villages[0].parent, unit__name=villages[0].name).order_by("-pk")


def annotated(villages):
    twins = Person.objects.filter(name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    return scoped(villages).annotate(has_namesake=Exists(twins)).filter(has_namesake=True)


def joined_from_behind(villages):
    return Unit.objects.filter(persons__grade="1").order_by("persons__name", "pk")


def counted(villages):
    return Unit.objects.filter(persons__grade="1").annotate(number=Count("persons")).order_by("-number", "pk")


def once_each(villages):
    return Unit.objects.filter(persons__grade="1").distinct().order_by("path")


def none_at_all(villages):
    return scoped(villages).none()


LISTS = [severe_of, through_the_unit, annotated, counted, once_each, none_at_all]


def pages(rows, size=20):
    """Return what the pages of the list hold, one after another."""
    first = page_of(rows, RequestFactory().get("/"), size=size)
    return list(chain(*(first.paginator.page(number) for number in first.paginator.page_range)))


@pytest.mark.parametrize("rows", LISTS)
def test_the_pages_together_are_the_list(villages, rows):
    assert pages(rows(villages)) == list(rows(villages))


def test_counts_are_those_of_the_whole_list(villages):
    found = {unit.pk: unit.number for unit in pages(counted(villages))}

    assert found == {village.pk: 15 for village in villages}


def test_a_row_that_is_listed_twice_stays_under_its_conditions(villages):
    shown = page_of(joined_from_behind(villages), RequestFactory().get("/"), size=50)

    assert list(shown) == list(joined_from_behind(villages))


def test_annotations_are_on_the_rows_of_a_page(villages):
    assert all(person.has_namesake for person in pages(annotated(villages)))


def test_the_rows_of_a_page_are_fetched_by_their_keys_alone(villages, django_assert_num_queries):
    with django_assert_num_queries(3) as asked:
        assert len(page_of(severe_of(villages), RequestFactory().get("/?size=20"))) == 15

    assert "unit_path" not in asked.captured_queries[-1]["sql"].split("WHERE")[1].split("ORDER BY")[0]


@pytest.mark.parametrize("rows", LISTS)
def test_the_first_rows_are_those_of_the_list(villages, rows):
    assert first_of(rows(villages), 12) == list(rows(villages)[:12])


def test_the_first_rows_are_read_by_their_keys(villages, django_assert_num_queries):
    with django_assert_num_queries(2) as asked:
        assert first_of(severe_of(villages), 3)[2].unit.parent.name

    assert "unit_path" not in asked.captured_queries[-1]["sql"].split("WHERE")[1]
