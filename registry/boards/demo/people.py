"""Invented people for the seats: villagers who can be on the register, cadres who are not."""

from datetime import date

from orgs.models import Unit
from registry.demo.names import SURNAMES, given_name_of, surname_of
from registry.models import Person

GOOD_SCHOOLING = ("senior", "senior", "college", "junior")
CADRE_SCHOOLING = ("college", "bachelor", "bachelor")
BORN = (1968, 1995)
EVERY = 3  # how many persons of the register one candidate for a seat is taken from


def disabled_by_unit(county):
    """Return {unit path: [facts]} of adults of the county's register who could hold a seat. One query."""
    rows = Person.objects.active().card_valid().filter(
        unit__in=Unit.objects.below(county), grade__in=("3", "4"), birth_date__year__gte=1967,
        birth_date__year__lte=2000,
    )  # fmt: skip
    names = ("unit_path", "name", "sex", "birth_date", "education", "id_digest", "card_digest")
    found = {}
    for path, *facts in rows.order_by("pk").values_list(*names):
        own = found.setdefault(path, [])
        if len(own) < EVERY:
            own.append(dict(zip(names[1:], facts, strict=True)) | {"tie": "disabled"})
    return found


class Cast:
    """Invents people, none with the same name and birth date twice."""

    def __init__(self, rng):
        self._rng = rng

    def somebody(self, *, tie="none", work="", cadre=False):
        """Return the facts of an invented adult."""
        rng = self._rng
        sex = "female" if rng.random() < 0.3 else "male"
        born = date(rng.randint(*BORN), rng.randint(1, 12), rng.randint(1, 28))
        name = surname_of(rng, [rng.choice(SURNAMES)]) + given_name_of(rng, sex, born.year)
        schooling = rng.choice(CADRE_SCHOOLING if cadre else GOOD_SCHOOLING)
        return {
            "name": name, "sex": sex, "birth_date": born, "education": schooling, "tie": tie, "work": work,
            "political": "party" if cadre or rng.random() < 0.6 else "masses",
        }  # fmt: skip
