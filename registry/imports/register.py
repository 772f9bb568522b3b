"""What the register already knows of the rows of a file, in a constant number of queries."""

from dataclasses import dataclass

from core import lookups  # noqa: F401 -- registers `among`
from core.encryption import digest
from registry.models import Certificate, Person


@dataclass(frozen=True)
class Register:
    """Persons and certificates that rows refer to, by the digest of their numbers."""

    persons: dict[str, Person]  # within the importer's scope
    elsewhere: frozenset[str]  # digests of ID numbers registered outside it; nothing else is known of them
    cards: dict[int, Certificate]  # person's pk → current certificate
    card_holders: dict[str, int]  # digest of a certificate number → its holder's pk


def look_up(entries, scope):
    """Return the `Register` for the sound entries. Four queries, however many rows."""
    numbers = [entry.id_digest for entry in entries]
    known = Person.objects.filter(id_digest__among=numbers)
    persons = {person.id_digest: person for person in known.within(scope)}
    elsewhere = frozenset(known.values_list("id_digest", flat=True)) - persons.keys()
    current = Certificate.objects.current()
    cards = current.within(scope).filter(person__id_digest__among=numbers)
    holders = current.filter(
        number_digest__among=[
            e.card_digest or digest(e.card["number"]) for e in entries if e.card.get("number")
        ]
    )
    return Register(
        persons=persons,
        elsewhere=elsewhere,
        cards={card.person_id: card for card in cards},
        card_holders=dict(holders.values_list("number_digest", "person_id")),
    )
