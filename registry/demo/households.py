"""Households of a village: one disabled person each, or a couple, parent and child, siblings."""

from dataclasses import dataclass
from datetime import date, timedelta

from registry.choices import Category, Grade, Marriage, Relation, Sex
from registry.demo import chances, names

SECOND_SHARE = 0.09  # households with a second disabled member (一户多残)
THIRD_SHARE = 0.12  # of those, with a third
COUPLE, PARENT_AND_CHILD = 0.5, 0.85  # of the second members: spouses, children, the rest siblings
NAMESAKE_SHARE = 0.004


@dataclass
class Sketch:
    """Someone to be: what the members of a household have to agree about."""

    name: str
    sex: Sex
    age: int
    birth: date
    category: Category
    grade: Grade
    relation: Relation
    marriage: Marriage
    household: int
    is_hui: bool
    lives_alone: bool = False


class Village:
    """Makes the people of one village, one household after another."""

    def __init__(self, unit, *, rng):
        self.unit = unit
        self._rng = rng
        self._surnames = names.village_surnames(rng, unit)
        self._hui_share = chances.HUI_VILLAGE_SHARES.get(unit.parent.name, chances.HUI_SHARE)
        self._households = 0

    def people(self, count):
        """Return `count` sketches, household by household; in most villages two share a name."""
        people = []
        while len(people) < count:
            people += self._household(count - len(people))
        self._name_alike(people)
        return people

    def _household(self, at_most):
        self._households += 1
        first = self._first()
        members = [first]
        if at_most > 1 and first.age >= 25 and self._rng.random() < SECOND_SHARE:
            first.relation = Relation.HEAD
            members.append(self._second(first))
            if at_most > 2 and self._rng.random() < THIRD_SHARE:
                members.append(self._child(first) if first.age >= 45 else self._sibling(first))
        else:
            self._place_alone(first)
        return members

    def _first(self):
        sex = Sex.MALE if self._rng.random() < chances.MALE_SHARE else Sex.FEMALE
        is_hui = self._rng.random() < self._hui_share
        surname = names.surname_of(self._rng, self._surnames, is_hui=is_hui)
        return self._sketch(surname, sex, Relation.HEAD, is_hui=is_hui)

    def _sketch(self, surname, sex, relation, *, is_hui, age=None):
        category = chances.CATEGORIES.of(self._rng)
        if age is None:
            age = chances.age_of(self._rng, category)
        birth = self._birth_date(age)
        return Sketch(
            name=surname + names.given_name_of(self._rng, sex, birth.year),
            sex=sex,
            age=age,
            birth=birth,
            category=category,
            grade=chances.GRADES[category].of(self._rng),
            relation=relation,
            marriage=chances.marriage_of(self._rng, age, sex, category),
            household=self._households,
            is_hui=is_hui,
        )

    def _birth_date(self, age):
        day = chances.TODAY.replace(year=chances.TODAY.year - age)
        return day - timedelta(days=self._rng.randrange(365))

    def _place_alone(self, person):
        """Give the only disabled member of a household a place in it."""
        if person.age < 22:
            person.relation = Relation.GRANDCHILD if self._rng.random() < 0.3 else Relation.CHILD
        elif person.marriage == Marriage.SINGLE and person.age < 45:
            person.relation = Relation.CHILD
        elif person.marriage == Marriage.MARRIED and person.sex == Sex.FEMALE and self._rng.random() < 0.7:
            person.relation = Relation.SPOUSE
        elif person.age >= 68 and self._rng.random() < 0.4:
            person.relation = Relation.PARENT
        elif self._rng.random() < 0.03:
            person.relation = Relation.SIBLING
        else:
            person.lives_alone = person.marriage != Marriage.MARRIED

    def _second(self, head):
        draw = self._rng.random()
        if draw < COUPLE:
            return self._spouse(head)
        return self._child(head) if draw < PARENT_AND_CHILD and head.age >= 28 else self._sibling(head)

    def _spouse(self, head):
        sex = Sex.FEMALE if head.sex == Sex.MALE else Sex.MALE
        surname = names.surname_of(self._rng, self._surnames, is_hui=head.is_hui)
        age = max(22, head.age + self._rng.randint(-5, 5))
        spouse = self._sketch(surname, sex, Relation.SPOUSE, is_hui=head.is_hui, age=age)
        head.marriage = spouse.marriage = Marriage.MARRIED
        return spouse

    def _child(self, head):
        sex = self._rng.choice(list(Sex))
        age = max(2, head.age - self._rng.randint(21, 36))
        if head.marriage == Marriage.SINGLE:
            head.marriage = Marriage.DIVORCED
        return self._sketch(surname(head), sex, Relation.CHILD, is_hui=head.is_hui, age=age)

    def _sibling(self, head):
        sex = self._rng.choice(list(Sex))
        age = max(18, head.age + self._rng.choice((-7, -5, -4, -3, -2, 2, 3, 4, 6)))
        return self._sketch(surname(head), sex, Relation.SIBLING, is_hui=head.is_hui, age=age)

    def _name_alike(self, people):
        """Give a few people a name that somebody of the same sex and age has already."""
        wanted = max(1, round(len(people) * NAMESAKE_SHARE)) if len(people) > 2 else 0
        for person in people[-wanted:] if wanted else []:
            alike = [p for p in people if p.sex == person.sex and p.household != person.household]
            if alike:
                person.name = min(alike, key=lambda other: abs(other.age - person.age)).name


def surname(sketch):
    """Return the surname of someone, two characters for a compound one."""
    return sketch.name[:2] if sketch.name[:2] in names.COMPOUND_SURNAMES else sketch.name[:1]
