"""Where upper floors say who somebody in a seat is: the register's person, the staff's member.

This floor knows digests only. A finder is given the digests on a page and the user, asks within that user's
own scope, and returns what it knows: {digest: [Link]}.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """What an upper floor knows of somebody: words, the page with more, and a warning if there is one."""

    text: str
    url: str = ""
    warning: str = ""


FINDERS: list[Callable] = []


def register_finder(find):
    """Let `find(digests, user)` say who the people on a page are; called when an app is ready."""
    if find not in FINDERS:
        FINDERS.append(find)


def link_people(people, user):
    """Give each of the people `links`, a list of `Link`; as many queries as the finders make."""
    digests = {d for person in people for d in (person.id_digest, person.card_digest) if d}
    found = [find(digests, user) for find in FINDERS] if digests else []
    for person in people:
        own = [d for d in (person.id_digest, person.card_digest) if d]
        links = [link for known in found for d in own for link in known.get(d, ())]
        person.links = list(dict.fromkeys(links))
    return people
