"""Taking numbers under a lock, in the transaction of what is numbered: what is undone gives its number
back."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from staff.numbering.choices import PREFIXES
from staff.numbering.models import NumberCounter, NumberRule
from staff.services.refusal import StaffRefused, must_cover


def rule_on(county, kind, day):
    """Return the rule by which numbers of the kind are written in the county on the day; the shipped one
    without a row."""
    own = NumberRule.objects.filter(unit=county, kind=kind).in_force(day).first()
    return own or NumberRule(unit=county, kind=kind, prefix=PREFIXES[kind])


@transaction.atomic
def take_numbers(county, kind, *, on, count=1, taken=None):
    """Take the next numbers of a kind in the county and the year of the day `on`, and return them in order.

    The counter's row is locked until the transaction ends, so that no two clerks get the same number and a
    rollback leaves no gap.

    :param taken: asked for each number; True if somebody has written it by hand, so that it is passed over.
    """
    NumberCounter.objects.get_or_create(unit=county, kind=kind, year=on.year)
    counter = NumberCounter.objects.select_for_update().get(unit=county, kind=kind, year=on.year)
    rule, numbers = rule_on(county, kind, on), []
    while len(numbers) < count:
        counter.last += 1
        number = rule.written(counter.last, county=county, year=on.year)
        if taken is None or not taken(number):
            numbers.append(number)
    counter.save(update_fields=["last"])
    return numbers


@transaction.atomic
def save_number_rule(county, kind, *, by, at, since, **facts):
    """Write the numbers of a kind so in the county from the day `since` on, and return the row.

    The serials go on counting through the year, whatever the prefix.

    :raises StaffRefused: outside the actor's scope, or a later rule exists.
    """
    must_cover(by, Permission.STAFF_EDIT, county, "该县（区）不在您的管辖范围内。")
    rows = NumberRule.objects.select_for_update().filter(unit=county, kind=kind)
    return begin_row(rows, NumberRule(unit=county, kind=kind, since=since, **facts), refuse=_refuse_before)


def _refuse_before(day):
    raise StaffRefused(f"自 {day:%Y-%m-%d} 起已另有规则，请选择其后的日期。", field="since")
