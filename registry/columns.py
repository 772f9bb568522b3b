"""The columns of the register, shared by the list page and its export."""

from collections.abc import Callable
from dataclasses import dataclass

from orgs.models import Unit
from registry.models import Person

AT_ONCE = 2_000


# Long texts and sensitive numbers that no column shows: not worth fetching and deciphering for a long list.
NOT_EXPORTED = (
    "guardian_phone",
    "bank_account",
    "bank_name",
    "note",
    "address",
    "bank_digest",
    "phone_digest",
)


@dataclass(frozen=True)
class Column:
    """A title and the text of a person under it; `private` ones are masked unless the export may reveal."""

    title: str
    value: Callable[[Person], object]
    masked: Callable[[Person], object] | None = None
    width: int = 12  # characters


def _label(name):
    """Return what gives the label of a coded field; the model's own way costs twenty times as much."""
    labels = dict(Person._meta.get_field(name).flatchoices)

    def label(person):
        value = getattr(person, name)
        return labels.get(value, value)

    return label


PERSON_COLUMNS = (
    Column("姓名", lambda p: p.name),
    Column("性别", _label("sex")),
    Column("出生日期", lambda p: p.birth_date),
    Column("民族", lambda p: p.ethnicity),
    Column("身份证号", lambda p: p.id_number, lambda p: p.masked_id_number, 22),
    Column("残疾类别", _label("category")),
    Column("残疾等级", _label("grade")),
    Column("残疾人证状态", lambda p: p.card_badge[0]),
    Column("有效期至", lambda p: p.card_expires_on),
    Column("乡镇", lambda p: p.unit.parent.name if p.unit.parent else ""),
    Column("村（社区）", lambda p: p.unit.name),
    Column("联系电话", lambda p: p.phone, lambda p: p.masked_phone, 16),
    Column("户口性质", _label("hukou")),
    Column("低保特困", _label("subsistence")),
    Column("文化程度", _label("education")),
    Column("婚姻状况", _label("marriage")),
    Column("就业状况", _label("employment")),
)


def export_rows(people, *, full=False):
    """Yield the rows of an export of a queryset of persons, two thousand at a time in memory. Two queries.

    :param full: with sensitive numbers in full; otherwise they are masked.
    """
    units = {unit.pk: unit for unit in Unit.objects.select_related("parent")}
    for person in people.defer(*NOT_EXPORTED).iterator(chunk_size=AT_ONCE):
        person.unit = units[person.unit_id]
        yield export_row(person, full=full)


def export_row(person, *, full):
    """Return one row of the export as texts; sensitive ones masked unless `full`."""
    return [_text(column, person, full=full) for column in PERSON_COLUMNS]


def _text(column, person, *, full):
    value = column.value(person) if full or column.masked is None else column.masked(person)
    return "" if value is None else str(value)
