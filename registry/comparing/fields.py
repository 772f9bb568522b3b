"""What can be compared: the register's fields, how each is read from a row, shown, and taken over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.encryption import digest
from core.masking import masked_bank_account, masked_card_number, masked_phone
from registry.choices import CardState, Category, Grade, Subsistence
from registry.imports.values import CHOICES

STANDING, ARCHIVED = "standing", "archived"  # no fields of the register: whether somebody is on it at all
UNITS = ("unit", "residence")


@dataclass(frozen=True)
class Field:
    """A field that can be compared. `card` is its key in a row's certificate; empty: a fact of the person."""

    key: str
    title: str
    card: str = ""
    choices: tuple = ()
    mask: Callable | None = None
    is_takeable: bool = True
    is_bulk: bool = True

    @property
    def attribute(self):
        """Return the name of what a person has of it."""
        return {"card_number": "card_digest", "expires_on": "card_expires_on"}.get(self.key, self.key)

    def stated_in(self, entry):
        """Return what an import entry states, as JSON keeps it; None if it states nothing."""
        value = entry.card.get(self.card) if self.card else entry.facts.get(self.key)
        if self.key in UNITS:
            return value.pk if value is not None else None
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if value else None

    def of(self, person):
        """Return what the register says of a person, in the same form; the empty text for nothing."""
        if self.key in UNITS:
            return getattr(person, f"{self.key}_id") or ""
        value = getattr(person, self.attribute)
        return value.isoformat() if isinstance(value, date) else (value or "")

    def differs(self, person, value):
        """True if a person has another value than the list states."""
        if self.key == "card_number":
            return self.of(person) != digest(value)
        if self.key == "subsistence":
            return (self.of(person) or Subsistence.NONE) != value
        return self.of(person) != value

    def in_words(self, value, units=None):
        """Return a stored value for people; sensitive ones masked. `units` gives the names of units."""
        if value in ("", None):
            return ""
        if self.key in UNITS:
            return (units or {}).get(value, "")
        if self.choices:
            return str(dict(self.choices).get(value, value))
        return self.mask(value) if self.mask else str(value)


def _choices(key):
    return tuple(CHOICES[key].choices)


CARD_ONLY = {"is_takeable": False, "is_bulk": False}  # the certificate has its own way of being changed
FIELDS = {
    field.key: field
    for field in (
        Field("name", "姓名", is_bulk=False),
        Field("category", "残疾类别", "category", tuple(Category.choices), **CARD_ONLY),
        Field("grade", "残疾等级", "grade", tuple(Grade.choices), **CARD_ONLY),
        Field("card_number", "残疾人证号", "number", mask=masked_card_number, **CARD_ONLY),
        Field("card_state", "残疾人证状态", "state", tuple(CardState.choices), **CARD_ONLY),
        Field("expires_on", "有效期至", "expires_on", **CARD_ONLY),
        Field("unit", "户籍所在村（社区）", **CARD_ONLY),
        Field("residence", "现居住村（社区）"),
        Field("ethnicity", "民族"),
        Field("address", "住址"),
        Field("household_number", "户编号"),
        Field("relation", "与户主关系", choices=_choices("relation")),
        Field("hukou", "户口性质", choices=_choices("hukou")),
        Field("phone", "联系电话", mask=masked_phone),
        Field("education", "文化程度", choices=_choices("education")),
        Field("marriage", "婚姻状况", choices=_choices("marriage")),
        Field("employment", "就业状况", choices=_choices("employment")),
        Field("subsistence", "低保特困", choices=tuple(Subsistence.choices)),
        Field("guardian_name", "监护人"),
        Field("guardian_phone", "监护人电话", mask=masked_phone),
        Field("bank_name", "开户银行"),
        Field("bank_account", "银行账号", mask=masked_bank_account),
    )
}
TITLES = {key: field.title for key, field in FIELDS.items()} | {
    STANDING: "在册状态",
    ARCHIVED: "归档状态",
}


def values_of(entry, subsistence="", keys=FIELDS):
    """Return what a row states of the fields that can be compared: key → stored value.

    :param subsistence: what everybody on the list receives, where the row itself says nothing.
    :param keys: the fields that are wanted.
    """
    stated = {key: value for key in keys if (value := FIELDS[key].stated_in(entry)) is not None}
    if subsistence:
        stated.setdefault("subsistence", subsistence)
    return stated


def title_of(key):
    """Return the title of a compared field, 在册状态 and 归档状态 among them."""
    return TITLES.get(key, key)
