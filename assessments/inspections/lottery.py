"""The draw of the units to inspect: pure, and simple enough to be recomputed with a pocket tool.

Every unit gets a ticket, the SHA-256 of `seed|code` in hexadecimal figures. In each stratum the units with
the smallest tickets are drawn. The seed is fixed before the list can be known to suit anybody: either its
SHA-256 is published first and the seed itself with the draw, or it is a public number of a day to come.
"""

import hashlib
import secrets
from dataclasses import dataclass

METHOD = "sha256(seed|code)"


@dataclass(frozen=True)
class Entry:
    """One unit of the list from which is drawn."""

    stratum: str
    code: str
    name: str


@dataclass(frozen=True)
class Drawn:
    """One unit that was drawn: its ticket, and its place in the stratum, from 1 on."""

    entry: Entry
    ticket: str
    rank: int


def new_seed():
    """Return a seed that nobody can guess."""
    return secrets.token_hex(16)


def commitment_of(seed):
    """Return what is published before the seed is."""
    return hashlib.sha256(seed.encode()).hexdigest()


def digest_of(entries):
    """Return the SHA-256 of the list: a line `stratum|code|name` per unit, by stratum and code."""
    lines = sorted(f"{one.stratum}|{one.code}|{one.name}" for one in entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def ticket_of(seed, code):
    return hashlib.sha256(f"{seed}|{code}".encode()).hexdigest()


def tickets(seed, entries):
    """Return every entry as `Drawn`, by stratum in the order of the list, the smallest ticket first."""
    strata = {}
    for entry in entries:
        strata.setdefault(entry.stratum, []).append(entry)
    ranked = []
    for own in strata.values():
        in_order = sorted(own, key=lambda entry: (ticket_of(seed, entry.code), entry.code))
        ranked += [
            Drawn(entry, ticket_of(seed, entry.code), rank) for rank, entry in enumerate(in_order, start=1)
        ]
    return ranked


def draw(seed, entries, per_stratum):
    """Return the `Drawn` of each stratum, `per_stratum` of them, or all where there are no more."""
    return [one for one in tickets(seed, entries) if one.rank <= per_stratum]
