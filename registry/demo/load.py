"""Writing the invented persons, a batch at a time: nothing is saved row by row."""

from collections import Counter
from random import Random

from django.db import transaction
from django.utils import timezone

from core import bulk
from orgs.models import Unit
from registry.demo.cards import CardWriter
from registry.demo.households import Village
from registry.demo.leaving import Leaving
from registry.demo.numbers import Numbers
from registry.demo.people import Surroundings, Writer
from registry.demo.places import share_out

BATCH = 2000  # persons held in memory at a time
UNTIDY_TOWNSHIPS = 3  # whose registers have gaps
UNTIDY_SHARE = 0.7  # of their villages


@transaction.atomic
def make_persons(county, *, count, rng, at, by):
    """Write `count` invented persons with their certificates into the villages of `county`; return how many.

    The people depend on `rng` alone; what has run out, or is about to, follows from the moment `at`. A few
    are archived by the user `by`.
    """
    maker = _Maker(county, rng=rng, at=at, by=by)
    writer = _Writer(at=at)
    for unit, number in share_out(count, county, rng=rng):
        writer.add(maker.village(unit, number))
    return writer.finish()


class _Maker:
    """Holds what the villages share: sources of chance, numbers given out, places to move to."""

    def __init__(self, county, *, rng, at, by):
        self._people_rng, cards_rng, leaving_rng = (Random(rng.random()) for _ in range(3))  # noqa: S311
        self._writer = Writer(rng=self._people_rng, numbers=Numbers(self._people_rng))
        self._cards = CardWriter(rng=cards_rng, today=timezone.localtime(at).date())
        self._leaving = Leaving(rng=leaving_rng, at=at, by=by)
        units = Unit.objects.below(county).current()
        self._elsewhere = list(units.filter(level=Unit.Level.COMMUNITY).in_tree_order())
        townships = list(units.townships().in_tree_order())
        self._untidy = set(rng.sample(townships, min(UNTIDY_TOWNSHIPS, len(townships))))

    def village(self, unit, number):
        """Yield (person, certificates) for the `number` people of a village, ready to be written."""
        place = Surroundings(unit, self._elsewhere or [unit], self._is_untidy(unit))
        sketches = Village(unit, rng=self._people_rng).people(number)
        sizes = Counter(sketch.household for sketch in sketches)
        for sketch in sketches:
            person = self._writer.person(sketch, place, has_company=sizes[sketch.household] > 1)
            cards = self._cards.cards(person, sketch)
            if self._leaving.befalls(sketch):
                self._leaving.archive(person, cards[0])
            person.refresh_copies()
            yield person, cards

    def _is_untidy(self, unit):
        return unit.parent in self._untidy and self._people_rng.random() < UNTIDY_SHARE


class _Writer:
    """Collects persons with their certificates and writes them in batches."""

    def __init__(self, *, at):
        self._at = at
        self._batch = []
        self._written = 0

    def add(self, village):
        """Take (person, certificates) pairs, and write when there are many."""
        self._batch += village
        if len(self._batch) >= BATCH:
            self._flush()

    def finish(self):
        """Write the rest and return how many persons there are."""
        self._flush()
        return self._written

    def _flush(self):
        bulk.insert([person for person, _ in self._batch], at=self._at)
        cards = [card for _, persons_cards in self._batch for card in persons_cards]
        for card in cards:
            card.person_id = card.person.pk
        bulk.insert(cards, at=self._at)
        self._written += len(self._batch)
        self._batch = []
