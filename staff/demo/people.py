"""The people who held the posts: some are on the register themselves, others are their relatives."""

from collections import defaultdict
from datetime import date, timedelta

from core.encryption import digest
from registry.choices import Category, Education, Grade, Sex
from registry.demo import names
from registry.demo.numbers import Numbers
from registry.models import Person
from staff.choices import Kinship, Political, PostType
from staff.models import Member

ON_REGISTER_SHARE = 0.62  # of the village posts whose holder is disabled
AGES = (26, 56)
LEAST_AT_START, LEAST_OF_HEAD = 20, 30  # years of age on the first day in post
EDUCATIONS = (
    (Education.JUNIOR,) * 9 + (Education.SENIOR,) * 7 + (Education.COLLEGE,) * 3 + (Education.BACHELOR,)
)
OFFICIAL_EDUCATIONS = (Education.COLLEGE,) * 3 + (Education.BACHELOR,) * 4
POLITICALS = (Political.MASSES,) * 13 + (Political.PARTY,) * 6 + (Political.LEAGUE,)
KINSHIPS = (Kinship.SPOUSE, Kinship.CHILD, Kinship.PARENT, Kinship.PARENT, Kinship.SIBLING, Kinship.FRIEND)
# By how many years the disabled relative is younger, at least and at most.
AGE_BETWEEN = {
    Kinship.SIBLING: (-15, 15), Kinship.FRIEND: (-30, 30),
    Kinship.PARENT: (-40, -18), Kinship.CHILD: (18, 40),
}  # fmt: skip
HUI_SHARE = 0.06
NO_ACCOUNT = 2  # how many of those in post have not handed in an account


class People:
    """Makes the member for each stay; draws everything from `rng`."""

    def __init__(self, county, *, rng, today):
        self._rng, self._today = rng, today
        self._numbers = Numbers(rng)
        self._candidates = _candidates(county, today)

    def members(self, stays):
        """Return one unsaved member per stay, in the same order."""
        members = [self._member(stay) for stay in stays]
        self._avoid_the_register(members)
        in_post = [member for member, stay in zip(members, stays, strict=True) if stay.is_open]
        for member in in_post[-NO_ACCOUNT:]:
            member.bank_name = member.bank_account = ""
        for member in members:
            self._name_relative(member)
            member.refresh_copies()
        return members

    def new_account(self):
        """Return the name of a bank and an account number that nobody has."""
        return self._numbers.bank_account()

    def _member(self, stay):
        candidates = self._candidates.get(stay.post.unit_id, [])
        grown_up = [one for one in candidates if one[1] < stay.since.year - LEAST_AT_START]
        if stay.is_open and grown_up and self._rng.random() < ON_REGISTER_SHARE:
            chosen = self._rng.choice(grown_up)
            candidates.remove(chosen)
            return self._from_register(chosen[0], stay)
        return self._invented(stay)

    def _from_register(self, pk, stay):
        person = Person.objects.get(pk=pk)
        bank = (person.bank_name, person.bank_account) if person.bank_account else self.new_account()
        return Member(
            name=person.name, sex=person.sex, birth_date=person.birth_date, ethnicity=person.ethnicity,
            id_number=person.id_number, phone=person.phone or self._numbers.phone(),
            education=person.education, political=self._rng.choice(POLITICALS), kinship=Kinship.SELF,
            person=person, unit=stay.post.unit, bank_name=bank[0], bank_account=bank[1],
        )  # fmt: skip

    def _invented(self, stay):
        rng, is_official = self._rng, stay.post.post_type == PostType.TOWNSHIP_HEAD
        sex = rng.choice((Sex.MALE, Sex.MALE, Sex.FEMALE))
        birth = self._birth(stay)
        is_hui = rng.random() < HUI_SHARE
        common = names.village_surnames(rng, stay.post.unit)
        bank_name, bank_account = self.new_account()
        return Member(
            name=names.surname_of(rng, common, is_hui=is_hui) + names.given_name_of(rng, sex, birth.year),
            sex=sex, birth_date=birth, ethnicity="回族" if is_hui else "汉族",
            id_number=self._numbers.id_number(birth, sex), phone=self._numbers.phone(),
            education=rng.choice(OFFICIAL_EDUCATIONS if is_official else EDUCATIONS),
            political=Political.PARTY if is_official else rng.choice(POLITICALS),
            kinship=Kinship.NONE if is_official else rng.choice(KINSHIPS), unit=stay.post.unit,
            bank_name=bank_name, bank_account=bank_account,
        )  # fmt: skip

    def _name_relative(self, member):
        """Say by which disabled person of the village somebody is eligible, if one of them fits in years."""
        years = AGE_BETWEEN.get(member.kinship)
        for pk, born in self._candidates.get(member.unit_id, ()) if years else ():
            if years[0] <= born - member.birth_date.year <= years[1]:
                member.relative_id = pk
                return

    def _birth(self, stay):
        """Return a birth date that makes the age fit on the first and the last day in post."""
        is_head = stay.post.post_type == PostType.TOWNSHIP_HEAD
        last = (stay.until or self._today).year
        grown = (LEAST_OF_HEAD if is_head else LEAST_AT_START) + 1 + last - stay.since.year
        youngest = max(AGES[0], grown)
        age = self._rng.randint(youngest, max(youngest, AGES[1]))
        return date(last - age, 1, 1) + timedelta(days=self._rng.randrange(365))

    def _avoid_the_register(self, members):
        """Give whoever was invented with a number of the register another one."""
        invented = {digest(member.id_number): member for member in members if member.person is None}
        taken = Person.objects.filter(id_digest__in=invented).values_list("id_digest", flat=True)
        for clash in taken:
            member = invented[clash]
            member.id_number = self._numbers.id_number(member.birth_date + timedelta(days=1), member.sex)
            member.birth_date += timedelta(days=1)


def _candidates(county, today):
    """Return {village id: [(id, year of birth) of persons who could do the work]}. One query."""
    able = (
        Person.objects.active()
        .filter(
            unit_path__startswith=county.path,
            category__in=(Category.PHYSICAL, Category.VISION),
            grade__in=(Grade.THREE, Grade.FOUR),
            education__in=set(EDUCATIONS),
            birth_date__range=(date(today.year - AGES[1], 1, 1), date(today.year - AGES[0], 1, 1)),
        )
        .order_by("pk")
    )
    candidates = defaultdict(list)
    for pk, unit, born in able.values_list("pk", "unit", "birth_date__year"):
        candidates[unit].append((pk, born))
    return candidates
