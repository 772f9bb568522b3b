"""The columns of the register, shared by the list page and its export."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.models import Person


@dataclass(frozen=True)
class Column:
    """A title and the text of a person under it; `private` ones are masked unless the export may reveal."""

    title: str
    value: Callable[[Person], object]
    masked: Callable[[Person], object] | None = None


PERSON_COLUMNS = (
    Column("姓名", lambda p: p.name),
    Column("性别", lambda p: p.get_sex_display()),
    Column("出生日期", lambda p: p.birth_date),
    Column("民族", lambda p: p.ethnicity),
    Column("身份证号", lambda p: p.id_number, lambda p: p.masked_id_number),
    Column("残疾类别", lambda p: p.get_category_display()),
    Column("残疾等级", lambda p: p.get_grade_display()),
    Column("残疾人证状态", lambda p: p.card_badge[0]),
    Column("有效期至", lambda p: p.card_expires_on),
    Column("乡镇", lambda p: p.unit.parent.name if p.unit.parent else ""),
    Column("村（社区）", lambda p: p.unit.name),
    Column("联系电话", lambda p: p.phone, lambda p: p.masked_phone),
    Column("户口性质", lambda p: p.get_hukou_display()),
    Column("低保特困", lambda p: p.get_subsistence_display()),
    Column("文化程度", lambda p: p.get_education_display()),
    Column("婚姻状况", lambda p: p.get_marriage_display()),
    Column("就业状况", lambda p: p.get_employment_display()),
)


def export_row(person, *, full):
    """Return one row of the export as texts; sensitive ones masked unless `full`."""
    return [_text(column, person, full=full) for column in PERSON_COLUMNS]


def _text(column, person, *, full):
    value = column.value(person) if full or column.masked is None else column.masked(person)
    return "" if value is None else str(value)
