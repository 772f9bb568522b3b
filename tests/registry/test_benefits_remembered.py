"""What was paid in a year is remembered, and never stale."""

from datetime import date
from decimal import Decimal

import pytest

from orgs.scoping import EVERYWHERE
from registry.benefits.selectors.figures import paid_by_grade
from registry.models import Payment
from tests.factories import PersonFactory
from tests.factories.benefits import PayeeFactory, PaymentFactory

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def person():
    person = PersonFactory(grade="2")
    PaymentFactory(person=person, month=SEPTEMBER, amount=Decimal("100.05"))
    return person


def shown(year=2026):
    rows, total = paid_by_grade(EVERYWHERE, year)
    return [(row.grade, row.total.times) for row in rows], total.months[9].amount


def test_asking_twice_reads_the_payments_once(person, django_assert_num_queries):
    first = shown()

    with django_assert_num_queries(3) as asked:  # the newest payment, the newest change, the kinds
        assert shown() == first == ([("二级", 1)], Decimal("100.05"))
    assert not any("SUM" in query["sql"] for query in asked.captured_queries)


def test_what_has_just_been_paid_counts(person):
    shown()
    PaymentFactory(person=person, month=SEPTEMBER, amount=Decimal("0.95"))

    assert shown() == ([("二级", 2)], Decimal("101.00"))


def test_a_changed_grade_counts_with_all_that_was_paid(person):
    shown()
    person.grade = "1"
    person.save()

    assert shown()[0] == [("一级", 1)]


def test_who_is_not_on_the_register_stands_last_without_a_grade(person):
    paid = person.payments.get()
    Payment.objects.create(
        payee=PayeeFactory(), unit_path=paid.unit_path, kind=paid.kind, month=SEPTEMBER, amount=1
    )

    assert shown()[0] == [("二级", 1), ("不详", 1)]
