"""What people in forms have in common: whose a row is, what may be taken of whom, who fills a blank form."""

from dataclasses import dataclass

from core.encryption import digest
from core.permissions import Permission
from registry.identity import CARD_SHAPE, ID_LENGTH, tidy_number
from reports.answers.choices import PEOPLE, Target
from reports.answers.items import INTERNAL, SENSITIVE, people_items
from reports.answers.units import Trouble, Value

NOBODY_TOLD = Trouble("这一行没有写是谁。", "补填身份证号、残疾人证号或姓名。")
MASKED = "号码已遮住：您没有带出完整号码的权限。"
NOT_ASKED = Value("")  # nothing is missing: the field does not apply to this person


@dataclass(frozen=True)
class Who:
    """What a row says of whose it is."""

    row: int
    id_number: str = ""
    card_number: str = ""
    name: str = ""
    township: str = ""
    village: str = ""

    @property
    def digests(self):
        """Return the digests of an ID number and of a certificate number."""
        number, card = tidy_number(self.id_number), tidy_number(self.card_number)
        if CARD_SHAPE.fullmatch(number):  # the certificate's number stands in the wrong column
            number, card = number[:ID_LENGTH], card or number
        return digest(number), digest(card)

    def names(self, person):
        """True unless the row says another name than that of somebody found by number."""
        return not self.name or "".join(self.name.split()) == "".join(person.name.split())


@dataclass(frozen=True)
class Rights:
    """What a user may take out of the house at a place: which people, and which of their numbers in full.

    `registered` is where the user may take out what the register of disabled persons says.
    """

    target: Target
    scope: object
    registered: object
    full: frozenset = frozenset()

    @classmethod
    def of(cls, user, place, target):
        """Return the rights of a user at a unit and below, about one sort of people."""
        held = {name for name in Permission if user.scope_of(name).covers(place)}
        full = set()
        if {Permission.PERSON_EXPORT, Permission.PERSON_REVEAL} <= held:
            full = set(SENSITIVE) - {"bank_account"}
        # Accounts leave with those who answer for the money; of disabled persons only where these may leave.
        if Permission.STIPEND_EXPORT in held and (full or target == Target.MEMBERS):
            full.add("bank_account")
        scope = user.scope_of(PEOPLE[target]).narrowed_to(place)
        return cls(target, scope, user.scope_of(Permission.PERSON_EXPORT), frozenset(full))

    def needs(self, keys):
        """Return the permissions by which a file with these columns may be taken."""
        needed, full = {PEOPLE[self.target]}, self.full & set(keys)
        if full - {"bank_account"}:
            needed |= {Permission.PERSON_EXPORT, Permission.PERSON_REVEAL}
        if "bank_account" in full:
            needed.add(Permission.STIPEND_EXPORT)
        if self.target == Target.MEMBERS and any(people_items(self.target)[key].of == "card" for key in keys):
            needed.add(Permission.PERSON_EXPORT)
        return needed


class Roster:
    """One sort of people for one answer. Its own kinds say who they are and what is known of each.

    What `find` and `asked` return stands for one of them, a holder; everything that is told of it has been
    looked up then, in a number of queries that does not grow with the rows.
    """

    target, noun, place_keys = None, "", ()
    none_there, none_there_advice = "", ""  # said where nobody fits

    def __init__(self, place, rights, on):
        self.place, self.rights, self.on = place, rights, on
        self.left_over = []  # in words: whom the last rows had no room for

    @property
    def items(self):
        """Return the fields by key."""
        return people_items(self.target)

    def find(self, whos):
        """Return {row: holder, or a `Trouble`} for rows that name somebody."""
        raise NotImplementedError

    def asked(self, options, most):
        """Return up to `most` holders for a form that names nobody, or a `Trouble` where it may not be."""
        raise NotImplementedError

    def told(self, key, holder):
        """Return what is known of a field, in full: a `Value` or a plain value."""
        raise NotImplementedError

    def person_of(self, holder):
        """Return who it is, with name and masked numbers, and the id of the unit."""
        raise NotImplementedError

    def value(self, key, holder, *, full=None):
        """Return the `Value` that is written; of sensitive numbers only those in `full` are whole."""
        value = None if key == INTERNAL else self.told(key, holder)
        if isinstance(value, Value):
            return value
        if key in SENSITIVE and value and key not in (self.rights.full if full is None else full):
            value = self.masked(key, holder, value)
        return Value(value if value not in ("", None) else None)

    def shown(self, key, holder):
        """Return what a snapshot keeps and a page shows of a field: sensitive numbers always masked."""
        return self.value(key, holder, full=frozenset()).value

    def masked(self, key, holder, value):
        """Return a sensitive number with most of it hidden."""
        raise NotImplementedError
