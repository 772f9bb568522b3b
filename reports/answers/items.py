"""What can be filled in: items for units, fields for persons, and what tells which row is whose."""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from assessments.scorefacts.registry import FACTS, fact_of
from assessments.scoring import SlotKind
from registry.choices import Subsistence
from registry.imports.columns import COLUMNS
from reports.answers.choices import Target
from reports.answers.composing import (
    CONDITIONS,
    HOLDERS,
    REGISTER,
    definition_of,
    key_of,
    looked_for,
    settled,
    title_of,
    where_of,
)
from staff.choices import MEMBER_POSTS

FILE, MEMBERS_FILE = (Path(__file__).with_name(name) for name in ("items.toml", "members.toml"))
ROLES = ("row.unit", "row.township", "row.village")
NOT_FILLED = ("problem", "row_key")
INTERNAL = "note"  # of the office alone: never put on paper, and offered no more; older recipes may name it
WHO = ("id_number", "card_number", "name")  # columns that tell whose row it is
WHERE = ("township", "village")  # of people: a row that names only a place is for who is there
PERSON_NOTES = {
    "age": "截至统计日的周岁。",
    "is_dibao": "是或否，按登记的低保特困。",
    "is_tekun": "是或否，按登记的低保特困。",
    "serial": "名单里的第几人。",
    INTERNAL: "登记里的备注是内部的，不随表报出去，留空手填。",
}
OF_FILE = "专职委员档案里的现值。"
# Numbers that are written out only for who may take them out of the house.
SENSITIVE = ("id_number", "card_number", "phone", "guardian_phone", "bank_account")


@dataclass(frozen=True)
class Item:
    """Something that can stand in a column of units: where it comes from, and what it means."""

    key: str
    title: str
    group: str
    definition: str
    names: tuple[str, ...] = ()
    near: tuple[str, ...] = ()  # spellings by which it is only proposed: they may mean something else
    of: str = ""
    where: dict = field(default_factory=dict)
    how: str = "count"
    column: str = ""
    unit: str = ""

    @property
    def is_summable(self):
        """True if the rows of the column may be added up."""
        return bool(self.of) and self.how in ("count", "sum")


@lru_cache(maxsize=1)
def listed():
    """Return the data file."""
    return tomllib.loads(FILE.read_text("utf-8"))


@lru_cache(maxsize=1)
def roles():
    """Return what tells which unit a row is about."""
    return {
        row["key"]: Item(row["key"], row["title"], "认行", "用来认出这一行是哪个单位，不填写。", _names(row))
        for row in listed()["role"]
    }


@lru_cache(maxsize=1)
def unit_items():
    """Return the items for units that the page offers, by key, in their order."""
    found = [_from_file(row) for row in listed()["item"]]
    head = [item for item in found if item.group == "单位"]
    rest = [item for item in found if item.group != "单位"]
    return {item.key: item for item in [*head, *_register(), *rest, *_facts()]}


@lru_cache(maxsize=1)
def person_items():
    """Return the fields for persons, by key."""
    return {
        column.key: Item(
            column.key, column.title, "残疾人登记", PERSON_NOTES.get(column.key, "残疾人登记里的现值。"),
            column.names,
        )
        for column in COLUMNS
        if column.key not in NOT_FILLED
    }  # fmt: skip


@lru_cache(maxsize=1)
def listed_members():
    """Return the data file of rosters of members."""
    return tomllib.loads(MEMBERS_FILE.read_text("utf-8"))


@lru_cache(maxsize=1)
def member_items():
    """Return the fields for members in post, by key; `of` says where else it is looked up."""
    return {
        row["key"]: Item(
            row["key"], row["title"], "专职委员", row.get("definition", OF_FILE), _names(row),
            of=row.get("of", ""),
        )
        for row in listed_members()["field"]
    }  # fmt: skip


def people_items(target):
    """Return the fields that a sheet about people may hold, by key."""
    return member_items() if target == Target.MEMBERS else person_items()


@lru_cache(maxsize=1)
def telling():
    """Return the keys of columns that only one sort of people has: {target: keys}."""
    rows = listed_members()["field"]
    of_members = {row["key"] for row in rows if row.get("telling")}
    return {Target.MEMBERS: of_members, Target.PERSONS: person_items().keys() - member_items().keys()}


def any_item(key):
    """Return whatever a key names: a role, an item for units, a field of people; None without one."""
    return roles().get(key) or item_of(key) or person_items().get(key) or member_items().get(key)


def item_of(key):
    """Return the item for units with this key, also one composed of several conditions; None without one."""
    if item := unit_items().get(key):
        return item
    if key.startswith("fact."):
        kind = fact_of(key.removeprefix("fact."))
        return _of_fact(kind) if kind else None
    where = where_of(key)
    return composed(where) if where is not None else None


def composed(where):
    """Return the item that counts the persons of the register with these values."""
    where = settled(where)
    return Item(
        key_of(where), title_of(where), "残疾人登记", definition_of(where), of=REGISTER,
        where=looked_for(where), unit="人",
    )  # fmt: skip


def _register():
    """Yield the counts of the register that the page offers."""
    yield composed({})
    yield composed({"card": list(HOLDERS)})
    for column in ("sex", "age", "hukou", "subsistence", "category", "grade"):
        for value in CONDITIONS[column]:
            if value != Subsistence.NONE:
                yield composed({column: [value]})
    yield composed({"grade": ["1", "2"]})
    yield composed({"grade": ["3", "4"]})
    for value in ("expired", "expiring", "none"):
        yield composed({"card": [value]})


def _facts():
    for kind in FACTS.values():
        yield _of_fact(kind)


def _of_fact(kind):
    unit = "%" if kind.gives == SlotKind.PERCENT else kind.unit
    names = tuple(listed()["facts"].get(kind.code, "").split())
    return Item(f"fact.{kind.code}", kind.name, kind.group, kind.definition, names, how="fact", unit=unit)


def _from_file(row):
    where = {column: _values(values) for column, values in row.get("where", {}).items()}
    more = {name: row[name] for name in ("of", "how", "column", "unit") if name in row}
    more["near"] = tuple(row.get("near", "").split())
    return Item(row["key"], row["title"], row["group"], row["definition"], _names(row), where=where, **more)


def _values(values):
    return [str(post) for post in MEMBER_POSTS] if values == "members" else list(values)


def _names(row):
    return tuple(row["names"].split())
