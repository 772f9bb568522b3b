"""From a sketch to a row of the register: numbers, address, guardian, account, forgotten answers."""

from dataclasses import dataclass

from registry.choices import SEVERE_GRADES, Hukou, Marriage, Relation, Sex, Subsistence
from registry.demo import chances, names
from registry.models import Person

URBAN_SHARE_OF_COMMUNITIES = 0.48
URBAN_SHARE_OF_VILLAGES = 0.012
LIVES_ELSEWHERE_SHARE = 0.04
FORGOTTEN = {"phone": 0.09, "education": 0.07, "employment": 0.04, "address": 0.03}  # in the untidy villages
NO_ACCOUNT_SHARE = 0.05
STREETS = ("滨河路", "北关路", "西津路", "中街", "新街", "南巷")
SEVERAL = "一户多残家庭，走访时一并核实。"
NEEDS_CARE = "行动不便，办证、年审须上门。"


@dataclass
class Surroundings:
    """What the people of one village have in common."""

    unit: object
    elsewhere: list
    is_untidy: bool


class Writer:
    """Makes `Person` rows; draws everything from `rng`, gives every number once."""

    def __init__(self, *, rng, numbers):
        self._rng = rng
        self._numbers = numbers

    def person(self, sketch, place, *, has_company):
        """Return the unsaved row of `sketch`; `has_company` if the household has another disabled member."""
        is_urban = self._rng.random() < _urban_share(place.unit)
        is_severe = sketch.grade in SEVERE_GRADES
        person = Person(
            name=sketch.name,
            sex=sketch.sex,
            birth_date=sketch.birth,
            id_number=self._numbers.id_number(sketch.birth, sketch.sex),
            ethnicity="回族" if sketch.is_hui else "汉族",
            phone=self._numbers.phone(),
            unit=place.unit,
            residence=self._residence(place),
            address=self._address(place.unit),
            household_number=f"{place.unit.code}{sketch.household:04d}",
            relation=sketch.relation,
            hukou=Hukou.URBAN if is_urban else Hukou.RURAL,
            education=chances.education_of(self._rng, sketch.birth.year, sketch.category),
            marriage=sketch.marriage,
            employment=chances.employment_of(self._rng, sketch.age, is_severe=is_severe, is_urban=is_urban),
            subsistence=chances.subsistence_of(
                self._rng,
                is_severe=is_severe,
                is_single_old=sketch.lives_alone and sketch.age >= chances.OLD,
            ),
            note=self._note(is_severe=is_severe, has_company=has_company),
        )
        self._add_account(person)
        self._add_guardian(person, sketch)
        if place.is_untidy:
            self._forget(person)
        return person

    def _residence(self, place):
        if self._rng.random() < LIVES_ELSEWHERE_SHARE:
            return self._rng.choice(place.elsewhere)
        return place.unit

    def _address(self, unit):
        rng = self._rng
        if unit.level == unit.Level.COMMUNITY:
            flat = f"{rng.randint(1, 6)}单元{rng.randint(1, 6)}0{rng.randint(1, 4)}室"
            return f"{unit.parent.name}{unit.name}{rng.choice(STREETS)}{rng.randint(1, 180)}号{flat}"
        return f"{unit.parent.name}{unit.name}{rng.randint(1, 8)}社{rng.randint(1, 120)}号"

    def _note(self, *, is_severe, has_company):
        draw = self._rng.random()
        if has_company and draw < 0.5:
            return SEVERAL
        return NEEDS_CARE if is_severe and draw < 0.04 else ""

    def _add_account(self, person):
        bank, account = self._numbers.bank_account()
        has_money = person.subsistence != Subsistence.NONE or self._rng.random() >= NO_ACCOUNT_SHARE
        if has_money:
            person.bank_name, person.bank_account = bank, account

    def _add_guardian(self, person, sketch):
        is_minor = sketch.age < chances.ADULT
        if not is_minor and sketch.category not in chances.NEED_GUARDIAN:
            return
        relation = self._guardian_relation(sketch, is_minor=is_minor)
        sex = _guardian_sex(relation, sketch, self._rng)
        year = sketch.birth.year + {"父母": -26, "子女": 27}.get(relation, 0)
        person.guardian_name = _guardian_surname(relation, sketch, self._rng) + names.given_name_of(
            self._rng, sex, year
        )
        person.guardian_relation = relation
        person.guardian_phone = self._numbers.phone()

    def _guardian_relation(self, sketch, *, is_minor):
        if is_minor or (sketch.relation == Relation.CHILD and sketch.age < 55):
            return "父母"
        if sketch.marriage == Marriage.MARRIED:
            return "配偶"
        return "兄弟姐妹" if sketch.marriage == Marriage.SINGLE else "子女"

    def _forget(self, person):
        for field, share in FORGOTTEN.items():
            if self._rng.random() < share:
                setattr(person, field, "")


def _urban_share(unit):
    return URBAN_SHARE_OF_COMMUNITIES if unit.level == unit.Level.COMMUNITY else URBAN_SHARE_OF_VILLAGES


def _guardian_sex(relation, sketch, rng):
    if relation == "配偶":
        return Sex.FEMALE if sketch.sex == Sex.MALE else Sex.MALE
    return rng.choice(list(Sex))


def _guardian_surname(relation, sketch, rng):
    """Parents, children and siblings mostly share the surname; a husband or wife rarely does."""
    own = sketch.name[:2] if sketch.name[:2] in names.COMPOUND_SURNAMES else sketch.name[:1]
    return rng.choice(names.SURNAMES) if relation == "配偶" or rng.random() < 0.3 else own
