"""Fetching what decides about persons, many at a time, in four queries."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from registry.benefits.choices import Circumstances
from registry.benefits.entitlement import Card, Facts, Spell
from registry.benefits.models import Circumstance
from registry.choices import CardState, Subsistence
from registry.models.certificates import Certificate, CertificateChange
from registry.models.persons import Person

COLUMNS = (
    "pk", "birth_date", "hukou", "subsistence", "card_state", "archived_at", "archive_date", "archive_reason",
)  # fmt: skip
STANDING = {Subsistence.DIBAO: Circumstances.DIBAO, Subsistence.TEKUN: Circumstances.TEKUN}
CARD_SPELLS = {CardState.FROZEN: Circumstances.FROZEN, CardState.CANCELLED: Circumstances.CANCELLED}


def facts_of(people):
    """Return {pk: Facts} of the persons of a queryset. Four queries."""
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
    """Return {person: certificates in order}, each until the next one was issued. Two queries.

    A certificate whose entry was overwritten counts until then for what it said then.
    """
    rows = Certificate.objects.filter(person__in=keys).order_by("is_current", "issued_on", "pk")
    found = defaultdict(list)
    columns = ("person_id", "pk", "issued_on", "expires_on", "category", "grade")
    for key, *card in rows.values_list(*columns):
        found[key].append(card)
    changes = defaultdict(list)
    kept = CertificateChange.objects.filter(certificate__person__in=keys).order_by("since", "pk")
    columns = ("certificate_id", "since", "issued_on", "expires_on", "category", "grade")
    for card, *said in kept.values_list(*columns):
        changes[card].append(said)
    return {key: _in_turn(cards, changes) for key, cards in found.items()}


def _in_turn(cards, changes):
    """Return one person's certificates as `Card`s; one that follows ends the one before.

    One that follows without a later date of issue leaves of those before it only what changes tell.
    """
    turned, passed_on = [], []
    for place, (key, issued, expires, category, grade) in enumerate(cards):
        passed_on = [*passed_on, *changes.get(key, ())]
        if place + 1 == len(cards):
            turned += _as_it_was(Card(issued, expires, category, grade), passed_on)
            continue
        following = cards[place + 1][1]
        if following is None or (issued is not None and following <= issued):
            continue
        replaced = following - timedelta(days=1)
        is_replaced = expires is None or replaced < expires
        card = Card(issued, replaced if is_replaced else expires, category, grade, is_replaced)
        turned += _as_it_was(card, passed_on)
        passed_on = []
    return turned


def _as_it_was(card, changes):
    """Return the `Card`s that a certificate was between the changes of its entry, each while it lasted."""
    if not changes:
        return [card]
    was, begins = [], None
    for since, issued, expires, category, grade in changes:
        last = since - timedelta(days=1)
        is_replaced = expires is None or last < expires
        was.append(
            Card(_later(issued, begins), last if is_replaced else expires, category, grade, is_replaced)
        )
        begins = _later(begins, since)
    was.append(card._replace(since=_later(card.since, begins)))
    if card.until is not None:  # another certificate has followed, or it ran out
        was = [_ended(part, card) for part in was]
    return [part for part in was if part.since is None or part.until is None or part.since <= part.until]


def _ended(part, card):
    if part.until is not None and part.until <= card.until:
        return part
    return part._replace(until=card.until, is_replaced=card.is_replaced)


def _later(day, other):
    """Return the later of two days, of which None is before all others."""
    return max(filter(None, (day, other)), default=None)


def facts_about(person):
    """Return the Facts of one person."""
    return facts_of(Person.objects.filter(pk=person.pk))[person.pk]
