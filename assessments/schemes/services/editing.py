"""Changes of the table of a draft: sections and items, added, changed, moved, removed."""

from django.db import transaction
from django.db.models import Max

from assessments.schemes.bindings import problems_of_bindings
from assessments.schemes.fingerprints import of_item, of_section
from assessments.schemes.models import Item, Scheme, Section
from assessments.schemes.services.locking import draft_for_change, refuse_if_changed
from assessments.schemes.services.refusal import SchemeRefused
from assessments.scoring import problems_of

UP, DOWN = "up", "down"


@transaction.atomic
def add_section(scheme, *, name, points, by, at):
    """Add a section at the end and return it.

    :raises SchemeRefused: the scheme is no draft, or has a section of that name.
    """
    scheme = draft_for_change(scheme.pk, by=by)
    _refuse_same_section(scheme, name)
    number = _next(scheme.sections)
    return Section.objects.create(scheme=scheme, number=number, name=name, points=points)


@transaction.atomic
def change_section(section, *, name, points, seen, by, at):
    """Change name and points of a section and return it.

    :raises SchemeRefused: as for `add_section`, or somebody was faster (`ChangedMeanwhile`).
    """
    before = Scheme.objects.select_related("changed_by").get(pk=section.scheme_id)
    scheme = draft_for_change(section.scheme_id, by=by)
    section = Section.objects.get(pk=section.pk)
    refuse_if_changed(before, seen, of_section(section), "这一考核项目")
    _refuse_same_section(scheme, name, but=section)
    section.name, section.points = name, points
    section.save()
    return section


@transaction.atomic
def remove_section(section, *, by, at):
    """Remove a section with all its items.

    :raises SchemeRefused: the scheme is no draft.
    """
    draft_for_change(section.scheme_id, by=by)
    section.delete()


@transaction.atomic
def move_section(section, where, *, by, at):
    """Move a section one place up or down; at the end of the table it stays.

    :raises SchemeRefused: the scheme is no draft.
    """
    scheme = draft_for_change(section.scheme_id, by=by)
    _move(list(scheme.sections.order_by("number", "pk")), section, where)


@transaction.atomic
def add_item(section, /, *, by, at, **fields):
    """Add an item at the end of a section and return it.

    :raises SchemeRefused: the scheme is no draft, the name is taken, or the rule is not sound.
    """
    scheme = draft_for_change(section.scheme_id, by=by)
    _refuse_bad_item(scheme, fields)
    fields["section"] = _own_section(scheme, fields.get("section") or section)
    item = Item(number=_next(fields["section"].items), **fields)
    item.save()
    return item


@transaction.atomic
def change_item(item, *, seen, by, at, **fields):
    """Change an item, perhaps to another section, and return it.

    :raises SchemeRefused: as for `add_item`, or somebody was faster (`ChangedMeanwhile`).
    """
    before = Scheme.objects.select_related("changed_by").get(sections__items=item)
    scheme = draft_for_change(before.pk, by=by)
    item = Item.objects.select_related("section").get(pk=item.pk)
    refuse_if_changed(before, seen, of_item(item), "这一项")
    _refuse_bad_item(scheme, fields, but=item)
    target = _own_section(scheme, fields["section"])
    if target != item.section:
        item.number = _next(target.items)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()
    return item


@transaction.atomic
def remove_item(item, *, by, at):
    """Remove an item from a draft.

    :raises SchemeRefused: the scheme is no draft.
    """
    draft_for_change(item.section.scheme_id, by=by)
    item.delete()


@transaction.atomic
def move_item(item, where, *, by, at):
    """Move an item one place up or down within its section.

    :raises SchemeRefused: the scheme is no draft.
    """
    draft_for_change(item.section.scheme_id, by=by)
    _move(list(item.section.items.order_by("number", "pk")), item, where)


def _refuse_bad_item(scheme, fields, but=None):
    problems = problems_of(fields["rule"], fields["points"], fields["params"])
    problems = problems or problems_of_bindings(scheme.subject_kind, **_binding(fields))
    if problems:
        raise SchemeRefused("".join(problems))
    others = Item.objects.filter(section__scheme=scheme, name=fields["name"])
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        raise SchemeRefused(f"方案中已有“{fields['name']}”，请换一个说法。", "name")


def _binding(fields):
    return {name: fields[name] for name in ("rule", "params", "bindings")}


def _refuse_same_section(scheme, name, but=None):
    others = scheme.sections.filter(name=name)
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        raise SchemeRefused(f"方案中已有考核项目“{name}”。", "name")


def _own_section(scheme, section):
    if section.scheme_id != scheme.pk:
        raise SchemeRefused("所选考核项目不在这份方案中。", "section")
    return section


def _next(rows):
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _move(rows, row, where):
    place = rows.index(row)
    other = place - 1 if where == UP else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for number, one in enumerate(rows, 1):
        one.number = number
    type(row).objects.bulk_update(rows, ["number"])
