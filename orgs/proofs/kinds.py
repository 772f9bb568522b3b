"""Sorts of papers with a code. The rooms that print them register them here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ProofKind:
    """A sort of paper: its name, and how to see whether the data still say the same.

    `digest_now(proof)` returns the digest that the same paper would have today, or None where nobody can tell
    (what it was made of has been taken away).
    """

    code: str
    name: str
    digest_now: Callable


KINDS: dict[str, ProofKind] = {}


def register_kind(*kinds):
    """Make kinds of papers known; called from `AppConfig.ready`."""
    for kind in kinds:
        KINDS[kind.code] = kind
