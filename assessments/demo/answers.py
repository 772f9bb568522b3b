"""Invented answers to the questions of a scheme: the better a unit's work, the better they are."""

from decimal import Decimal

from assessments.scoring import SlotKind

RARELY = 0.12  # how often something is added beside the points of the table


def answers_to(item, quality, rng, *, target=None):
    """Return invented answers to every question of an item.

    :param item: a `ScoredItem`.
    :param quality: how good the unit's work is, from 0 to 1.
    """
    if item.rule == "veto":
        return {slot.key: False for slot in item.slots}
    if item.rule == "bonus":
        return {slot.key: int(rng.random() < RARELY * quality) for slot in item.slots}
    return {slot.key: _answer(slot, item, quality, rng=rng, target=target) for slot in item.slots}


def _answer(slot, item, quality, *, rng, target):
    is_good = rng.random() < quality
    if slot.kind is SlotKind.YES_NO:
        return is_good != slot.bad
    if slot.kind is SlotKind.COUNT:
        return (0 if is_good else rng.randint(1, 2)) if slot.bad else _done(item, is_good, rng, target=target)
    if slot.kind is SlotKind.PERCENT:
        return str(rng.randint(96, 100) if is_good else rng.randint(70, 95))
    if slot.kind is SlotKind.POINTS:
        part = item.points * rng.randint(5, 9) / 10
        return str(item.points if is_good else part.quantize(Decimal("0.1")))
    return str(rng.randint(1, 9))


def _done(item, is_good, rng, *, target):
    task = target if target is not None else Decimal(item.params.get("target") or 1)
    return int(task) if is_good else int(task * rng.randint(5, 9) / 10)
