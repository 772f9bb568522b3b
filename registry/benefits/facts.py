"""Fetching what decides about persons, many at a time, in three queries."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from registry.benefits.choices import Circumstances
from registry.benefits.entitlement import Card, Facts, Spell
from registry.benefits.models import Circumstance
from registry.choices import CardState, Subsistence
from registry.models.certificates import Certificate
from registry.models.persons import Person

COLUMNS = (
    "pk", "birth_date", "hukou", "subsistence", "card_state", "archived_at", "archive_date", "archive_reason",
)  # fmt: skip
STANDING = {Subsistence.DIBAO: Circumstances.DIBAO, Subsistence.TEKUN: Circumstances.TEKUN}
CARD_SPELLS = {CardState.FROZEN: Circumstances.FROZEN, CardState.CANCELLED: Circumstances.CANCELLED}


def facts_of(people):
    """Return {pk: Facts} of the persons of a queryset. Three queries."""
    keys = people.order_by().values("pk")
    spells = defaultdict(list)
    noted = Circumstance.objects.filter(person__in=keys).order_by("since", "pk")
    for key, *spell in noted.values_list("person_id", "what", "since", "until"):
        spells[key].append(Spell(*spell))
    cards = cards_of(keys)
    return {
        row[0]: _facts(row, tuple(cards.get(row[0], ())), spells.get(row[0], []))
        for row in people.order_by("pk").values_list(*COLUMNS)
    }


def _facts(row, cards, spells):
    pk, born, hukou, subsistence, card_state, archived_at, gone_on, gone_why = row
    standing = {spell.what for spell in spells if spell.until is None}
    for value, names in ((subsistence, STANDING), (card_state, CARD_SPELLS)):
        what = names.get(value)
        if what and what not in standing:  # the register knows it, and nobody knows since when
            spells = [*spells, Spell(what, None, None)]
    if gone_why and gone_on is None:
        gone_on = timezone.localdate(archived_at)
    return Facts(pk, born, hukou, cards, tuple(spells), gone_on, gone_why)


def cards_of(keys):
    """Return {person: certificates in order}, each until the next one was issued. One query."""
    rows = Certificate.objects.filter(person__in=keys).order_by("is_current", "issued_on", "pk")
    found = defaultdict(list)
    columns = ("person_id", "issued_on", "expires_on", "category", "grade")
    for key, *card in rows.values_list(*columns):
        found[key].append(card)
    return {key: _in_turn(cards) for key, cards in found.items()}


def _in_turn(cards):
    """Return one person's certificates as `Card`s; one that follows ends the one before.

    One that follows without a date of issue leaves nothing known of those before it.
    """
    turned = []
    for place, (issued, expires, category, grade) in enumerate(cards):
        if place + 1 == len(cards):
            turned.append(Card(issued, expires, category, grade))
            continue
        following = cards[place + 1][0]
        if following is None or (issued is not None and following <= issued):
            continue
        replaced = following - timedelta(days=1)
        is_replaced = expires is None or replaced < expires
        turned.append(Card(issued, replaced if is_replaced else expires, category, grade, is_replaced))
    return turned


def facts_about(person):
    """Return the Facts of one person."""
    return facts_of(Person.objects.filter(pk=person.pk))[person.pk]
