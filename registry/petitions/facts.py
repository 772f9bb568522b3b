"""What stands beside a petition about the person it concerns; other rooms hang their own facts in here."""

from collections.abc import Callable
from dataclasses import dataclass

from core.permissions import Permission
from registry.models import Person
from registry.selectors.tallies import household_of


@dataclass(frozen=True)
class PersonFact:
    """One fact: what it is, what it says, the tone of its badge (none: plain text), and where it leads."""

    label: str
    value: str
    tone: str = ""
    url: str = ""


# Each takes (person, user) and returns a list of PersonFact; it looks to the user's permissions itself.
SOURCES: list[Callable[[Person, object], list[PersonFact]]] = []


def register_facts(source):
    """Hang a source of facts in; called from a room's `register_all`."""
    if source not in SOURCES:
        SOURCES.append(source)


def facts_about(person, user):
    """Return the facts about a person that this user may see; nothing about one outside their scope."""
    if person is None or not user.scope_of(Permission.PERSON_VIEW).covers(person.unit):
        return []
    return [fact for source in SOURCES for fact in source(person, user)]


def register_facts_of(person, user):
    """Return what the register itself knows."""
    card, tone = person.card_badge
    kind = f"{person.get_category_display()}{person.get_grade_display()}" or "—"
    household = household_of(person)
    others = "、".join(f"{other.name}（{other.get_category_display()}）" for other in household)
    facts = [
        PersonFact("残疾人证", card, tone),
        PersonFact("类别等级", kind),
        PersonFact("低保特困", person.get_subsistence_display() or "—"),
        PersonFact("同户残疾人", others or "无"),
        PersonFact("户籍所在", person.unit.place_name),
    ]
    if person.guardian_name:
        facts.append(
            PersonFact("监护人", f"{person.guardian_name}（{person.guardian_relation or '监护人'}）")
        )
    return facts
