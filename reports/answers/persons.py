"""Whose row it is on the register, and what is written there; nobody outside the scope is ever found."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from core import lookups  # noqa: F401 -- registers `among`
from core.encryption import digest
from core.masking import masked_card_number
from core.permissions import Permission
from orgs.models import Unit
from registry.choices import Subsistence
from registry.identity import CARD_SHAPE, ID_LENGTH, tidy_number
from registry.models import Certificate, Person
from reports.answers.items import SENSITIVE
from reports.answers.units import Trouble, Value

NOT_HERE = "在您的管辖范围内没有登记这个人。"
NOBODY_TOLD = Trouble("这一行没有写是谁。", "补填身份证号、残疾人证号或姓名。")
MASKED = "号码已遮住：您没有带出完整号码的权限。"
LABELLED = (
    "sex",
    "relation",
    "hukou",
    "education",
    "marriage",
    "employment",
    "subsistence",
    "category",
    "grade",
)


@dataclass(frozen=True)
class Who:
    """What a row says of whose it is."""

    row: int
    id_number: str = ""
    card_number: str = ""
    name: str = ""
    village: str = ""

    @property
    def digests(self):
        """Return the digests of an ID number and of a certificate number."""
        number, card = tidy_number(self.id_number), tidy_number(self.card_number)
        if CARD_SHAPE.fullmatch(number):  # the certificate's number stands in the wrong column
            number, card = number[:ID_LENGTH], card or number
        return digest(number), digest(card)


@dataclass(frozen=True)
class Rights:
    """What a user may take out of the house at a place: which persons, and which of their numbers in full."""

    scope: object
    full: frozenset = frozenset()

    @classmethod
    def of(cls, user, place):
        """Return the rights of a user at a unit and below."""
        held = {name for name in Permission if user.scope_of(name).covers(place)}
        full = set()
        if {Permission.PERSON_EXPORT, Permission.PERSON_REVEAL} <= held:
            full = set(SENSITIVE) - {"bank_account"}
            if Permission.STIPEND_EXPORT in held:  # accounts leave with those who answer for the money
                full.add("bank_account")
        return cls(user.scope_of(Permission.PERSON_EXPORT).narrowed_to(place), frozenset(full))

    def needs(self, keys):
        """Return the permissions by which a file with these columns may be taken."""
        needed = {Permission.PERSON_EXPORT}
        if self.full & set(keys):
            needed.add(Permission.PERSON_REVEAL)
        if "bank_account" in self.full & set(keys):
            needed.add(Permission.STIPEND_EXPORT)
        return sorted(needed)


@dataclass
class Found:
    """The persons of some rows, with what is read of them once for all."""

    by_row: dict = field(default_factory=dict)  # row → Person or Trouble
    cards: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)


def find_people(whos, rights):
    """Return `Found` for rows. Five queries, however many rows."""
    numbers = {who.row: who.digests for who in whos}
    ids = {own for own, _ in numbers.values() if own}
    cards = {card for _, card in numbers.values() if card}
    wanted = Q(id_digest__among=sorted(ids)) | Q(card_digest__among=sorted(cards))
    people = list(Person.objects.within(rights.scope).filter(wanted).order_by("pk"))
    by_id = {person.id_digest: person for person in people}
    by_card = {person.card_digest: person for person in people if person.card_digest}
    names = {who.name for who in whos if not any(numbers[who.row]) and who.name}
    by_name = defaultdict(list)
    for person in (
        Person.objects.within(rights.scope).active().filter(name__among=sorted(names)).order_by("pk")
    ):
        by_name[person.name].append(person)
    found = _with_details([*people, *(p for own in by_name.values() for p in own)])
    for who in whos:
        person = by_id.get(numbers[who.row][0]) or by_card.get(numbers[who.row][1])
        found.by_row[who.row] = (
            _checked(who, person) if any(numbers[who.row]) else _by_name(who, by_name, found.units)
        )
    return found


def people_of(place, options, rights, *, today):
    """Return the persons on the register of a place that fit the options, by village and name."""
    people = Person.objects.within(rights.scope.narrowed_to(place)).active()
    for name, column in (("categories", "category"), ("grades", "grade"), ("subsistence", "subsistence")):
        if values := options.get(name):
            people = people.filter(**{f"{column}__in": values})
    if (least := options.get("age_from")) is not None:
        people = people.filter(birth_date__lte=_years_before(today, least))
    if (most := options.get("age_to")) is not None:
        people = people.filter(birth_date__gt=_years_before(today, most + 1))
    return people.order_by("unit_path", "pinyin", "pk")


def with_details(people):
    """Return `Found` with the certificates and units of persons. Two queries."""
    return _with_details(list(people))


def value_of(key, person, *, found, rights, on):
    """Return the `Value` of one field of a person; sensitive numbers are masked without the rights."""
    value = _raw(key, person, found, on)
    if key in SENSITIVE and value and key not in rights.full:
        value = masked_card_number(value) if key == "card_number" else getattr(person, f"masked_{key}")
    return Value(value if value not in ("", None) else None)


def shown_of(key, person, *, found, on):
    """Return what a snapshot keeps of a field: sensitive numbers always masked."""
    return value_of(key, person, found=found, rights=Rights(None), on=on).value


def _raw(key, person, found, on):
    card, unit = found.cards.get(person.pk), found.units.get(person.unit_id)
    home = found.units.get(person.residence_id)
    of_card = {
        "card_number": "number", "components": "components", "issued_on": "issued_on",
        "expires_on": "expires_on",
    }  # fmt: skip
    if key in of_card:
        return getattr(card, of_card[key]) if card else None
    if key in LABELLED:
        return str(getattr(person, f"get_{key}_display")())
    if key == "card_state":
        return person.card_badge[0]
    if key == "age":
        return person.age_on(on)
    if key in ("is_dibao", "is_tekun"):
        wanted = Subsistence.DIBAO if key == "is_dibao" else Subsistence.TEKUN
        return "是" if person.subsistence == wanted else "否"
    return _place(key, unit, home) if key in PLACE_KEYS else getattr(person, key, None)


PLACE_KEYS = ("county", "township", "village", "residence_township", "residence")


def _place(key, unit, home):
    if key in ("residence_township", "residence"):
        unit, key = home, "village" if key == "residence" else "township"
    if unit is None:
        return ""
    if key == "village":
        return unit.name
    township = unit.parent
    if key == "township" or township is None:
        return township.name if township else ""
    return township.parent.name if township.parent else ""


def _with_details(people):
    keys = [person.pk for person in people]
    places = {pk for person in people for pk in (person.unit_id, person.residence_id) if pk}
    cards = Certificate.objects.current().filter(person__pk__among=keys)
    units = Unit.objects.filter(pk__in=places).select_related("parent__parent")
    return Found({}, {card.person_id: card for card in cards}, {unit.pk: unit for unit in units})


def _checked(who, person):
    if person is None:
        return Trouble(NOT_HERE, "核对号码；确实没有登记的，先登记再填。")
    if person.is_archived:
        return Trouble(f"已归档（{person.get_archive_reason_display()}），没有填写。", "需要填写的请手工补。")
    if who.name and "".join(who.name.split()) != "".join(person.name.split()):
        return Trouble("号码对应的登记姓名与表里的不一致，没有填写。", "核对姓名和号码。")
    return person


def _by_name(who, by_name, units):
    if not who.name:
        return NOBODY_TOLD
    same = by_name.get(who.name, [])
    if who.village and len(same) > 1:
        same = [person for person in same if units[person.unit_id].name == who.village] or same
    if len(same) == 1:
        return same[0]
    if not same:
        return Trouble(NOT_HERE, "核对姓名；确实没有登记的，先登记再填。")
    return Trouble(f"有 {len(same)} 个“{who.name}”，不知道是哪一个。", "补填身份证号或残疾人证号。")


def _years_before(day, years):
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
