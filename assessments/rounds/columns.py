"""The columns of the list of results."""

from core.sheets.writing import Column

PLACES = (
    Column("名次", lambda place: place.rank, 6),
    Column("单位", lambda place: place.unit.place_name, 20),
    Column("得分", lambda place: place.total, 10),
    Column("等次", lambda place: place.grade, 10),
    Column("组别", lambda place: place.group, 12),
    Column("组内名次", lambda place: place.group_rank or "", 8),
    Column("星级", lambda place: place.stars, 10),
    Column("档次", lambda place: place.tier, 10),
    Column("说明", lambda place: place.words, 30),
)
