"""The county's lists: the defaults of the field, and changes that keep their history."""

import datetime
from itertools import pairwise

from django.db import transaction

from assessments.defaults import DEFAULTS, TEMPLATES
from assessments.models import Check, Checklist, ChecklistItem, StarBand
from assessments.periods import Quarter

FIRST_DAY = datetime.date(2024, 1, 1)


class ChecklistRefused(Exception):
    """The list cannot be changed so, for a reason the user should read."""


@transaction.atomic
def install_defaults(county, *, since=FIRST_DAY):
    """Give `county` the lists of `assessments.defaults` that it does not have yet; return the new ones."""
    missing = {one.code for one in templates_missing(county)}
    return [_install(county, default, since) for default in DEFAULTS if default.code in missing]


def templates_missing(county):
    """Return the templates of `assessments.defaults` that the county has not put in force."""
    there = set(Checklist.objects.filter(county=county, valid_to=None).values_list("code", flat=True))
    return [one for code, one in TEMPLATES.items() if code not in there]


@transaction.atomic
def install_template(county, code, *, from_quarter):
    """Give the county one list of the templates, which counts from the first day of a quarter on. Return it.

    :raises ChecklistRefused: there is no such template, or the county has a list of that code.
    """
    found = next((one for one in templates_missing(county) if one.code == code), None)
    if found is None:
        raise ChecklistRefused("没有这份范本，或该县已经启用。")
    return _install(county, found, from_quarter.start)


def _install(county, default, since):
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
    StarBand.objects.bulk_create(
        StarBand(checklist=checklist, stars=stars, from_points=points, valid_from=since)
        for stars, points in default.stars
    )
    return checklist


@transaction.atomic
def set_stars(checklist, bands, *, from_quarter):
    """Let stars be given by these bands from a quarter on; past quarters keep theirs. None: no stars.

    :param bands: {number of stars: from how many points}.
    :raises ChecklistRefused: more stars for fewer points, or more points than all items have together.
    """
    ordered = [points for _, points in sorted(bands.items())]
    if any(low >= high for low, high in pairwise(ordered)):
        raise ChecklistRefused("星级越高，起始分须越高。")
    items = checklist.items.in_force(from_quarter.end)
    full = sum(item.points for item in items)
    if ordered and ordered[-1] > full:
        raise ChecklistRefused(f"起始分不能超过各项分值之和 {full.normalize():f} 分。")
    standing = StarBand.objects.filter(checklist=checklist, valid_to=None)
    standing.filter(valid_from__gte=from_quarter.start).delete()
    standing.update(valid_to=from_quarter.previous.end)
    StarBand.objects.bulk_create(
        StarBand(checklist=checklist, stars=stars, from_points=points, valid_from=from_quarter.start)
        for stars, points in bands.items()
    )


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
