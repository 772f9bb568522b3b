"""Whose row it is on the register, and what is written there; nobody outside the scope is ever found."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from core import lookups  # noqa: F401 -- registers `among`
from core.masking import masked_card_number
from core.permissions import Permission
from orgs.models import Unit
from registry.choices import Subsistence
from registry.models import Certificate, Person
from reports.answers.choices import Target
from reports.answers.people import NOBODY_TOLD, Roster
from reports.answers.units import Trouble

NOT_HERE = "在您的管辖范围内没有登记这个人。"
NO_FILTER = Trouble(
    "表里没有写名单，填报范围也没有选“空表填入在册残疾人”。", "请在“填报范围”里选上，并写明条件，再回填。"
)
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
PLACE_KEYS = ("county", "township", "village", "residence_township", "residence")


@dataclass
class Details:
    """The certificates of persons and the units where they belong and live, read once for all."""

    cards: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)

    def add(self, people):
        """Read them for more persons. Two queries."""
        keys = [person.pk for person in people]
        places = {pk for person in people for pk in (person.unit_id, person.residence_id) if pk}
        units = Unit.objects.filter(pk__in=places).select_related("parent__parent")
        self.cards |= cards_of(keys)
        self.units |= {unit.pk: unit for unit in units}


class PersonRoster(Roster):
    """The disabled persons on the register."""

    target, noun, rows_permission = Target.PERSONS, "残疾人", Permission.PERSON_VIEW
    none_there = "没有符合填报范围的人。"
    none_there_advice = "请放宽填报范围的类别、等级、年龄等条件，再回填。"

    def __init__(self, place, rights, on):
        super().__init__(place, rights, on)
        self.details = Details()

    def find(self, whos):
        """Return {row: person or `Trouble`}. Four queries."""
        numbers = {who.row: who.digests for who in whos}
        ids = {own for own, _ in numbers.values() if own}
        cards = {card for _, card in numbers.values() if card}
        wanted = Q(id_digest__among=sorted(ids)) | Q(card_digest__among=sorted(cards))
        here = Person.objects.within(self.rights.scope)
        people = list(here.filter(wanted).order_by("pk"))
        by_id = {person.id_digest: person for person in people}
        by_card = {person.card_digest: person for person in people if person.card_digest}
        names = {who.name for who in whos if not any(numbers[who.row]) and who.name}
        by_name = defaultdict(list)
        for person in here.active().filter(name__among=sorted(names)).order_by("pk"):
            by_name[person.name].append(person)
        self.details.add([*people, *(p for own in by_name.values() for p in own)])
        found = {}
        for who in whos:
            own_id, own_card = numbers[who.row]
            person = by_id.get(own_id) or by_card.get(own_card)
            found[who.row] = _checked(who, person) if own_id or own_card else self._by_name(who, by_name)
        return found

    def _by_name(self, who, by_name):
        if not who.name:
            return NOBODY_TOLD
        same = by_name.get(who.name, [])
        if who.village and len(same) > 1:
            same = [own for own in same if self.details.units[own.unit_id].name == who.village] or same
        if len(same) == 1:
            return same[0]
        if not same:
            return Trouble(NOT_HERE, "核对姓名；确实没有登记的，先登记再填。")
        return Trouble(f"有 {len(same)} 个“{who.name}”，不知道是哪一个。", "补填身份证号或残疾人证号。")

    def asked(self, options, most):
        """Return the persons of the place that fit the options, by village and name. Three queries."""
        if not options.get("all_persons"):
            return NO_FILTER
        people = Person.objects.within(self.rights.scope.narrowed_to(self.place)).active()
        for name, column in (("categories", "category"), ("grades", "grade"), ("subsistence", "subsistence")):
            if values := options.get(name):
                people = people.filter(**{f"{column}__in": values})
        if (least := options.get("age_from")) is not None:
            people = people.filter(birth_date__lte=_years_before(self.on, least))
        if (oldest := options.get("age_to")) is not None:
            people = people.filter(birth_date__gt=_years_before(self.on, oldest + 1))
        found = list(people.order_by("unit_path", "pinyin", "pk")[:most])
        self.details.add(found)
        return found

    def person_of(self, holder):
        return holder, holder.unit_id

    def masked(self, key, holder, value):
        return masked_card_number(value) if key == "card_number" else getattr(holder, f"masked_{key}")

    def told(self, key, holder):
        card = self.details.cards.get(holder.pk)
        of_card = {
            "card_number": "number", "components": "components", "issued_on": "issued_on",
            "expires_on": "expires_on",
        }  # fmt: skip
        if key in of_card:
            return getattr(card, of_card[key]) if card else None
        if key in LABELLED:
            return str(getattr(holder, f"get_{key}_display")())
        if key == "card_state":
            return holder.card_badge[0]
        if key == "age":
            return holder.age_on(self.on)
        if key in ("is_dibao", "is_tekun"):
            wanted = Subsistence.DIBAO if key == "is_dibao" else Subsistence.TEKUN
            return "是" if holder.subsistence == wanted else "否"
        if key in PLACE_KEYS:
            units = self.details.units
            return _place(key, units.get(holder.unit_id), units.get(holder.residence_id))
        return getattr(holder, key, None)


def cards_of(keys):
    """Return {person pk: the certificate that is current} of persons. One query."""
    cards = Certificate.objects.current().filter(person__pk__among=keys)
    return {card.person_id: card for card in cards}


def _place_told(key, unit):
    """Return what a form calls the place of a village: `key` is county, township or village."""
    if unit is None:
        return ""
    if key == "village":
        return unit.name
    township = unit.parent
    if key == "township" or township is None:
        return township.name if township else ""
    return township.parent.name if township.parent else ""


def _place(key, unit, home):
    if key in ("residence_township", "residence"):
        return _place_told("village" if key == "residence" else "township", home)
    return _place_told(key, unit)


def _checked(who, person):
    if person is None:
        return Trouble(NOT_HERE, "核对号码；确实没有登记的，先登记再填。")
    if person.is_archived:
        return Trouble(f"已归档（{person.get_archive_reason_display()}），没有填写。", "需要填写的请手工补。")
    if not who.names(person):
        return Trouble("号码对应的登记姓名与表里的不一致，没有填写。", "核对姓名和号码。")
    return person


def _years_before(day, years):
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
