"""Numbers without gaps and doubles, also when several clerks take them at once."""

import threading
from datetime import date

import pytest
from django.db import connections, transaction

from staff.models import NumberCounter
from staff.numbering.choices import NumberKind
from staff.numbering.services import save_number_rule, take_numbers
from tests.factories import CountyFactory

CLERKS, EACH = 4, 5
DAY = date(2026, 11, 22)


def test_what_is_rolled_back_gives_its_number_back(county):
    with transaction.atomic():
        lost = take_numbers(county, NumberKind.PERMIT, on=DAY)
        transaction.set_rollback(True)

    assert take_numbers(county, NumberKind.PERMIT, on=DAY) == lost


def test_each_year_and_each_county_counts_for_itself(county):
    take_numbers(county, NumberKind.PERMIT, on=DAY, count=3)

    (next_year,) = take_numbers(county, NumberKind.PERMIT, on=date(2027, 1, 1))
    (elsewhere,) = take_numbers(CountyFactory(), NumberKind.PERMIT, on=DAY)

    assert next_year.endswith("-2027-0001")
    assert elsewhere.endswith("-2026-0001")


def test_another_prefix_in_the_year_goes_on_counting(county, clerk):
    take_numbers(county, NumberKind.PERMIT, on=DAY, count=3)
    save_number_rule(
        county, NumberKind.PERMIT, by=clerk, at=None, since=DAY, prefix="会残岗", with_code=False, digits=5
    )

    assert take_numbers(county, NumberKind.PERMIT, on=DAY) == ["会残岗-2026-00004"]


@pytest.mark.django_db(transaction=True)
def test_several_clerks_at_once_get_numbers_without_gaps_or_doubles():
    county, taken, start = CountyFactory(), [], threading.Barrier(CLERKS)

    def take():
        start.wait()
        try:
            for _ in range(EACH):
                taken.extend(take_numbers(county, NumberKind.TRAINING, on=DAY))
        finally:
            connections.close_all()

    clerks = [threading.Thread(target=take) for _ in range(CLERKS)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()

    serials = sorted(int(number[-4:]) for number in taken)
    assert serials == list(range(1, CLERKS * EACH + 1))
    assert NumberCounter.objects.get().last == CLERKS * EACH
