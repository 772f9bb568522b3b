"""The county's lists: the defaults of the field, and changes that keep their history."""

import datetime

from django.db import transaction

from assessments.defaults import DEFAULTS
from assessments.models import Check, Checklist, ChecklistItem
from assessments.periods import Quarter

FIRST_DAY = datetime.date(2024, 1, 1)


class ChecklistRefused(Exception):
    """The list cannot be changed so, for a reason the user should read."""


@transaction.atomic
def install_defaults(county, *, since=FIRST_DAY):
    """Give `county` the lists of `assessments.defaults` that it does not have yet; return the new ones."""
    existing = set(Checklist.objects.filter(county=county, valid_to=None).values_list("code", flat=True))
    made = []
    for default in DEFAULTS:
        if default.code in existing:
            continue
        checklist = Checklist.objects.create(
            county=county,
            name=default.name,
            code=default.code,
            levels=list(default.levels),
            valid_from=since,
            note=default.note,
        )
        ChecklistItem.objects.bulk_create(
            ChecklistItem(checklist=checklist, number=number, valid_from=since, **item)
            for number, item in enumerate(default.items, start=1)
        )
        made.append(checklist)
    return made


@transaction.atomic
def create_checklist(county, *, code, from_quarter, **fields):
    """Give the county another list, which counts from the first day of a quarter on, and return it.

    :raises ChecklistRefused: the county has a list of that code.
    """
    if Checklist.objects.filter(county=county, code=code, valid_to=None).exists():
        raise ChecklistRefused(f"该县已有代码为 {code} 的清单。")
    return Checklist.objects.create(county=county, code=code, valid_from=from_quarter.start, **fields)


@transaction.atomic
def add_item(checklist, *, from_quarter, **fields):
    """Add an item that counts from the first day of a quarter on, and return it.

    :raises ChecklistRefused: the number is taken.
    """
    number = fields["number"]
    if checklist.items.filter(valid_to=None, number=number).exists():
        raise ChecklistRefused(f"序号 {number} 已有项目，请换一个序号。")
    return ChecklistItem.objects.create(checklist=checklist, valid_from=from_quarter.start, **fields)


@transaction.atomic
def revise_item(item, *, from_quarter, **fields):
    """Change the wording or the way of deciding from a quarter on, and return the item that then holds.

    An item that no check names yet, and that begins no earlier, is changed in place. Any other is ended the
    day before and succeeded, so that past quarters read as they did.

    :raises ChecklistRefused: the item has ended, the quarter lies before its own beginning, checks exist in
        that quarter or later, or the number is taken.
    """
    _refuse_ended(item)
    number = fields["number"]
    if item.checklist.items.filter(valid_to=None, number=number).exclude(pk=item.pk).exists():
        raise ChecklistRefused(f"序号 {number} 已有项目，请换一个序号。")
    if not item.checks.exists() and item.valid_from >= from_quarter.start:
        for name, value in (fields | {"valid_from": from_quarter.start}).items():
            setattr(item, name, value)
        item.save()
        return item
    _end(item, from_quarter)
    return ChecklistItem.objects.create(checklist=item.checklist, valid_from=from_quarter.start, **fields)


@transaction.atomic
def end_item(item, *, from_quarter):
    """Let the item count no more from the first day of a quarter on.

    :raises ChecklistRefused: as for `revise_item`.
    """
    _refuse_ended(item)
    _end(item, from_quarter)


def _refuse_ended(item):
    if item.valid_to is not None:
        raise ChecklistRefused("该项目已停用，不能再修改。")


def _end(item, from_quarter):
    """End the item the day before the quarter begins, unless checks already stand on it."""
    if from_quarter.start <= item.valid_from:
        raise ChecklistRefused(f"该项目自 {item.valid_from:%Y-%m-%d} 起启用，变更须从之后的季度开始。")
    touched = item.checks.exclude(source=Check.Source.FACT)
    for year, number in touched.values_list("year", "quarter").distinct():
        if Quarter(year, number) >= from_quarter:
            raise ChecklistRefused(f"{Quarter(year, number).label}已按该项目查验，变更须从之后的季度开始。")
    item.valid_to = from_quarter.previous.end
    item.save(update_fields=["valid_to", "updated_at"])
