"""The columns of the table of targets: the same on export and on the upload that comes back."""

from assessments.pledges.selectors.items import measure_of
from core.sheets.writing import Column

UNIT, TOWNSHIP = "unit", "township"


def heading_of(item):
    """Return the title of an item's column."""
    measure = measure_of(item)
    return f"{item.name}（{measure}）" if measure else item.name


def board_columns(items, *, for_villages):
    """Return the columns of the targets and pledges of units."""
    places = [Column("单位", lambda line: line.unit.name, 18)]
    if for_villages:
        places.insert(0, Column("乡镇（街道）", lambda line: line.unit.parent.name, 18))
    return [
        *places,
        *(Column(heading_of(item), _target(place), 16) for place, item in enumerate(items)),
        Column("责任书", lambda line: line.pledges.state.label, 10),
        Column("签订日期", lambda line: _day(line.pledges.signed)),
        Column("甲方签字人", lambda line: _said(line, "first_signatory")),
        Column("乙方签字人", lambda line: _said(line, "second_signatory")),
    ]


def _target(place):
    return lambda line: line.shown[place]


def _day(pledge):
    return pledge.signed_on.isoformat() if pledge else ""


def _said(line, name):
    return getattr(line.pledges.signed, name, "")
