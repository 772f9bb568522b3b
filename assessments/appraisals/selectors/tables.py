"""Which items of a county's table give daily points, which extra points, and which the ballots give.

A table may hold the whole hundred, as that of domain.md §3.7 does: then its sections 评议考核 are voted on,
not marked, and what stands under 附加分 is extra.
"""

from dataclasses import dataclass

from assessments.models import Item

DAILY, EXTRA, VOTED, VETO = "daily", "extra", "voted", "veto"


@dataclass(frozen=True)
class Table:
    """The keys of the items of one table by what they give."""

    daily: frozenset
    extra: frozenset


def part_of(item, terms):
    """Return what an item gives, by its rule and the name of its section."""
    if item.rule in ("bonus", "veto"):
        return EXTRA if item.rule == "bonus" else VETO
    if item.section.name.startswith(terms.review_section):
        return VOTED
    return EXTRA if item.section.name.startswith(terms.bonus_section) else DAILY


def tables_of(appraisals):
    """Return {key of the scheme: Table} for appraisals with their year fetched. One query."""
    terms = {one.year.scheme_id_at(one.level): one.year.terms for one in appraisals}
    terms.pop(None, None)
    parts = {scheme: {DAILY: set(), EXTRA: set(), VOTED: set(), VETO: set()} for scheme in terms}
    for item in Item.objects.filter(section__scheme__in=terms).select_related("section"):
        scheme = item.section.scheme_id
        parts[scheme][part_of(item, terms[scheme])].add(item.pk)
    return {
        scheme: Table(frozenset(found[DAILY]), frozenset(found[EXTRA])) for scheme, found in parts.items()
    }


def items_of(appraisal):
    """Return the items that are marked for the appraisal's level of post, in order. One query."""
    rows = Item.objects.filter(section__scheme=appraisal.year.scheme_id_at(appraisal.level))
    terms = appraisal.year.terms
    return [item for item in rows.select_related("section").in_order() if part_of(item, terms) != VOTED]
