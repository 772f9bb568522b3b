"""Schemes with all their rows, in three queries whatever their size."""

from collections import defaultdict

from assessments.schemes.tables import Table, TableItem, TableSection


def table_of(scheme):
    """Return the `Table` of a scheme."""
    items = defaultdict(list)
    for item in scheme_items(scheme):
        items[item.section_id].append(TableItem(item))
    sections = scheme.sections.order_by("number", "pk")
    return Table(
        scheme,
        tuple(TableSection(section, tuple(items[section.pk])) for section in sections),
        tuple(scheme.bands.order_by("kind", "-from_points")),
    )


def scheme_items(scheme):
    """Return the items of a scheme as the table prints them."""
    model = scheme.sections.model.items.rel.related_model
    return model.objects.filter(section__scheme=scheme).in_order()
