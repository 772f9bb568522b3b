"""The rows of a directory of units as the file gives them, cleaned but not yet judged."""

from dataclasses import dataclass

from core.sheets import read_table
from orgs.models import Unit

KINDS = {
    "市": (Unit.Level.CITY, Unit.Kind.CITY),
    "地级市": (Unit.Level.CITY, Unit.Kind.CITY),
    "县": (Unit.Level.COUNTY, Unit.Kind.COUNTY),
    "区": (Unit.Level.COUNTY, Unit.Kind.DISTRICT),
    "镇": (Unit.Level.TOWNSHIP, Unit.Kind.TOWN),
    "乡": (Unit.Level.TOWNSHIP, Unit.Kind.RURAL_TOWNSHIP),
    "民族乡": (Unit.Level.TOWNSHIP, Unit.Kind.RURAL_TOWNSHIP),
    "街道": (Unit.Level.TOWNSHIP, Unit.Kind.SUBDISTRICT),
    "村": (Unit.Level.VILLAGE, Unit.Kind.VILLAGE),
    "行政村": (Unit.Level.VILLAGE, Unit.Kind.VILLAGE),
    "社区": (Unit.Level.COMMUNITY, Unit.Kind.COMMUNITY),
}
COLUMNS = {
    "code": ("代码", "统计代码", "区划代码", "单位代码"),
    "name": ("名称", "单位名称", "机构名称"),
    "kind": ("类型", "单位类型", "类别"),
    "parent": ("上级", "上级单位", "所属上级"),
    "population": ("户籍人口", "人口"),
    "households": ("户数",),
}
REQUIRED = ("name", "kind", "parent")


@dataclass(frozen=True)
class UnitRow:
    """One line: `number` is the row number that Excel shows; empty text means an empty cell."""

    number: int
    name: str
    code: str
    kind_text: str
    parent: str
    population: int | None
    households: int | None
    bad_numbers: tuple[str, ...] = ()

    @property
    def level(self):
        return KINDS.get(self.kind_text, (None, None))[0]

    @property
    def kind(self):
        return KINDS.get(self.kind_text, (None, None))[1]


def read_unit_rows(file):
    """Yield a `UnitRow` for each line that is not blank.

    :raises core.sheets.UnreadableSheet: not a csv or workbook, or a required column is missing.
    """
    for number, cells in read_table(file, COLUMNS, required=REQUIRED):
        yield unit_row(number, cells)


def unit_row(number, cells):
    """Return the `UnitRow` of one line; `cells` maps the fields of `COLUMNS` to texts."""
    figures, bad = {}, []
    for field in ("population", "households"):
        text = cells.get(field, "").replace(",", "").replace("，", "")
        figures[field] = int(text) if text.isascii() and text.isdigit() else None
        if text and figures[field] is None:
            bad.append(COLUMNS[field][0])
    return UnitRow(
        number=number,
        name=cells.get("name", ""),
        code=cells.get("code", ""),
        kind_text=cells.get("kind", ""),
        parent=cells.get("parent", ""),
        bad_numbers=tuple(bad),
        **figures,
    )
